/** Memories: the template that synthesis infers, sidecar files, attributes of the profiles. */

import { describe, expect, test } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import type { ProfileName } from '../../dsl/emit/profile.ts'
import { type MemoryContents, type MemoryStyle, memoryStyles } from '../../dsl/ir/design.ts'
import type { NodeId } from '../../dsl/ir/node.ts'
import { bodyOf, designOf, emittedText, TestBuilder, variable } from '../support/emit-modules.ts'
import { lintDesign } from '../support/emit-tools.ts'

function contentsOf(width: number, ...words: bigint[]): MemoryContents {
  return { digest: `d${width}x${words.join('_')}`, width, words }
}

function read(b: TestBuilder, memory: number, address: NodeId, enable: NodeId | null | 'at once' = null) {
  const { width } = b.memories[memory]!
  const synchronous = enable !== 'at once'
  const node = { kind: 'memoryRead', width, memory, address, synchronous } as const
  return b.add({ ...node, enable: synchronous ? enable : null })
}

function romModule(
  name: string,
  contents: MemoryContents,
  style: MemoryStyle = 'block',
  depth = contents.words.length,
) {
  const b = new TestBuilder(name)
  const address = b.input('address', Math.max(1, Math.ceil(Math.log2(depth))))
  const rom = b.memory({ name: 'weights', depth, width: contents.width, style, contents, place: null })
  b.output('word', read(b, rom, address, b.input('enable', 1)))
  return b.finish({ clocked: true, resettable: false })
}

test('a ROM is an array that reads its sidecar file', async () => {
  const module = romModule('m', contentsOf(12, 0xabcn, 0n, 7n))
  expect(bodyOf(module)).toMatchInlineSnapshot(`
    "  (* rom_style = "block" *)
      logic [11:0] weights [0:2];
      initial $readmemh("weights_d12x2748_0_7.mem", weights);

      always_ff @(posedge clk) begin
        if (enable) begin
          word <= weights[address];
        end
      end
    "
  `)
  expect(emitDesign(designOf(module)).files.get('weights_d12x2748_0_7.mem')).toBe('abc\n000\n007\n')
  expect(await lintDesign(designOf(module))).toEqual([])
})

test('a RAM has its writes and reads in one always_ff, without reset', async () => {
  const b = new TestBuilder('m')
  const [address, data, write, enable] = [
    b.input('address', 5),
    b.input('data', 9),
    b.input('write', 1),
    b.input('read', 1),
  ]
  const ram = b.memory({
    name: 'words',
    depth: 32,
    width: 9,
    style: 'distributed',
    contents: null,
    place: { file: 'm.ts', line: 4 },
  })
  b.write(ram, { address, data, enable: write })
  b.output('word', read(b, ram, address, enable))
  b.output('now', read(b, ram, address, 'at once'))
  const module = b.finish({ clocked: true, resettable: false })
  expect(bodyOf(module)).toMatchInlineSnapshot(`
    "  (* ram_style = "distributed" *)
      logic [8:0] words [0:31];  // @[m.ts:4]

      assign now = words[address];

      always_ff @(posedge clk) begin
        if (write) begin
          words[address] <= data;
        end
        if (read) begin
          word <= words[address];
        end
      end
    "
  `)
  expect(await lintDesign(designOf(module))).toEqual([])
})

test('awkward addresses are silent: one word, constants, too wide, too narrow', async () => {
  const b = new TestBuilder('m')
  const [wide, narrow, on] = [b.input('wide', 12), b.input('narrow', 2), b.input('on', 1)]
  const one = b.memory({ name: 'one', depth: 1, width: 4, style: 'auto', contents: null, place: null })
  const five = b.memory({ name: 'five', depth: 5, width: 1, style: 'logic', contents: null, place: null })
  const rom = b.memory({
    name: 'rom',
    depth: 1,
    width: 4,
    style: 'block',
    contents: contentsOf(4, 9n),
    place: null,
  })
  b.write(one, { address: b.constant(0, 1), data: b.slice(wide, 0, 4), enable: on })
  b.write(five, { address: wide, data: on, enable: b.constant(1, 1) })
  b.write(five, { address: b.constant(4, 3), data: on, enable: b.slice(narrow, 0, 1) })
  b.output('first', read(b, one, b.constant(0, 1, variable('nought'))))
  b.output('second', read(b, five, narrow, on))
  b.output('third', read(b, five, wide, 'at once'))
  b.output('fourth', read(b, rom, b.constant(0, 1)))
  b.output('fifth', read(b, rom, on))
  expect(await lintDesign(designOf(b.finish({ clocked: true, resettable: false })))).toEqual([])
})

test('equal contents share one file, different contents never do', () => {
  const modules = [
    romModule('a', contentsOf(8, 1n, 2n)),
    romModule('b', contentsOf(8, 1n, 2n)),
    romModule('c', { ...contentsOf(8, 1n, 3n), digest: contentsOf(8, 1n, 2n).digest }),
    romModule('d', contentsOf(9, 1n, 2n)),
  ]
  const { files, manifest } = emitDesign(designOf(...modules))
  const names = [...files.keys()].filter((name) => name.endsWith('.mem'))
  expect(names).toEqual(['weights_d8x1_2.mem', 'weights_d8x1_2_1.mem', 'weights_d9x1_2.mem'])
  expect(files.get('b.sv')).toContain('"weights_d8x1_2.mem"')
  expect(files.get('c.sv')).toContain('"weights_d8x1_2_1.mem"')
  expect(manifest.memories).toEqual([
    { file: 'weights_d8x1_2.mem', digest: 'd8x1_2', depth: 2, width: 8 },
    { file: 'weights_d8x1_2_1.mem', digest: 'd8x1_2', depth: 2, width: 8 },
    { file: 'weights_d9x1_2.mem', digest: 'd9x1_2', depth: 2, width: 9 },
  ])
})

describe('styles', () => {
  const attributeOf = (style: MemoryStyle, profile: ProfileName) =>
    /\(\*.*\*\)/.exec(emittedText([romModule('m', contentsOf(8, 1n, 2n), style)], { profile }))?.[0]
  const attributesOf = (profile: ProfileName) =>
    Object.fromEntries(memoryStyles.map((style) => [style, attributeOf(style, profile)]))

  test('a ROM asks for nothing that Yosys rejects in the portable profile', async () => {
    expect(attributesOf('portable')).toEqual({
      auto: undefined,
      block: '(* rom_style = "block" *)',
      distributed: '(* rom_style = "logic" *)',
      logic: '(* rom_style = "logic" *)',
    })
  })

  test('the xilinx profile uses the words of Vivado', () => {
    expect(attributesOf('xilinx')).toEqual({
      auto: undefined,
      block: '(* rom_style = "block" *)',
      distributed: '(* rom_style = "distributed" *)',
      logic: '(* rom_style = "distributed" *)',
    })
  })
})

test('a memory that nothing reads is left out', () => {
  const b = new TestBuilder('m')
  const a = b.input('a', 4)
  const ram = b.memory({ name: 'lost', depth: 16, width: 4, style: 'auto', contents: null, place: null })
  b.write(ram, { address: a, data: a, enable: b.constant(1, 1) })
  b.output('y', a)
  expect(bodyOf(b.combinational())).not.toContain('lost')
})
