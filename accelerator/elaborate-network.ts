/** From a network and a plan to the files of an elaborated folder and the figures that the commands show. */

import { emitDesign } from '../dsl/emit/index.ts'
import type { Design } from '../dsl/index.ts'
import type { Folding } from '../lowering/fold.ts'
import { networkFiles } from '../network/files.ts'
import type { Network } from '../network/network.ts'
import { defaultClockMhz } from '../plan/devices.ts'
import { type Estimate, estimatePlan, type LayerEstimate, type Setting } from '../plan/estimate.ts'
import { formatPlan, planFile } from '../plan/files.ts'
import { planFor } from '../plan/make-plan.ts'
import type { LayerPlan, Plan } from '../plan/plan.ts'
import { networkDesign } from './design.ts'

/** A network turned into hardware. */
export interface ElaboratedNetwork {
  readonly design: Design
  readonly plan: Plan
  readonly estimate: Estimate
  /** Everything that belongs into its folder: RTL, memories, manifest, network and plan. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
}

/**
 * Elaborates the accelerator of a network with an explicit folding.
 *
 * @throws InputError when the folding does not belong to the network, DiagnosticError when the hardware cannot be built.
 */
export function elaborateNetwork(network: Network, folding: Folding): ElaboratedNetwork {
  return elaboratePlan(network, planFor(network, folding))
}

/**
 * Elaborates the accelerator of a network as planned, for a clock and perhaps a device.
 *
 * @throws InputError when the plan does not belong to the network, DiagnosticError when the hardware cannot be built.
 */
export function elaboratePlan(
  network: Network,
  plan: Plan,
  setting: Setting = { clockMhz: defaultClockMhz, device: null },
): ElaboratedNetwork {
  const estimate = estimatePlan(network, plan, setting)
  const design = networkDesign(network, plan)
  const files = new Map<string, string | Uint8Array>([
    ...emitDesign(design).files,
    ...networkFiles(network),
    [planFile, formatPlan(plan, estimate)],
  ])
  return { design, plan, estimate, files }
}

/** One row of the report: a layer, what it was given, and what that is estimated to take. */
export interface LayerSummary
  extends Omit<LayerEstimate, 'name'>,
    Pick<LayerPlan, 'pe' | 'weightStyle' | 'stationary' | 'fifoDepth'> {
  readonly layer: string
  /** Null for a pool. */
  readonly simd: number | null
  readonly folds: number
  readonly cycles: number
}

/** What `elaborate` reports, as a table and as JSON. */
export interface ElaborationSummary extends Omit<Estimate, 'layers'> {
  readonly network: string
  readonly out: string
  /** Cycles between frames. */
  readonly interval: number
  readonly layers: readonly LayerSummary[]
  readonly weightBits: number
  readonly files: number
}

/** The figures of an elaborated network. */
export function summarize(
  network: Network,
  { plan, estimate, files }: ElaboratedNetwork,
  out: string,
): ElaborationSummary {
  const layers = estimate.layers.map(({ name, ...figures }, index): LayerSummary => {
    const { pe, simd, cycles, weightStyle, stationary, fifoDepth } = plan.layers[index]!
    return {
      layer: name,
      ...figures,
      pe,
      simd: figures.kind === 'pool' ? null : simd,
      folds: cycles.folds,
      cycles: cycles.cycles,
      weightStyle,
      stationary,
      fifoDepth,
    }
  })
  return {
    network: network.name,
    out,
    interval: plan.interval,
    ...estimate,
    layers,
    weightBits: layers.reduce((sum, { weightBits }) => sum + weightBits, 0),
    files: files.size,
  }
}
