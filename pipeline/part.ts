/** The parts that a network's pipeline is made of: what each is, in plain numbers, and how they stand together. */

import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import type { DecisionFolding } from '../generators/layers/argmax.timing.ts'
import type { LayerPart, PartOf } from '../generators/layers/layer.timing.ts'
import type { Stationary } from '../generators/matrix-vector/folding.timing.ts'
import type { ActivationType } from '../generators/matrix-vector/raw-sum.timing.ts'
import type { WeightStyle } from '../generators/matrix-vector/weight-memory.timing.ts'
import type { WindowGeometry } from '../generators/windows/line-buffer.timing.ts'
import type { Fold } from '../lowering/fold.ts'

/** How images come in: activations in groups that begin a beat of their own. */
export interface ImageBeats {
  readonly activation: ActivationType
  /** Activations of a beat. */
  readonly activationsPerBeat: number
  /** Activations of a group: those of a pixel, or of the whole image. */
  readonly activationsPerGroup: number
}

/** Where images come from. */
export type SourcePart = PartOf<'source', ImageBeats>

/** What pools are made for: beats of `width` bits, `words` of them a pixel. */
export type PoolPart = PartOf<'pool', WindowGeometry & { readonly words: number; readonly width: number }>

/** What decides between the classes of a frame. */
export type DecisionPart = PartOf<'decision', DecisionFolding>

/** Every kind of part; who reads the list of parts knows all of them. */
export type Part = SourcePart | LayerPart | PoolPart | DecisionPart

/** A part in its place. */
export interface PlacedPart {
  readonly part: Part
  /** The layer that it belongs to, counted from 0; what gathers and decides comes after the last one. */
  readonly layer: number
  /** The layer whose module it stands in; null where it stands between layers. */
  readonly within: string | null
  /** The parts whose beats it takes, by their places in the list; none for the source. */
  readonly from: readonly number[]
  /** Beats of a frame that leave it. */
  readonly beats: number
}

/**
 * The part whose beats a part takes. Lists are chains so far: who reads them must be told before one joins.
 *
 * @throws Error for the source, and where a part takes the beats of several.
 */
export function partBefore({ part, from }: PlacedPart, parts: readonly PlacedPart[]): PlacedPart {
  const [only, ...others] = from
  if (only === undefined || others.length > 0)
    throw new Error(`internal: ${part.name} takes the beats of ${from.length} parts`)
  return parts[only]!
}

/** What a layer is given; a pool has the fold of the layer before it, and no weights. */
export interface LayerChoice extends Fold {
  /** Null for a pool. */
  readonly weightStyle: WeightStyle | null
  /** Null for layers that are not fully connected. */
  readonly stationary: Stationary | null
  /** How dot products count; null for a pool. */
  readonly popcount: PopcountStructure | null
  /** Beats that the FIFO in front of the layer holds; none unless given. */
  readonly fifoDepth?: number
}
