/** Thresholds and scores restated for the sums that the hardware forms, for each border class. */

import type { RowFunction } from '../generators/matrix-vector/threshold-unit.timing.ts'
import { clampedToInt32 } from '../network/int32.ts'
import type { ConvolutionLayer, NeuronLayer, ScoreRule } from '../network/network.ts'
import { tapsAreBits } from '../network/ranges.ts'
import { fanIn } from '../network/shapes.ts'
import { borderClasses, insideSums, rowSums } from './border-classes.ts'
import type { LayerSums } from './input.ts'

/** What becomes of a layer's sums: bits for a hidden layer, scores for the last one. */
export function resultOf(layer: NeuronLayer, scores: ScoreRule, sums: LayerSums): RowFunction {
  return layer.thresholds === null
    ? scoresOf(layer, scores, sums)
    : thresholdsOf(layer, layer.thresholds, sums)
}

/**
 * The thresholds of a hidden layer for the sums that its hardware forms.
 *
 * With zero padding on bits, taps outside carry -1, so that dot = dot over all taps + sum of the weights outside, and
 * `dot >= T` becomes `pop >= ceil((T - outside + taps) / 2)`. With bytes b for the integers `scale x b + offset`, the sum is
 * scale x U + offset x (sum of the weights inside), and `sum >= T` becomes `U >= ceil((T - offset x inside) / scale)`.
 */
function thresholdsOf(layer: NeuronLayer, thresholds: Int32Array, sums: LayerSums): RowFunction {
  const restate = restatement(layer, sums)
  if (restate === null) return { kind: 'bits', thresholds }
  if (layer.kind === 'fullyConnected') {
    const restated = rowSums(layer.weights).map((sum, row) => restate(thresholds[row]!, sum, sum))
    return { kind: 'bits', thresholds: Int32Array.from(restated, clampedToInt32) }
  }
  return withBorders(layer, thresholds, restate)
}

/**
 * The scores of a last layer from the sums of its hardware. Its map is one pixel, so there is one border class: what lies
 * outside of it, and the offset of bytes, are constants of the row.
 */
function scoresOf(layer: NeuronLayer, scores: ScoreRule, sums: LayerSums): RowFunction {
  switch (scores.kind) {
    case 'popcount':
      return { kind: 'sums' }
    case 'affine': {
      const { scale, offset } = scores
      const factor = sums.kind === 'bytes' ? sums.scale : 1
      const constants = rowConstants(layer, sums)
      return {
        kind: 'affine',
        scale: Int32Array.from(scale, (value) => factor * value),
        offset: Int32Array.from(offset, (value, row) => value + scale[row]! * constants[row]!),
      }
    }
  }
}

/** What the dot product of each row is more than (a multiple of) the sum of its hardware. */
function rowConstants(layer: NeuronLayer, sums: LayerSums): readonly number[] {
  const all = rowSums(layer.weights)
  const inside = layer.kind === 'convolution' ? insideSums(layer, borderClasses(layer))[0]! : all
  switch (sums.kind) {
    case 'numbers':
      return all.map(() => 0)
    case 'bytes':
      return inside.map((sum) => sums.offset * sum)
    case 'matches': {
      const isZeroPadded = layer.kind === 'convolution' && !tapsAreBits(layer.paddingMode)
      return all.map((sum, row) => (isZeroPadded ? sum - inside[row]! : 0))
    }
  }
}

/** A threshold for the hardware's sum, from that of the network and the sums of weights inside the map and in all. */
type Restate = (threshold: number, inside: number, all: number) => number

/** How thresholds are restated; null where the hardware's sum is the network's. */
function restatement(layer: NeuronLayer, sums: LayerSums): Restate | null {
  switch (sums.kind) {
    case 'numbers':
      return null
    case 'bytes':
      return (threshold, inside) => Math.ceil((threshold - sums.offset * inside) / sums.scale)
    case 'matches': {
      if (layer.kind !== 'convolution' || tapsAreBits(layer.paddingMode)) return null
      const taps = fanIn(layer)
      return (threshold, inside, all) => Math.ceil((threshold - (all - inside) + taps) / 2)
    }
  }
}

function withBorders(layer: ConvolutionLayer, thresholds: Int32Array, restate: Restate): RowFunction {
  const classes = borderClasses(layer)
  const all = rowSums(layer.weights)
  const restated = insideSums(layer, classes).flatMap((inside) =>
    inside.map((sum, row) => restate(thresholds[row]!, sum, all[row]!)),
  )
  const { lines, columns, inside } = classes
  const bits = { kind: 'bits', thresholds: Int32Array.from(restated, clampedToInt32) } as const
  return inside.length === 1 ? bits : { ...bits, borders: { lines, columns } }
}
