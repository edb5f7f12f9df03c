/** The cycle law: what a folding promises about the time between frames, before any hardware exists. */

import { windowFolding } from '../generators/layers/convolution-layer.timing.ts'
import type { Fold, Folding } from '../lowering/fold.ts'
import { type LoweredLayer, type LoweredNetwork, lower, outputPixels } from '../lowering/lower.ts'
import type { Network } from '../network/network.ts'
import { convolutionFolding } from '../pipeline/layer-parts.ts'
import { poolPart } from '../pipeline/pipeline-parts.ts'
import { checkFolding, cyclesPerFrame } from './folding.ts'

/** One layer's share of the law, in cycles a frame. */
export interface LayerCycles {
  readonly name: string
  /** Beats in which the input of a frame arrives. */
  readonly inputBeats: number
  /** Cycles of computing: `cyclesPerFrame`, or the beats that leave a pool. */
  readonly folds: number
  /** The larger of the two. */
  readonly cycles: number
}

/** What a network takes, folded. */
export interface CyclePlan {
  /** One entry for each layer, pools included. */
  readonly layers: readonly LayerCycles[]
  /** Cycles between frames in steady state: the slowest layer's. */
  readonly interval: number
}

/**
 * Interval = maximum over the layers of max(input beats, folds); layers work on different frames at the same time. The
 * hardware must measure exactly this.
 *
 * @throws InputError when the folding does not belong to the network.
 *
 * @example
 * planCycles(network, defaultFolding(network)).interval
 */
export function planCycles(network: Network, folding: Folding): CyclePlan {
  checkFolding(folding, network)
  const lowered = lower(network)
  const folds = foldPerLayer(lowered, folding)
  const layers = lowered.layers.map((layer, index): LayerCycles => {
    const fold = folds[index]!
    const inputBeats = beatsOf(layer, fold)
    const cycles =
      layer.kind === 'pool'
        ? outputPixels(layer) * poolPart(layer, fold.pe).words
        : cyclesPerFrame(layer, fold)
    return { name: layer.name, inputBeats, folds: cycles, cycles: Math.max(inputBeats, cycles) }
  })
  return { layers, interval: Math.max(...layers.map(({ cycles }) => cycles)) }
}

/** The fold of each layer; a pool works on the beats of the layer before it and shares its fold. */
export function foldPerLayer({ layers }: LoweredNetwork, folding: Folding): Fold[] {
  let next = 0
  return layers.map((layer) => folding.layers[layer.kind === 'pool' ? Math.max(0, next - 1) : next++]!)
}

function beatsOf(layer: LoweredLayer, fold: Fold): number {
  const [height, width] = layer.inputShape
  switch (layer.kind) {
    case 'fullyConnected':
      return Math.ceil(layer.columns / fold.simd)
    case 'convolution':
      return height * width * windowFolding(convolutionFolding(layer, fold)).words
    case 'pool':
      return height * width * poolPart(layer, fold.pe).words
  }
}
