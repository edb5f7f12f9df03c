/** Thresholds and scores restated for the sums that the hardware forms, for each border class. */

import { signedData } from '../generators/matrix-vector/fold-rows.ts'
import type { ActivationType } from '../generators/matrix-vector/raw-sum.ts'
import type { RowFunction } from '../generators/matrix-vector/row-function.ts'
import type { BitMatrix } from '../network/bit-matrix.ts'
import type { ConvolutionLayer, InputEncoding, NeuronLayer, ScoreRule } from '../network/network.ts'
import { fanIn } from '../network/shapes.ts'
import { borderClasses, insideSums } from './border-classes.ts'

/** How a first layer's activations travel: as bytes where its integers are an affine function of them, else as they are. */
export function activationOf(input: InputEncoding): ActivationType {
  if (input.kind === 'bits') return { kind: 'binary' }
  if (travelsAsBytes(input)) return { kind: 'integer', bits: 8, signed: false }
  return { kind: 'integer', bits: input.bits, signed: input.signed }
}

/** Whether images enter as plain bytes, whose scale and offset the thresholds absorb. */
export function travelsAsBytes(input: InputEncoding): boolean {
  return input.kind === 'integers' && input.mapping.kind === 'affine' && input.mapping.scale > 0
}

/**
 * The thresholds of a hidden layer for the sums that its hardware forms. `first` is the input encoding for the first layer,
 * null for the others.
 *
 * With zero padding on bits, taps outside carry -1, so that dot = dot over all taps + sum of the weights outside, and
 * `dot >= T` becomes `pop >= ceil((T - outside + taps) / 2)`. With bytes b for the integers `scale x b + offset`, the sum is
 * scale x U + offset x (sum of the weights inside), and `sum >= T` becomes `U >= ceil((T - offset x inside) / scale)`.
 */
export function thresholdsOf(
  layer: NeuronLayer,
  thresholds: Int32Array,
  first: InputEncoding | null,
): RowFunction {
  const restate = restatement(layer, first)
  if (restate === null) return { kind: 'bits', thresholds: signedData(thresholds) }
  if (layer.kind === 'fullyConnected') {
    const restated = rowSums(layer.weights).map((sum, row) => restate(thresholds[row]!, sum, sum))
    return { kind: 'bits', thresholds: signedData(restated) }
  }
  return withBorders(layer, thresholds, restate)
}

/**
 * The scores of a last layer from the sums of its hardware. Its map is one pixel, so there is one border class: what lies
 * outside of it, and the offset of bytes, are constants of the row.
 */
export function scoresOf(layer: NeuronLayer, scores: ScoreRule, first: InputEncoding | null): RowFunction {
  if (scores.kind === 'popcount') return { kind: 'sums' }
  const all = rowSums(layer.weights)
  const inside = layer.kind === 'convolution' ? insideSums(layer, borderClasses(layer))[0]! : all
  const mapping = first?.kind === 'integers' && travelsAsBytes(first) ? first.mapping : null
  const bytes = mapping?.kind === 'affine' ? mapping : null
  const factor = bytes?.scale ?? 1
  const constantOf = (row: number) => {
    if (bytes) return bytes.offset * inside[row]!
    const isZeroPadded =
      layer.kind === 'convolution' && layer.paddingMode === 'zero' && first?.kind !== 'integers'
    return isZeroPadded ? all[row]! - inside[row]! : 0
  }
  const { scale, offset } = scores
  return {
    kind: 'affine',
    scale: signedData(scale.map((value) => factor * value)),
    offset: signedData(offset.map((value, row) => value + scale[row]! * constantOf(row))),
  }
}

/** A threshold for the hardware's sum, from that of the network and the sums of weights inside the map and in all. */
type Restate = (threshold: number, inside: number, all: number) => number

function restatement(layer: NeuronLayer, first: InputEncoding | null): Restate | null {
  if (first?.kind === 'integers') {
    if (!travelsAsBytes(first) || first.mapping.kind !== 'affine') return null
    const { scale, offset } = first.mapping
    return (threshold, inside) => Math.ceil((threshold - offset * inside) / scale)
  }
  if (layer.kind !== 'convolution' || layer.paddingMode !== 'zero') return null
  const taps = fanIn(layer)
  return (threshold, inside, all) => Math.ceil((threshold - (all - inside) + taps) / 2)
}

function withBorders(layer: ConvolutionLayer, thresholds: Int32Array, restate: Restate): RowFunction {
  const classes = borderClasses(layer)
  const all = rowSums(layer.weights)
  const restated = insideSums(layer, classes).flatMap((inside) =>
    inside.map((sum, row) => restate(thresholds[row]!, sum, all[row]!)),
  )
  const { lines, columns, inside } = classes
  const bits = { kind: 'bits', thresholds: signedData(restated) } as const
  return inside.length === 1 ? bits : { ...bits, borders: { lines, columns } }
}

/** The sum of the ±1 weights of each row. */
function rowSums(weights: BitMatrix): number[] {
  return Array.from({ length: weights.rows }, (_, row) => {
    let sum = 0
    for (let column = 0; column < weights.columns; column++) sum += 2 * weights.get(row, column) - 1
    return sum
  })
}
