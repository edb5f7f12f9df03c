/** Measuring subjects of the area bench: units as a whole, networks layer by layer beside what the cost model says. */

import { elaboratePlan } from '../accelerator/elaborate-network.ts'
import { emitDesign } from '../dsl/emit/index.ts'
import { loadModel } from '../network/load-model.ts'
import { findDevice } from '../plan/devices.ts'
import { estimatePlan, type LayerEstimate } from '../plan/estimate.ts'
import { planForTarget } from '../plan/search/planner.ts'
import { planningTarget } from '../plan/target.ts'
import { type Flow, flowFor } from '../synthesis/flow.ts'
import { type Rtl, rtlOf } from '../synthesis/rtl.ts'
import { type SynthesisReport, synthesize } from '../synthesis/synthesize.ts'
import { addUsage, nothing, type Usage } from '../synthesis/usage.ts'
import type { Comparison, NetworkSubject, UnitSubject } from './area-subjects.ts'

/** A unit, measured. */
export interface UnitFigures extends Comparison, Usage {
  readonly name: string
  readonly lanes: number
  readonly depth: number
}

/** A layer, measured and estimated. */
export interface LayerFigures {
  readonly name: string
  readonly measured: Usage
  readonly estimated: Pick<LayerEstimate, 'lut' | 'ff' | 'memory'>
}

/** A network, measured. */
export interface NetworkFigures extends Comparison, Usage {
  readonly name: string
  readonly target: Flow
  /** Cycles between frames. */
  readonly interval: number
  readonly depth: number
  /** LUT sites of the smallest and of the largest of those measured, over their mean, in the group where these differ most. */
  readonly spread: readonly [least: number, most: number] | null
  readonly layers: readonly LayerFigures[]
}

/** Hears how many modules of how many are done. */
type OnProgress = (done: number, total: number) => void

/** Synthesises a unit for UltraScale+. */
export async function measureUnit(
  { design, name, lanes, published, bound, goal }: UnitSubject,
  onProgress: OnProgress,
): Promise<UnitFigures> {
  const { total } = await synthesize(rtlOf(emitDesign(design())), 'xcup', { onProgress })
  return { name, lanes, ...withoutChains(total), published, bound, goal }
}

/** Plans a network for its target and synthesises every layer. */
export async function measureNetwork(
  { name, model, options, target: wanted, published, bound, goal }: NetworkSubject,
  onProgress: OnProgress,
): Promise<NetworkFigures> {
  const network = loadModel(model, options)
  const target = planningTarget(wanted)
  if (target === null) throw new Error('internal: a subject asks for no rate')
  const plan = planForTarget(network, target)
  const setting = { clockMhz: target.clockMhz, device: target.device }
  const { design } = elaboratePlan(network, plan, setting)
  const rtl = rtlOf(emitDesign(design))
  const flow = wanted.device === undefined ? 'xcup' : flowFor(findDevice(wanted.device).name)
  const report = await synthesize(rtl, flow, { onProgress })
  const stage = (layer: string) => `${network.name}_${layer}`
  const measured = layerUsages(
    rtl,
    report,
    plan.layers.map((layer) => stage(layer.name)),
  )
  const { layers } = estimatePlan(network, plan, setting)
  return {
    ...{ name, target: flow, interval: plan.interval, ...withoutChains(report.total) },
    spread: widestSpread(report),
    layers: layers.map(({ name, lut, ff, memory }) => ({
      name,
      measured: measured.get(stage(name))!,
      estimated: { lut, ff, memory },
    })),
    ...{ published, bound, goal },
  }
}

/**
 * What each stage takes with what stands in front of it, as the cost model counts; what comes after the last one belongs to
 * it. The top module has its instances in the order in which data passes them.
 */
function layerUsages(
  rtl: Rtl,
  { modules }: SynthesisReport,
  stages: readonly string[],
): ReadonlyMap<string, Usage> {
  const whole = new Map(modules.map((module) => [module.name, module.whole]))
  const usages = new Map<string, Usage>()
  let waiting: Usage = nothing
  for (const instance of rtl.modules.get(rtl.top)!.instances) {
    waiting = addUsage(waiting, whole.get(instance)!)
    if (!stages.includes(instance)) continue
    usages.set(instance, waiting)
    waiting = nothing
  }
  const last = stages.at(-1)!
  return usages.set(last, addUsage(usages.get(last)!, waiting))
}

function widestSpread({ modules }: SynthesisReport): readonly [number, number] | null {
  const ratios = modules.flatMap(({ spread, lutSites }) =>
    spread === null || lutSites === 0 ? [] : [[spread[0] / lutSites, spread[1] / lutSites] as const],
  )
  return ratios.sort(([a, b], [c, d]) => d - c - (b - a))[0] ?? null
}

function withoutChains({
  carryChains,
  ...usage
}: SynthesisReport['total']): Omit<typeof usage, 'carryChains'> {
  return usage
}
