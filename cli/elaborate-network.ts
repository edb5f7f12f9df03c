/** From a network and a folding to the files of an elaborated folder and the figures that the commands show. */

import { networkDesign } from '../accelerator/design.ts'
import { emitDesign } from '../dsl/emit/index.ts'
import type { Design } from '../dsl/index.ts'
import { networkFiles } from '../network/files.ts'
import type { Network } from '../network/network.ts'
import { formatPlan, planFile } from '../plan/files.ts'
import { type Folding, fullyConnectedLayers } from '../plan/folding.ts'
import { type Plan, planFor } from '../plan/plan.ts'

/** A network turned into hardware. */
export interface ElaboratedNetwork {
  readonly design: Design
  readonly plan: Plan
  /** Everything that belongs into its folder: RTL, memories, manifest, network and plan. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
}

/**
 * Elaborates the accelerator of a network.
 *
 * @throws InputError when the folding does not belong to the network, DiagnosticError when the hardware cannot be built.
 */
export function elaborateNetwork(network: Network, folding: Folding): ElaboratedNetwork {
  const plan = planFor(network, folding)
  const design = networkDesign(network, plan)
  const files = new Map<string, string | Uint8Array>([
    ...emitDesign(design).files,
    ...networkFiles(network),
    [planFile, formatPlan(plan)],
  ])
  return { design, plan, files }
}

/** One row of the report: a layer and what it was given. */
export interface LayerSummary {
  readonly layer: string
  readonly inputs: number
  readonly outputs: number
  readonly pe: number
  readonly simd: number
  readonly folds: number
  readonly cycles: number
  readonly weightBits: number
  readonly weightStyle: string
}

/** What `elaborate` reports, as a table and as JSON. */
export interface ElaborationSummary {
  readonly network: string
  readonly out: string
  /** Cycles between frames, and the layer that decides them. */
  readonly interval: number
  readonly bottleneck: string
  readonly layers: readonly LayerSummary[]
  readonly weightBits: number
  readonly files: number
}

/** The figures of an elaborated network. */
export function summarize(
  network: Network,
  { plan, files }: ElaboratedNetwork,
  out: string,
): ElaborationSummary {
  const layers = fullyConnectedLayers(network).map((layer, index): LayerSummary => {
    const { pe, simd, cycles, weightStyle } = plan.layers[index]!
    return {
      layer: layer.name,
      inputs: layer.inputs,
      outputs: layer.outputs,
      pe,
      simd,
      folds: cycles.folds,
      cycles: cycles.cycles,
      weightBits: layer.inputs * layer.outputs,
      weightStyle,
    }
  })
  return {
    network: network.name,
    out,
    interval: plan.interval,
    bottleneck: layers.find(({ cycles }) => cycles === plan.interval)!.layer,
    layers,
    weightBits: layers.reduce((sum, { weightBits }) => sum + weightBits, 0),
    files: files.size,
  }
}
