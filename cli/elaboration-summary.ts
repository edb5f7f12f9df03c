/** The figures of an elaborated network, as `elaborate` shows and writes them. */

import type { ElaboratedNetwork } from '../accelerator/elaborate-network.ts'
import type { Network } from '../network/network.ts'
import type { Estimate, LayerEstimate } from '../plan/estimate.ts'
import type { LayerPlan } from '../plan/plan.ts'

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
