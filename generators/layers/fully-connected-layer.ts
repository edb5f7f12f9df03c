/** A fully connected layer: regroups its input, replays it for each neuron fold where sums are held still, and feeds the MVTU. */

import type { Data } from '../../dsl/index.ts'
import { type MatrixVectorSource, matrixVectorUnit } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import { fullyConnectedParts } from './fully-connected-layer.timing.ts'
import type { StreamingLayerParameters } from './streaming-layer.ts'

export interface FullyConnectedLayerParameters extends MatrixVectorSource {
  /** Module name. */
  readonly name: string
  /** One word of `columns` bits for each row, first column lowest; bit 1 is +1. */
  readonly weights: Data
  /** Bits of a beat of `source`. */
  readonly sourceWidth: number
}

/**
 * The `StreamingLayer` that takes a vector of activations in beats of any width (first column lowest) and gives the results of PE rows a beat. It
 * takes max(input beats, ceil(rows / PE) x ceil(columns / SIMD)) cycles a vector, without bubbles between vectors.
 *
 * With `sourceWidth` equal to SIMD activations the lanes past the last column must be 0; otherwise they mean nothing.
 *
 * Latency: see `fullyConnectedTiming`.
 *
 * @example
 * const layer = {
 *   name: 'tiny',
 *   rows: 2,
 *   columns: 4,
 *   pe: 1,
 *   simd: 2,
 *   activation: { kind: 'binary' },
 *   weights: Data.of(4, [0b1010, 0b0111]),
 *   output: { kind: 'bits', thresholds: Int32Array.of(2, 3) },
 *   sourceWidth: 4,
 *   weightStyle: 'block',
 * }
 * elaborate(StreamingLayer, fullyConnectedLayer(layer)).top // 'tiny'
 */
export function fullyConnectedLayer({
  name,
  weights,
  sourceWidth,
  ...source
}: FullyConnectedLayerParameters): StreamingLayerParameters {
  const parts = fullyConnectedParts(matrixVectorUnit(source), sourceWidth)
  return { name, sourceWidth, parts, weights, output: source.output }
}
