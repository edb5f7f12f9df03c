/** Memories: contents and order of reads and writes are said in the source, and are what the hardware does. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  Data,
  elaborate,
  input,
  module,
  output,
  type ReadDuringWrite,
  ram,
  rom,
  topModule,
} from '../../dsl/index.ts'
import { readsDuringWrite } from '../../dsl/memory.ts'
import { type Cycle, runModule } from '../support/run-module.ts'

describe('a rom', () => {
  const squares = Data.of(
    8,
    Array.from({ length: 10 }, (_, i) => i * i),
  )
  const Squares = module(
    () => 'squares',
    () => ({ a: input(4), en: input(1), now: output(8), later: output(8), held: output(8) }),
    ({ a, en }) => {
      const table = rom(squares, { style: 'logic' })
      return {
        now: table.lookup(a),
        later: table.read(a),
        held: table.read(a, en),
      }
    },
  )

  it('gives the word at once, or one cycle later, or holds the word that it read last', () => {
    const cycles = runModule(Squares, {}, [
      { a: 3, en: 1 },
      { a: 4, en: 0 },
      { a: 5 },
      { a: 9, en: 1 },
      { a: 0 },
    ])
    expect(cycles.map(({ now }) => now)).toEqual([9, 16, 25, 81, 0])
    expect(cycles.slice(1).map(({ later }) => later)).toEqual([9, 16, 25, 81])
    expect(cycles.slice(1).map(({ held }) => held)).toEqual([9, 9, 9, 81])
  })

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [16, 4],
    [17, 5],
  ])('of %i words has addresses of %i bits', (depth, bits) => {
    const Table = module(
      () => 'lookup_table',
      () => ({ a: input(bits), y: output(1) }),
      ({ a }) => {
        const table = rom(Data.of(1, Array<number>(depth).fill(1)), { style: 'logic' })
        expect(table.addressWidth).toBe(bits)
        return { y: table.lookup(a) }
      },
    )
    expect(topModule(elaborate(Table, {})).memories[0]).toMatchObject({ depth, width: 1 })
  })

  it('keeps its style and contents in the design', () => {
    const [memory] = topModule(elaborate(Squares, {})).memories
    expect(memory).toMatchObject({ name: 'table', depth: 10, width: 8, style: 'logic', writes: [] })
    expect(memory!.contents).toBe(squares)
  })
})

const Scratch = module(
  ({ readDuringWrite }: { readDuringWrite: ReadDuringWrite }) => `scratch_${readDuringWrite}`,
  () => ({
    wa: input(2),
    wd: input(8),
    we: input(1),
    wa2: input(2),
    we2: input(1),
    ra: input(2),
    re: input(1),
    word: output(8),
    now: output(8),
  }),
  ({ wa, wd, we, wa2, we2, ra, re }, { readDuringWrite }) => {
    const store = ram({ depth: 4, width: 8, style: 'block', readDuringWrite })
    store.write(wa, wd, we)
    store.write(wa2, wd.not(), we2)
    const word = store.read(ra, re)
    return { word, now: store.lookup(ra) }
  },
)

/** The memory as a program: what it holds, and the word that it read last. */
function scratchModel(
  readDuringWrite: ReadDuringWrite,
  cycles: readonly Cycle[],
): { word: number; now: number }[] {
  const words = [0, 0, 0, 0]
  let word = 0
  return cycles.map((cycle) => {
    const { wa, wd, we, wa2, we2, ra, re } = cycle as Record<string, number>
    const seen = { word, now: words[ra!]! }
    const before = words[ra!]!
    if (we) words[wa!] = wd!
    if (we2) words[wa2!] = 255 - wd!
    if (re) word = readDuringWrite === 'new' ? words[ra!]! : before
    return seen
  })
}

describe('a ram', () => {
  const fill: Cycle[] = [0, 1, 2, 3].map((wa) => ({ wa, wd: wa, we: 1, wa2: 0, we2: 0, ra: 0, re: 0 }))
  const cycle = fc.record({
    wa: fc.nat(3),
    wd: fc.nat(255),
    we: fc.nat(1),
    wa2: fc.nat(3),
    we2: fc.nat(1),
    ra: fc.nat(3),
    re: fc.nat(1),
  })

  it.each(readsDuringWrite)(
    'with read-during-write %s does what a program with an array does; of two writes the later port wins',
    (readDuringWrite) => {
      fc.assert(
        fc.property(fc.array(cycle, { minLength: 1, maxLength: 30 }), (random) => {
          const cycles = [...fill, { ...fill[3]!, we: 0, re: 1 }, ...random]
          const known = fill.length + 1
          const outputs = runModule(Scratch, { readDuringWrite }, cycles)
          expect(outputs.slice(known)).toEqual(scratchModel(readDuringWrite, cycles).slice(known))
        }),
        { seed: 5, numRuns: 100 },
      )
    },
  )

  it('shows the difference: old is the word before, new the word being written', () => {
    const readWhileWriting = { wa: 2, wd: 77, we: 1, ra: 2, re: 1 }
    const last = (readDuringWrite: ReadDuringWrite) =>
      runModule(Scratch, { readDuringWrite }, [...fill, readWhileWriting, { we: 0, re: 0 }]).at(-1)!.word
    expect([last('old'), last('new')]).toEqual([2, 77])
  })
})

describe('data', () => {
  it('is one parameter if its contents are equal, whoever made it', () => {
    expect(Data.of(4, [1, 2, 3]).digest).toBe(Data.of(4, [1n, 2n, 3n]).digest)
    const others = [Data.of(4, [1, 2]), Data.of(5, [1, 2, 3]), Data.of(4, [1, 3, 2]), Data.of(4, [12, 3])]
    const digests = [Data.of(4, [1, 2, 3]), ...others].map((data) => data.digest)
    expect(new Set(digests).size).toBe(digests.length)
    expect(digests.every((digest) => /^[0-9a-f]{12}$/.test(digest))).toBe(true)
  })

  it('cannot be changed afterwards', () => {
    const given = [1, 2, 3]
    const data = Data.of(4, given)
    given[0] = 9
    expect(data.words).toEqual([1n, 2n, 3n])
    expect(() => (data.words as bigint[]).push(4n)).toThrow(TypeError)
  })
})
