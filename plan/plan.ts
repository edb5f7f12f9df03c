/** The plan: what each layer of a network gets, as plain data with exact cycle counts. */

import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import type { Stationary } from '../generators/matrix-vector/folding.timing.ts'
import type { WeightStyle } from '../generators/matrix-vector/weight-memory.timing.ts'
import type { Fold } from '../lowering/fold.ts'
import type { LayerCycles } from './cycles.ts'

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
