/** Synthesis of small designs: every module once, by Yosys, by the rule of block ROMs, or by a sample of those alike. */

import { describe, expect, it } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import {
  concat,
  constant,
  Data,
  type Design,
  delayed,
  elaborate,
  input,
  match,
  module,
  output,
  rom,
  type Signal,
} from '../../dsl/index.ts'
import { XnorPopcount } from '../../generators/dot-product/xnor-popcount.ts'
import { WeightMemory } from '../../generators/matrix-vector/weight-memory.ts'
import type { Flow } from '../../synthesis/flow.ts'
import { synthesisCommands } from '../../synthesis/flow.ts'
import { libraryFiles, mapModule } from '../../synthesis/map-module.ts'
import { parseYosysJson } from '../../synthesis/netlist.ts'
import { romUsage } from '../../synthesis/rom-rule.ts'
import { below, codeOf, rtlOf } from '../../synthesis/rtl.ts'
import { groupsOfOneShape } from '../../synthesis/shape.ts'
import { synthesize } from '../../synthesis/synthesize.ts'
import { usageOf } from '../../synthesis/usage.ts'
import { runYosysCommands } from '../../tools/wasm-tools.ts'
import { generatorOf } from '../support/random.ts'

/** Counts the positions in which a word equals a constant of its own. */
const Match = module(
  ({ word }: { readonly word: number }) => `match_${word}`,
  () => ({ a: input(8), count: output(4) }),
  ({ a }, { word }) => ({ count: delayed(a.xnor(constant(word, 8)).popcount()) }),
)

const words = (count: number) => Array.from({ length: count }, (_, i) => (37 * i + 11) % 256)

/** One element for each word, and an XNOR-popcount of everything twice. */
const Elements = module(
  ({ count }: { readonly count: number }) => `elements_${count}`,
  ({ count }) => ({ a: input(8), counts: output(4 * count), same: output(4), different: output(4) }),
  ({ a }, { count }) => {
    const counts = words(count).map((word, i) => Match({ word }, { name: `element_${i}` })({ a }).count)
    const popcount = (name: string) => XnorPopcount({ lanes: 8 }, { name })
    const same = popcount('first')({ activation: a, weight: delayed(a) }).count
    const different = popcount('second')({ activation: a, weight: delayed(a.not()) }).count
    return { counts: concat(...counts), same, different }
  },
)

/** The highest bits of a wide word. */
const Mask = module(
  ({ bits }: { readonly bits: number }) => `mask_${bits}`,
  () => ({ a: input(300), kept: output(300) }),
  ({ a }, { bits }) => ({ kept: a.and(constant(2n ** 300n - 2n ** BigInt(300 - bits), 300)) }),
)

const Masks = module(
  () => 'masks',
  () => ({ a: input(300), kept: output(300) }),
  ({ a }, { sizes }: { readonly sizes: readonly number[] }) => ({
    kept: sizes.map((bits) => Mask({ bits })({ a }).kept).reduce((all, kept) => all.and(kept)),
  }),
)

const elements = (count: number) => rtlOf(emitDesign(elaborate(Elements, { count })))

describe('a design', () => {
  it('is its modules, each as often as it is used', async () => {
    const { modules, total, target } = await synthesize(elements(2), 'xcup')
    expect(target).toBe('xcup')
    expect(modules.map(({ count }) => count)).toEqual([1, 1, 2, 1])
    for (const field of ['lut', 'lutSites', 'ff', 'carry', 'bram36'] as const) {
      const sum = modules.reduce((sum, module) => sum + module.count * module[field], 0)
      expect(sum, field).toBe(total[field])
      expect(modules.at(-1)!.whole[field], field).toBe(total[field])
    }
    expect(modules.every(({ basis }) => basis === 'yosys')).toBe(true)
  })

  it('takes about as much as when it is flattened', async () => {
    const rtl = elements(2)
    const { total } = await synthesize(rtl, 'xcup')
    const flat = await flattened(rtl, 'xcup')
    expect(total.ff).toBe(flat.ff)
    expect(Math.abs(total.lut / flat.lut - 1)).toBeLessThanOrEqual(0.1)
    expect(Math.abs(total.lutSites / flat.lutSites - 1)).toBeLessThanOrEqual(0.1)
  })

  it('gets a real frequency where it fits an iCE40 HX8K', async () => {
    const placed = await synthesize(below(elements(2), 'match_11'), 'ice40')
    expect(placed.maximumMhz).toBeGreaterThan(20)
    expect(placed.maximumMhz).toBeLessThan(600)
  })

  it('can be a part of a larger one', async () => {
    const { top, modules } = await synthesize(below(elements(2), 'xnor_popcount_8'), 'xcup')
    expect(top).toBe('xnor_popcount_8')
    expect(modules).toHaveLength(1)
  })
})

describe('modules that differ in constants only', () => {
  it('have one shape, even where a longer constant breaks a line', () => {
    const groups = (design: Design) =>
      groupsOfOneShape(rtlOf(emitDesign(design))).map((group) => group.map(({ name }) => name))
    expect(groups(elaborate(Masks, { sizes: [20, 290] }))).toEqual([['mask_20', 'mask_290'], ['masks']])
  })

  it('are measured three times, and the others lie between these', async () => {
    const progress: string[] = []
    const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`)
    const sampled = await synthesize(elements(8), 'xcup', { onProgress })
    expect(progress).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
    const alike = sampled.modules.filter(({ basis }) => basis === 'alike')
    expect(alike).toHaveLength(5)
    for (const { spread, lutSites, group, generator } of alike) {
      expect(lutSites).toBeGreaterThanOrEqual(spread![0])
      expect(lutSites).toBeLessThanOrEqual(spread![1])
      expect([group, generator]).toEqual(['match_11', 'Match'])
    }
    const exact = await synthesize(elements(8), 'xcup', { exact: true })
    expect(exact.modules.every(({ basis }) => basis === 'yosys')).toBe(true)
    expect(Math.abs(sampled.total.lut / exact.total.lut - 1)).toBeLessThan(0.1)
    expect(sampled.total.depth).toBeGreaterThan(0)
  })
})

/** A ROM of random words, and nothing else. */
interface RomShape {
  readonly style: 'block' | 'logic'
  readonly depth: number
  readonly width: number
}

const Rom = module(
  ({ depth, width, style }: RomShape) => `${style}_${depth}x${width}`,
  ({ depth, width }) => ({ at: input(Math.ceil(Math.log2(depth))), word: output(width) }),
  ({ at }, shape) => ({ word: rom(randomWords(shape), shape).read(at) }),
)

function randomWords({ depth, width }: RomShape): Data {
  const random = generatorOf(depth * width)
  const word = () => BigInt(`0b${Array.from({ length: width }, () => random.pick([0, 1])).join('')}`)
  return Data.of(width, Array.from({ length: depth }, word))
}

/** The same words from a decoder. */
const Decoder = module(
  ({ depth, width }: RomShape) => `decoder_${depth}x${width}`,
  ({ depth, width }) => ({ at: input(Math.ceil(Math.log2(depth))), word: output(width) }),
  ({ at }, shape) => {
    const { words } = randomWords(shape)
    const arms = words.slice(0, -1).map((word, index) => [index, word] as const)
    return { word: delayed(match(at, arms, constant(words.at(-1)!, shape.width))) }
  },
)

/** Two ROMs at one address, all columns of the second one like columns of the first, and the first one again at another address. */
const AlikeRoms = module(
  () => 'alike_roms',
  () => ({ first: input(5), second: input(5), words: output(8), halves: output(7), others: output(8) }),
  ({ first, second }) => {
    const { words } = randomWords({ style: 'logic', depth: 20, width: 8 })
    const [whole, half] = [
      Data.of(8, words),
      Data.of(
        7,
        words.map((word) => word >> 1n),
      ),
    ]
    const read = <W extends number>(data: Data<W>, address: Signal) =>
      rom(data, { style: 'logic' }).read(address)
    return { words: read(whole, first), halves: read(half, first), others: read(whole, second) }
  },
)

/** Words whose highest bit is always 0 and whose lowest is always 1. */
const ConstantColumns = module(
  () => 'constant_columns',
  () => ({ at: input(4), word: output(4) }),
  ({ at }) => ({
    word: rom(Data.of(4, [1, 3, 5, 7, 7, 1, 1, 3, 5, 5, 3, 7]), { style: 'logic' }).read(at),
  }),
)

describe('the rules of ROMs', () => {
  /** What the rule says of a ROM, and what Yosys does. */
  const both = (flow: Flow, shape: RomShape) => compared(flow, elaborate(Rom, shape))
  async function compared(flow: Flow, design: Design) {
    const rtl = rtlOf(emitDesign(design))
    const module = rtl.modules.get(rtl.top)!
    const measured = usageOf(await mapModule(rtl, module, flow), flow, () => false)
    return { rule: romUsage(module, rtl, flow), measured }
  }

  it.each([
    ['xcup', 512, 100, 1.5],
    ['xcup', 1024, 40, 1.5],
    ['ecp5', 512, 40, 2],
    ['ice40', 256, 20, 2],
  ] as const)('say for %s, %i words of %i bits in block memory, what Yosys finds', async (...shape) => {
    const [flow, depth, width, memories] = shape
    const { rule, measured } = await both(flow, { style: 'block', depth, width })
    expect(rule).toMatchObject({ bram36: memories, lut: 0, ff: 0 })
    expect(measured).toMatchObject({ bram36: memories, lut: 0 })
  })

  it.each([
    [14, 112],
    [40, 60],
  ])('say for %i words of %i bits in LUTs about what Yosys finds', async (depth, width) => {
    const { rule, measured } = await both('xcup', { style: 'logic', depth, width })
    for (const field of ['lut', 'lutSites', 'ff'] as const) {
      expect(Math.abs(rule![field] / measured[field] - 1), field).toBeLessThanOrEqual(0.08)
    }
  })

  it.each([
    ['memory', 6],
    ['decoder', 5],
  ] as const)(
    'say for few words and many bits from a %s that there are few different columns',
    async (kind, depth) => {
      const shape = { style: 'logic', depth, width: 1100 } as const
      const { rule, measured } = await (kind === 'memory'
        ? both('xcup', shape)
        : compared('xcup', elaborate(Decoder, shape)))
      expect(rule!.ff).toBe(measured.ff)
      for (const { lut, ff } of [rule!, measured]) {
        expect(lut).toBeLessThanOrEqual(2 ** depth)
        expect(ff).toBeLessThanOrEqual(2 ** depth)
      }
    },
  )

  /** What the rule says of the top of a design, without Yosys. */
  function ruleOf(design: Design) {
    const rtl = rtlOf(emitDesign(design))
    return romUsage(rtl.modules.get(rtl.top)!, rtl, 'xcup')
  }
  const ruleOfRom = (style: 'block' | 'logic', depth: number, width: number) =>
    ruleOf(elaborate(Rom, { style, depth, width }))

  it('put two columns of up to 32 words into a site, one of more', () => {
    expect(ruleOfRom('logic', 32, 60)).toMatchObject({ lut: 60, lutSites: 30 })
    expect(ruleOfRom('logic', 33, 60)).toMatchObject({ lut: 60, lutSites: 60 })
  })

  it('count columns once for each address, and no constant ones', () => {
    expect(ruleOf(elaborate(AlikeRoms, {}))!.lut).toBe(16)
    expect(ruleOf(elaborate(ConstantColumns, {}))!.lut).toBe(2)
  })

  it('see what a module is, however its text is laid out: words of one bit, decoders of words longer than a line', () => {
    expect(ruleOfRom('block', 512, 1)).toMatchObject({ bram36: 0.5 })
    expect(ruleOfRom('logic', 40, 1)).toMatchObject({ lut: 1, ff: 1 })
    const [depth, width] = [12, 500]
    const { lut } = ruleOf(elaborate(Decoder, { style: 'logic', depth, width }))!
    expect(ruleOfRom('logic', depth, width)).toMatchObject({ lut })
  })

  it('know several ROMs side by side, whatever their widths', () => {
    const weights = Array.from({ length: 16 }, () => randomWords({ style: 'block', depth: 512, width: 128 }))
    const { bram36 } = ruleOf(elaborate(WeightMemory, { name: 'weights', weights, style: 'block' }))!
    // Nine elements fill 16 memories of 72 bits, the other seven 12 and a half.
    expect(bram36).toBe(16 + 12.5)
  })

  it('are part of the paths through them: an address passes a bank of 64 words and what chooses between banks', async () => {
    const depthOf = async (depth: number) => {
      const weights = [randomWords({ style: 'logic', depth, width: 12 })]
      const design = elaborate(WeightMemory, { name: 'weights', weights, style: 'logic' })
      return (await synthesize(rtlOf(emitDesign(design)), 'xcup')).total.depth
    }
    expect(await Promise.all([64, 128, 256, 512].map(depthOf))).toEqual([1, 2, 2, 3])
  })

  it('reach from 9 words to 64 in LUTs, and to 16,384 in block memory', () => {
    const known = (style: 'block' | 'logic', depths: readonly number[]) =>
      depths.map((depth) => ruleOfRom(style, depth, 4) !== null)
    expect(known('logic', [8, 9, 64, 65])).toEqual([false, true, true, false])
    expect(known('block', [16_384, 16_385])).toEqual([true, false])
  })

  it('need no Yosys', async () => {
    const rtl = rtlOf(emitDesign(elaborate(Rom, { style: 'block', depth: 512, width: 100 })))
    const { modules } = await synthesize(rtl, 'xcup')
    expect(modules[0]).toMatchObject({ basis: 'rule', bram36: 1.5, depth: 0 })
  })

  it('leave other modules, and ROMs too small or too deep, to Yosys', () => {
    const logic = (depth: number) => rtlOf(emitDesign(elaborate(Rom, { style: 'logic', depth, width: 4 })))
    for (const rtl of [elements(1), logic(8), logic(65)]) {
      for (const module of rtl.modules.values()) expect(romUsage(module, rtl, 'xcup')).toBeNull()
    }
  })
})

/** The whole design in one module, counted the same way. */
async function flattened(rtl: ReturnType<typeof elements>, flow: Flow) {
  const text = [...rtl.modules.values()].map(codeOf).join('\n')
  const commands = [
    'read_verilog -sv design.sv',
    `hierarchy -top ${rtl.top}`,
    'flatten -noscopeinfo',
    ...synthesisCommands(flow, rtl.top),
    'write_json -selected flat.json',
  ]
  const files = { 'design.sv': text, ...(await libraryFiles(flow)) }
  const result = await runYosysCommands(files, commands, 'flat.json')
  expect(result.text, result.output).not.toBeNull()
  const netlist = parseYosysJson(result.text!, rtl.top)
  return usageOf(netlist, flow, () => false)
}
