/** Synthesis of a design: every module once, rolled up through the hierarchy. */

import { type Timing, worstDepth } from './depth.ts'
import type { Flow } from './flow.ts'
import { type Basis, type Measured, type MeasureOptions, measure } from './measure.ts'
import { fitsHx8k, maximumFrequency } from './place-ice40.ts'
import type { Rtl } from './rtl.ts'
import { addUsage, mapUsage, type Usage } from './usage.ts'

/** One module of the report; its counts are those of one instance without the modules that it uses. */
export interface ModuleReport extends Usage {
  readonly name: string
  readonly generator: string
  /** Instances in the whole design. */
  readonly count: number
  /** LUT levels plus carry chains on the deepest path, which may begin or end at ports and pass through what it uses. */
  readonly depth: number
  /** How many of these are carry chains. */
  readonly carryChains: number
  /** The counts of one instance with all that it uses. */
  readonly whole: Usage
  /** Where the counts come from. */
  readonly basis: Basis
  /** The first of the modules that differ from it in constants only: its own name when there is none before it. */
  readonly group: string
  /** For `alike`: the LUT sites of the smallest and of the largest one measured; otherwise null. */
  readonly spread: readonly [least: number, most: number] | null
}

/** What a design takes of a device. */
export interface SynthesisReport {
  readonly target: Flow
  readonly top: string
  /** Definitions before their users; the top module is the last. */
  readonly modules: readonly ModuleReport[]
  /** All instances together; `depth` is that of the deepest path. */
  readonly total: Usage & { readonly depth: number; readonly carryChains: number }
  /** The highest clock of an iCE40 design that fits an HX8K, from place and route; null without one. */
  readonly maximumMhz: number | null
}

export interface SynthesisOptions extends MeasureOptions {
  /** Leaves iCE40 designs that fit an HX8K without place and route, which takes much longer than the rest. */
  readonly unplaced?: boolean
}

/**
 * Synthesises each module of a design for a family and adds them up. Nothing is flattened: what could be shared or dissolved
 * across the border of a module is not, so that the counts are mostly a little above those of a flattened design.
 *
 * @param options `exact` measures each of many modules that differ in constants only, in place of three of them;
 *   `onProgress` hears after each module how many of how many are done.
 * @throws InputError when Yosys cannot map a module.
 *
 * @example
 * const { total } = await synthesize(rtlOf(emitDesign(design)), 'xcup')
 * total.bram36 // 0
 */
export async function synthesize(
  rtl: Rtl,
  flow: Flow,
  options: SynthesisOptions = {},
): Promise<SynthesisReport> {
  const report = rollUp(rtl, flow, await measure(rtl, flow, options))
  const isPlaced = !options.unplaced && flow === 'ice40' && fitsHx8k(report.total)
  return { ...report, maximumMhz: isPlaced ? await maximumFrequency(rtl) : null }
}

function rollUp(
  rtl: Rtl,
  flow: Flow,
  measured: ReadonlyMap<string, Measured>,
): Omit<SynthesisReport, 'maximumMhz'> {
  const whole = new Map<string, Usage>()
  const timing = new Map<string, Timing>()
  for (const name of rtl.modules.keys()) {
    const { usage, uses, timing: own } = measured.get(name)!
    const used = new Set(uses)
    whole.set(
      name,
      uses.reduce((sum, below) => addUsage(sum, whole.get(below)!), usage),
    )
    timing.set(name, own(new Map([...used].map((below) => [below, timing.get(below)!]))))
  }
  const counts = countInstances(rtl, measured)
  const modules = [...rtl.modules.values()].map(({ name, generator }): ModuleReport => {
    const { usage, basis, group, spread } = measured.get(name)!
    return {
      name,
      generator,
      count: counts.get(name) ?? 0,
      ...rounded(usage),
      ...worstDepth(timing.get(name)!),
      whole: rounded(whole.get(name)!),
      basis,
      group,
      spread,
    }
  })
  const top = modules.at(-1)!
  const { depth, carryChains } = top
  return { target: flow, top: rtl.top, modules, total: { ...top.whole, depth, carryChains } }
}

/** How often each module stands in the design: as often as its users, times as often as each uses it. */
function countInstances(rtl: Rtl, measured: ReadonlyMap<string, Measured>): ReadonlyMap<string, number> {
  const counts = new Map([[rtl.top, 1]])
  for (const name of [...rtl.modules.keys()].reverse()) {
    const count = counts.get(name) ?? 0
    for (const below of measured.get(name)!.uses) counts.set(below, (counts.get(below) ?? 0) + count)
  }
  return counts
}

/** Means of modules that are alike are no whole numbers; memories count in halves. */
function rounded(usage: Usage): Usage {
  return mapUsage((field) =>
    field === 'bram36' ? Math.round(usage[field] * 2) / 2 : Math.round(usage[field]),
  )
}
