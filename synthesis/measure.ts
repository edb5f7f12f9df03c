/** Measuring modules: by Yosys, by the rules of ROMs, or, where many are alike, by a sample of them. */

import { type Timing, timingOf } from './depth.ts'
import type { Flow } from './flow.ts'
import { type Levels, oneLut, wire } from './levels.ts'
import { mapModule } from './map-module.ts'
import type { Netlist } from './netlist.ts'
import { romUsage } from './rom-rule.ts'
import { romsOf } from './roms.ts'
import type { Rtl, RtlModule } from './rtl.ts'
import { groupsOfOneShape } from './shape.ts'
import { addUsage, mapUsage, nothing, type Usage, usageOf } from './usage.ts'

/** Where figures come from: Yosys, the rules of ROMs, or the mean of others of the same shape. */
export type Basis = 'yosys' | 'rule' | 'alike'

/** What is known of a module without those that it uses. */
export interface Measured {
  readonly module: RtlModule
  readonly basis: Basis
  readonly usage: Usage
  /** The modules that it uses, each as often as it does. */
  readonly uses: readonly string[]
  /** The first module of its shape. */
  readonly group: string
  /** For `alike`: the LUT sites of the smallest and of the largest one measured. */
  readonly spread: readonly [least: number, most: number] | null
  /** Its timing, from that of the modules that it uses. */
  readonly timing: (used: ReadonlyMap<string, Timing>) => Timing
}

/** A module that is not in its group yet. */
type Finding = Omit<Measured, 'group'>

/** How many of a group are measured, and from which size on that is fewer than all. */
const sample = 3
const smallestSampled = 7

export interface MeasureOptions {
  /** Measures every module, however many are alike. */
  readonly exact?: boolean
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Measures every module of a design.
 *
 * @throws InputError when Yosys cannot map one of them.
 */
export async function measure(
  rtl: Rtl,
  flow: Flow,
  { exact = false, onProgress = () => {} }: MeasureOptions = {},
): Promise<ReadonlyMap<string, Measured>> {
  const groups = exact ? [...rtl.modules.values()].map((module) => [module]) : groupsOfOneShape(rtl)
  const isKnown = (group: readonly RtlModule[]) => romUsage(group[0]!, rtl, flow) !== null
  const chosen = new Set(groups.flatMap((group) => (isKnown(group) ? group : sampleOf(group))))
  // Long ones first, so that no worker is left with one at the end.
  const order = [...chosen].sort((a, b) => b.text.length - a.text.length)
  let done = 0
  const measured = order.map(async (module) => {
    const result =
      byRule(module, rtl, flow) ?? fromNetlist(module, rtl, flow, await mapModule(rtl, module, flow))
    onProgress(++done, order.length)
    return [module, result] as const
  })
  const results = new Map(await Promise.all(measured))
  return new Map(
    groups.flatMap((group) => {
      const known = group.flatMap((module) => results.get(module) ?? [])
      return group.map((module) => {
        const result = results.get(module) ?? alike(module, known)
        return [module.name, { ...result, group: group[0]!.name }] as const
      })
    }),
  )
}

/** All of a small group; the first, the middle and the last one of a large one. */
function sampleOf(group: readonly RtlModule[]): readonly RtlModule[] {
  if (group.length < smallestSampled) return group
  return Array.from({ length: sample }, (_, i) => group[Math.round((i * (group.length - 1)) / (sample - 1))]!)
}

function byRule(module: RtlModule, rtl: Rtl, flow: Flow): Finding | null {
  const usage = romUsage(module, rtl, flow)
  if (usage === null) return null
  return { module, basis: 'rule', usage, uses: [], spread: null, timing: () => romTiming(module, rtl, usage) }
}

/** From the address through at most a LUT to a register and from there to the outputs, or straight to them. */
function romTiming(module: RtlModule, rtl: Rtl, { lut }: Usage): Timing {
  const named = (direction: string) =>
    module.ports.filter((port) => port.direction === direction).map(({ name }) => name)
  const [inputs, outputs] = [named('input'), named('output')]
  const levels: Levels = lut > 0 ? oneLut : wire
  if (romsOf(module, rtl)?.every(({ registered }) => registered)) {
    return {
      inside: [],
      toRegister: new Map(inputs.map((name) => [name, levels])),
      fromRegister: new Map(outputs.map((name) => [name, wire])),
      through: [],
    }
  }
  const through = inputs.flatMap((from) => outputs.map((to) => ({ from, to, levels })))
  return { inside: [], toRegister: new Map(), fromRegister: new Map(), through }
}

function fromNetlist(module: RtlModule, rtl: Rtl, flow: Flow, netlist: Netlist): Finding {
  const isModule = (type: string) => rtl.modules.has(type)
  return {
    module,
    basis: 'yosys',
    usage: usageOf(netlist, flow, isModule),
    uses: netlist.cells.map(({ type }) => type).filter(isModule),
    spread: null,
    timing: (used) => timingOf(netlist, used),
  }
}

/** The mean of others, and the paths of the one with the most LUTs. */
function alike(module: RtlModule, known: readonly Finding[]): Finding {
  const sum = known.reduce((total, { usage }) => addUsage(total, usage), nothing)
  const ranked = known.toSorted((a, b) => a.usage.lutSites - b.usage.lutSites)
  const [least, most] = [ranked[0]!, ranked.at(-1)!]
  // What the other one uses stands at the same places under other names.
  const counterpart = new Map(most.module.instances.map((name, i) => [name, module.instances[i]!]))
  return {
    module,
    basis: 'alike',
    usage: mapUsage((field) => sum[field] / known.length),
    uses: most.uses.map((name) => counterpart.get(name)!),
    spread: [least.usage.lutSites, most.usage.lutSites],
    timing: (used) => {
      const renamed = [...counterpart].map(([theirs, ours]) => [theirs, used.get(ours)!] as const)
      return most.timing(new Map(renamed))
    },
  }
}
