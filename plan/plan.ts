/** The plan: what each layer of a network gets, as plain data with exact cycle counts. */

import type { PopcountStructure } from '../generators/dot-product.timing.ts'
import type { Network } from '../network/network.ts'
import { outputPixels } from '../network/shapes.ts'
import { foldPerLayer, type LayerCycles, planCycles } from './cycles.ts'
import { fifoDepths } from './fifo-depths.ts'
import type { Fold, Folding } from './folding.ts'
import { timeline } from './timeline.ts'

/** Where weights live: block memory, LUT memory, or dissolved into logic. */
export type WeightStyle = 'block' | 'logic' | 'dissolved'

/**
 * What a fully connected layer holds still: `output` finishes one group of neurons after the other and replays its input for each,
 * `input` applies each beat of its input to all neurons at once and finishes them together.
 */
export type Stationary = 'input' | 'output'

/** One layer's share of the hardware. A pool works on PE channels at once, those of the layer before it. */
export interface LayerPlan extends Fold {
  readonly name: string
  /** Null for a pool, which has no weights. */
  readonly weightStyle: WeightStyle | null
  /** Null for layers that are not fully connected. */
  readonly stationary: Stationary | null
  /** How dot products count; null for a pool. */
  readonly popcount: PopcountStructure | null
  /** Beats that the FIFO in front of the layer holds, 0 for none. */
  readonly fifoDepth: number
  readonly cycles: LayerCycles
}

export interface Plan {
  /** One entry for each layer of the network, pools included. */
  readonly layers: readonly LayerPlan[]
  /** Cycles between frames in steady state. */
  readonly interval: number
  /** Cycles from the first beat of the first frame entering the empty pipeline to its result. */
  readonly latency: number
}

/** Up to this many folds the index joins the XNOR in one LUT (hardware notes: 8 folds cost no memory at all). */
const deepestDissolved = 8
/** A LUT as memory holds 64 words; deeper ones belong into block memory. */
const deepestLogic = 64

/** What a layer with neurons may be given beyond its fold; what is left out follows from the fold. */
export interface Details {
  readonly weightStyle?: WeightStyle
  readonly stationary?: Stationary | null
  readonly popcount?: PopcountStructure
}

/**
 * The plan that follows from a folding: weight styles by depth, dense layers output-stationary, cycles by the cycle law, FIFOs as deep
 * as that rate needs.
 *
 * @param details For each layer with neurons, what it is given instead.
 * @throws InputError when the folding does not belong to the network.
 */
export function planFor(network: Network, folding: Folding, details: readonly Details[] = []): Plan {
  const { layers, interval } = planCycles(network, folding)
  const folds = foldPerLayer(network, folding)
  let next = 0
  const plans = network.layers.map((layer, index): LayerPlan => {
    const { pe, simd } = folds[index]!
    const cycles = layers[index]!
    const common = { name: layer.name, pe, simd, fifoDepth: 0, cycles }
    if (layer.kind === 'pool') return { ...common, weightStyle: null, stationary: null, popcount: null }
    const { weightStyle, stationary, popcount = 'behavioural' } = details[next++] ?? {}
    return {
      ...common,
      weightStyle: weightStyle ?? weightStyleFor(cycles.folds / outputPixels(layer)),
      stationary: layer.kind === 'fullyConnected' ? (stationary ?? 'output') : null,
      popcount,
    }
  })
  const depths = fifoDepths(network, { layers: plans, interval })
  const timed = { layers: plans.map((layer, index) => ({ ...layer, fifoDepth: depths[index]! })), interval }
  return { ...timed, latency: timeline(network, timed).latency }
}

/** The style by depth alone; `folds` words of weights for each element. */
function weightStyleFor(folds: number): WeightStyle {
  if (folds <= deepestDissolved) return 'dissolved'
  return folds <= deepestLogic ? 'logic' : 'block'
}

/** Logic grows with its words, a block memory does not: beyond so many, nobody would want logic. */
const deepestUsefulLogic = 512

/** The styles worth weighing for so many words of weights. */
export function usefulStyles(folds: number): readonly WeightStyle[] {
  if (folds === 1) return ['dissolved']
  if (folds <= deepestDissolved) return ['dissolved', 'logic', 'block']
  return folds <= deepestUsefulLogic ? ['logic', 'block'] : ['block']
}
