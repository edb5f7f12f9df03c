/** The cycle law: what a folding promises about the time between frames, before any hardware exists. */
import type { Network } from '../network/network.ts'
import { checkFolding, cyclesPerFrame, type Folding, fullyConnectedLayers } from './folding.ts'

/** One layer's share of the law, in cycles a frame. */
export interface LayerCycles {
  readonly name: string
  /** Beats in which the input of a frame arrives, SIMD inputs each. */
  readonly inputBeats: number
  /** Cycles of computing: `cyclesPerFrame`. */
  readonly folds: number
  /** The larger of the two. */
  readonly cycles: number
}

/** What a network takes, folded. */
export interface CyclePlan {
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
  const layers = fullyConnectedLayers(network).map((layer, index): LayerCycles => {
    const fold = folding.layers[index]!
    const inputBeats = Math.ceil(layer.inputs / fold.simd)
    const folds = cyclesPerFrame(layer, fold)
    return { name: layer.name, inputBeats, folds, cycles: Math.max(inputBeats, folds) }
  })
  return { layers, interval: Math.max(...layers.map(({ cycles }) => cycles)) }
}
