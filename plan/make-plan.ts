/** How a plan follows from a folding: weight styles by depth, cycles by the cycle law, FIFOs as deep as the rate needs. */

import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import type { Stationary } from '../generators/matrix-vector/folding.timing.ts'
import type { WeightStyle } from '../generators/matrix-vector/weight-memory.timing.ts'
import { weightStyles } from '../generators/matrix-vector/weight-memory.timing.ts'
import type { Folding } from '../lowering/fold.ts'
import { lower, outputPixels } from '../lowering/lower.ts'
import type { Network } from '../network/network.ts'
import { foldPerLayer, planCycles } from './cycles.ts'
import { fifoDepths } from './fifo-depths.ts'
import type { LayerPlan, Plan } from './plan.ts'
import { timeline } from './timeline/timeline.ts'

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
  const lowered = lower(network)
  const folds = foldPerLayer(lowered, folding)
  let next = 0
  const plans = lowered.layers.map((layer, index): LayerPlan => {
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

/** Whether each style is worth weighing for so many words of weights. */
const useful: Readonly<Record<WeightStyle, (folds: number) => boolean>> = {
  dissolved: (folds) => folds <= deepestDissolved,
  logic: (folds) => folds > 1 && folds <= deepestUsefulLogic,
  block: (folds) => folds > 1,
}

/** The styles worth weighing for so many words of weights; of equally dear ones the planner takes the first, which is nearest to the logic. */
export function usefulStyles(folds: number): readonly WeightStyle[] {
  return weightStyles.toReversed().filter((style) => useful[style](folds))
}
