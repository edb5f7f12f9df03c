/** From a network and a folding to the files of an elaborated folder and the figures that the commands show. */

import { networkDesign } from '../accelerator/design.ts'
import { emitDesign } from '../dsl/emit/index.ts'
import type { Design } from '../dsl/index.ts'
import { networkFiles } from '../network/files.ts'
import type { ImageShape, Layer, Network } from '../network/network.ts'
import { fanIn, inputShape, outputShape } from '../network/shapes.ts'
import { formatPlan, planFile } from '../plan/files.ts'
import type { Folding } from '../plan/folding.ts'
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
  readonly kind: Layer['kind']
  /** Height, width and channels. */
  readonly input: ImageShape
  readonly output: ImageShape
  readonly pe: number
  /** Null for a pool. */
  readonly simd: number | null
  readonly folds: number
  readonly cycles: number
  readonly weightBits: number
  /** Null for a pool. */
  readonly weightStyle: string | null
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
  const layers = network.layers.map((layer, index): LayerSummary => {
    const { pe, simd, cycles, weightStyle } = plan.layers[index]!
    const isPool = layer.kind === 'pool'
    return {
      layer: layer.name,
      kind: layer.kind,
      input: inputShape(layer),
      output: outputShape(layer),
      pe,
      simd: isPool ? null : simd,
      folds: cycles.folds,
      cycles: cycles.cycles,
      weightBits: isPool ? 0 : fanIn(layer) * layer.outputs,
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
