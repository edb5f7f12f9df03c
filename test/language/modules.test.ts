/** Modules: pure names, one definition for equal parameters, instances, and what follows from the state inside. */

import { describe, expect, it } from 'vitest'
import {
  constant,
  Data,
  delayed,
  elaborate,
  input,
  inputStream,
  module,
  output,
  outputStream,
  rom,
  type Signal,
  topModule,
} from '../../dsl/index.ts'
import { showParameters } from '../../dsl/parameters.ts'
import { runModule } from '../support/run-module.ts'

const Invert = module(
  ({ width }: { width: number }) => `invert_${width}`,
  ({ width }) => ({ a: input(width), y: output(width) }),
  ({ a }) => ({ y: a.not() }),
)

/** The modules of a design whose top uses `Invert` with each of these parameters. */
function definitionsFor(...parameters: { width: number }[]): string[] {
  const Top = module(
    () => 'top',
    () => ({ a: input(8), y: output(1) }),
    ({ a }) => {
      const parts = parameters.map((each) => Invert(each)({ a: a.trunc(each.width) }).y)
      return { y: parts.map((part) => part.bit(0) as Signal<1>).reduce((all, bit) => all.and(bit)) }
    },
  )
  return elaborate(Top, {}).modules.map(({ name }) => name)
}

describe('definitions', () => {
  it('are shared by all uses with equal parameters, and stand before their users', () => {
    expect(definitionsFor({ width: 4 }, { width: 4 }, { width: 2 }, { width: 4 })).toEqual([
      'invert_4',
      'invert_2',
      'top',
    ])
  })

  it('are shared by different generators that make the same hardware under the same name', () => {
    const twin = () =>
      module(
        () => 'twin',
        () => ({ a: input(1), y: output(1) }),
        ({ a }) => ({ y: a.not() }),
      )
    const [First, Second] = [twin(), twin()]
    const Top = module(
      () => 'top',
      () => ({ a: input(1), y: output(1) }),
      ({ a }) => ({ y: Second({})({ a: First({})({ a }).y }).y }),
    )
    expect(elaborate(Top, {}).modules.map(({ name }) => name)).toEqual(['twin', 'top'])
  })

  it('are built once: the body of a module runs once for all its instances', () => {
    let runs = 0
    const Counted = module(
      () => 'counted',
      () => ({ a: input(1), y: output(1) }),
      ({ a }) => {
        runs++
        return { y: a.not() }
      },
    )
    const Top = module(
      () => 'top',
      () => ({ a: input(1), y: output(1) }),
      ({ a }) => ({ y: Counted({})({ a: Counted({})({ a }).y }).y }),
    )
    elaborate(Top, {})
    expect(runs).toBe(1)
  })

  it('give the same design every time', () => {
    expect(elaborate(Invert, { width: 4 })).toEqual(elaborate(Invert, { width: 4 }))
  })
})

describe('parameters', () => {
  const Table = module(
    ({ words }: { words: Data }) => `table_${words.digest}`,
    ({ words }) => ({ a: input(2), y: output(words.width) }),
    ({ a }, { words }) => {
      const table = rom(words, { style: 'logic' })
      return { y: table.lookup(a) }
    },
  )

  it('with data are compared by content, and shown as its size and digest', () => {
    const Top = module(
      () => 'top',
      () => ({ a: input(2), y: output(8) }),
      ({ a }) => {
        const equal = [Data.of(4, [1, 2, 3]), Data.of(4, [1n, 2n, 3n])]
        const [first, second] = equal.map((words) => Table({ words })({ a }).y)
        const other = Table({ words: Data.of(4, [1, 2, 4]) })({ a })
        return { y: first!.add(second!).xor(other.y).zext(8) }
      },
    )
    const { modules } = elaborate(Top, {})
    expect(modules).toHaveLength(3)
    expect(modules[0]!.parameters).toEqual({ words: `3x4:${Data.of(4, [1, 2, 3]).digest}` })
  })

  it('are equal whatever the order of their fields, and different where JSON would blur them', () => {
    const key = (parameters: unknown) => showParameters(parameters).key
    expect(key({ a: 1, b: [2] })).toBe(key({ b: [2], a: 1 }))
    expect(key({ a: 1, b: undefined })).toBe(key({ a: 1 }))
    const words = Data.of(4, [1])
    const different = [
      { a: 1 },
      { a: '1' },
      { a: 1n },
      { a: '1n' },
      { a: [1] },
      { a: words },
      { a: `#${words.hash}` },
      { a: showParameters(words).json },
      { a: true },
      { a: null },
      {},
      [],
    ]
    expect(new Set(different.map(key)).size).toBe(different.length)
  })

  it('are shown as plain JSON', () => {
    const list = [Data.of(4, [1]), Data.of(4, [2]), Data.of(4, [3])]
    expect(showParameters({ pe: 2, name: 'x', flag: true, none: null, big: 10n, list }).json).toEqual({
      pe: 2,
      name: 'x',
      flag: true,
      none: null,
      big: '10',
      list: expect.stringMatching(/^3 of 1x4:[0-9a-f]{12}$/),
    })
  })
})

describe('instances', () => {
  it('take literals for signals, in the width of the port', () => {
    const Sum = module(
      () => 'sum',
      () => ({ a: input(8), b: input(8), y: output(8) }),
      ({ a, b }) => ({ y: a.add(b) }),
    )
    const Top = module(
      () => 'top',
      () => ({ a: input(8), y: output(8) }),
      ({ a }) => Sum({})({ a, b: -1 }),
    )
    expect(runModule(Top, {}, [{ a: 5 }, { a: 0 }])).toEqual([{ y: 4 }, { y: 255 }])
  })

  it('are functions: outputs of one are inputs of the next', () => {
    const Twice = module(
      () => 'twice',
      () => ({ a: input(4), y: output(4) }),
      ({ a }) => {
        const once = Invert({ width: 4 })({ a })
        const twice = Invert({ width: 4 })({ a: once.y.add(1) })
        return { y: twice.y as Signal<4> }
      },
    )
    expect(runModule(Twice, {}, [{ a: 5 }])).toEqual([{ y: 4 }])
  })
})

describe('a definition', () => {
  it('has its ports in the order in which they were declared', () => {
    const Ordered = module(
      () => 'ordered',
      () => ({
        z: output(1),
        b: input(1),
        s: inputStream({ y: 1, x: 2 }),
        t: outputStream({ y: 1, x: 2 }),
        a: input(1),
      }),
      ({ a, b, s }) => ({ z: a.and(b), t: s }),
    )
    const { ports } = topModule(elaborate(Ordered, {}))
    expect(ports.map(({ name }) => name)).toEqual([
      'z',
      'b',
      's_valid',
      's_ready',
      's_y',
      's_x',
      't_valid',
      't_ready',
      't_y',
      't_x',
      'a',
    ])
  })

  it('needs a clock if it, or an instance in it, holds state, and a reset if some of that has an init', () => {
    const Later = module(
      ({ init }: { init: boolean }) => `later_${init}`,
      () => ({ a: input(1), y: output(1) }),
      ({ a }, { init }) => ({ y: delayed(a, init ? { init: 0 } : {}) }),
    )
    const Outer = module(
      ({ init }: { init: boolean }) => `outer_${init}`,
      () => ({ a: input(1), y: output(1) }),
      ({ a }, parameters) => Later(parameters)({ a }),
    )
    const state = [
      elaborate(Invert, { width: 1 }),
      elaborate(Outer, { init: false }),
      elaborate(Outer, { init: true }),
    ]
    expect(state.map(topModule).map(({ clocked, resettable }) => [clocked, resettable])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ])
  })

  it('carries its latency, a number or a sentence', () => {
    const timed = (latency: number | string) =>
      module(
        () => 'timed',
        () => ({ y: output(1) }),
        () => ({ y: constant(1, 1) }),
        { latency: () => latency },
      )
    expect(topModule(elaborate(timed(3), {})).latency).toBe(3)
    expect(topModule(elaborate(timed('one cycle a beat'), {})).latency).toBe('one cycle a beat')
    expect(topModule(elaborate(Invert, { width: 1 })).latency).toBeNull()
  })

  it('is frozen data', () => {
    const top = topModule(elaborate(Invert, { width: 1 }))
    for (const part of [top, top.nodes, top.meta, top.ports, top.outputs, top.nodes[0]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it('leaves no trace of a failed one: after a mistake, elaboration starts afresh', () => {
    const Broken = module(
      () => 'broken',
      () => ({ a: input(8), y: output(1) }),
      ({ a }) => {
        const never = a.bit(9)
        return { y: never }
      },
    )
    const User = module(
      () => 'user',
      () => ({ a: input(8), y: output(1) }),
      ({ a }) => Broken({})({ a }),
    )
    expect(() => elaborate(User, {})).toThrow(
      /BL0105 [\s\S]*while elaborating never < Broken\({}\) < User\({}\)/,
    )
    expect(() => constant(1, 1)).toThrow(/BL0201/)
    expect(elaborate(Invert, { width: 1 }).modules).toHaveLength(1)
  })
})
