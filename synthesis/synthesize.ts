/** Synthesis of a design: every module once, rolled up through the hierarchy. */

import { type Timing, timingOf, worstLevels } from './depth.ts'
import type { Flow } from './flow.ts'
import { depthOf } from './levels.ts'
import { mapModule } from './map-module.ts'
import type { Netlist } from './netlist.ts'
import type { Rtl } from './rtl.ts'
import { addUsage, nothing, type Usage, usageOf } from './usage.ts'

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
}

/** What a design takes of a device. */
export interface SynthesisReport {
  readonly target: Flow
  readonly top: string
  /** Definitions before their users; the top module is the last. */
  readonly modules: readonly ModuleReport[]
  /** All instances together; `depth` is that of the deepest path. */
  readonly total: Usage & { readonly depth: number; readonly carryChains: number }
}

export interface SynthesisOptions {
  /** Told after each module how many are done. */
  readonly onProgress?: (done: number) => void
}

/**
 * Synthesises each module of a design for a family and adds them up. Nothing is flattened: what could be shared or dissolved
 * across the border of a module is not, so that the counts are an upper bound of what a vendor's tool would take.
 *
 * @throws InputError when Yosys cannot map a module.
 *
 * @example
 * const { total } = await synthesize(rtlOf(emitDesign(design)), 'xcup')
 * total.bram36 // 0
 */
export async function synthesize(
  rtl: Rtl,
  flow: Flow,
  { onProgress = () => {} }: SynthesisOptions = {},
): Promise<SynthesisReport> {
  let done = 0
  // Long ones first, so that no worker is left with one at the end.
  const order = [...rtl.modules.values()].sort((a, b) => b.text.length - a.text.length)
  const mapped = order.map(async (module) => {
    const netlist = await mapModule(rtl, module, flow)
    onProgress(++done)
    return [module.name, netlist] as const
  })
  return rollUp(rtl, flow, new Map(await Promise.all(mapped)))
}

function rollUp(rtl: Rtl, flow: Flow, netlists: ReadonlyMap<string, Netlist>): SynthesisReport {
  const own = new Map<string, Usage>()
  const whole = new Map<string, Usage>()
  const timing = new Map<string, Timing>()
  const uses = new Map<string, readonly string[]>()
  for (const name of rtl.modules.keys()) {
    const netlist = netlists.get(name)!
    const used = netlist.cells.map(({ type }) => type).filter((type) => rtl.modules.has(type))
    const usage = usageOf(netlist, flow, (type) => rtl.modules.has(type))
    own.set(name, usage)
    uses.set(name, used)
    whole.set(
      name,
      used.reduce((sum, below) => addUsage(sum, whole.get(below)!), usage),
    )
    timing.set(name, timingOf(netlist, new Map(used.map((below) => [below, timing.get(below)!]))))
  }
  const counts = countInstances(rtl, uses)
  const depth = (name: string) => depthOf(worstLevels(timing.get(name)!))
  const modules = [...rtl.modules.values()].map(
    ({ name, generator }): ModuleReport => ({
      name,
      generator,
      count: counts.get(name) ?? 0,
      ...own.get(name)!,
      ...depth(name),
      whole: whole.get(name)!,
    }),
  )
  return {
    target: flow,
    top: rtl.top,
    modules,
    total: { ...(whole.get(rtl.top) ?? nothing), ...depth(rtl.top) },
  }
}

/** How often each module stands in the design: as often as its users, times as often as each uses it. */
function countInstances(rtl: Rtl, uses: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const counts = new Map([[rtl.top, 1]])
  for (const name of [...rtl.modules.keys()].reverse()) {
    const count = counts.get(name) ?? 0
    for (const below of uses.get(name)!) counts.set(below, (counts.get(below) ?? 0) + count)
  }
  return counts
}
