/** Synthesis of small designs: every module once, by Yosys, by the rule of block ROMs, or by a sample of those alike. */

import { describe, expect, it } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { concat, constant, Data, delayed, elaborate, input, module, output, rom } from '../../dsl/index.ts'
import { XnorPopcount } from '../../generators/xnor-popcount.ts'
import type { Flow } from '../../synthesis/flow.ts'
import { synthesisCommands } from '../../synthesis/flow.ts'
import { libraryFiles, mapModule } from '../../synthesis/map-module.ts'
import { parseYosysJson } from '../../synthesis/netlist.ts'
import { blockRomUsage } from '../../synthesis/rom-rule.ts'
import { below, codeOf, rtlOf } from '../../synthesis/rtl.ts'
import { synthesize } from '../../synthesis/synthesize.ts'
import { runYosysCommands } from '../../synthesis/tool-workers.ts'
import { usageOf } from '../../synthesis/usage.ts'
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

describe('the rule of block ROMs', () => {
  const Rom = module(
    ({ depth, width }: { readonly depth: number; readonly width: number }) => `rom_${depth}x${width}`,
    ({ depth, width }) => ({ at: input(Math.ceil(Math.log2(depth))), word: output(width) }),
    ({ at }, { depth, width }) => {
      const random = generatorOf(depth * width)
      const content = Data.of(
        width,
        Array.from({ length: depth }, () =>
          BigInt(`0b${Array.from({ length: width }, () => random.pick([0, 1])).join('')}`),
        ),
      )
      return { word: rom(content, { style: 'block' }).read(at) }
    },
  )

  it.each([
    ['xcup', 512, 100, 1.5],
    ['xcup', 1024, 40, 1.5],
    ['ecp5', 512, 40, 2],
    ['ice40', 256, 20, 2],
  ] as const)('says for %s, %i words of %i bits, what Yosys finds', async (flow, depth, width, memories) => {
    const rtl = rtlOf(emitDesign(elaborate(Rom, { depth, width })))
    const module = rtl.modules.get(rtl.top)!
    expect(blockRomUsage(codeOf(module), flow)?.bram36).toBe(memories)
    const measured = usageOf(await mapModule(rtl, module, flow), flow, () => false)
    expect(measured.bram36).toBe(memories)
    expect(measured.lut).toBe(0)
  })

  it('needs no Yosys', async () => {
    const { modules } = await synthesize(
      rtlOf(emitDesign(elaborate(Rom, { depth: 512, width: 100 }))),
      'xcup',
    )
    expect(modules[0]).toMatchObject({ basis: 'rule', bram36: 1.5, depth: 0 })
  })

  it('leaves all other modules to Yosys', () => {
    const { modules } = elements(1)
    for (const module of modules.values()) expect(blockRomUsage(codeOf(module), 'xcup')).toBeNull()
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
