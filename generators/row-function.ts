/** What a layer makes of its sums: bits by thresholds, the sums themselves, or an affine function of them. */

import { clog2, concat, constant, type Data, delayed, rom, type Signal } from '../dsl/index.ts'
import { countTo } from './counter.ts'
import { foldRowConstants, negativeWeights } from './fold-rows.ts'
import { type MatrixVectorFolding, neuronFolds } from './matrix-vector-threshold.timing.ts'
import { type ActivationType, type RawSum, signedWidth } from './raw-sum.ts'
import { ThresholdArray } from './threshold-array.ts'

/**
 * Per row, of the sum that the network defines (the popcount for ±1 activations, the integer dot product otherwise):
 * `bits`: 1 when the sum has reached the threshold; `sums`: the sum; `affine`: scale x dot + offset, where dot is the dot
 * product (2 x popcount - columns for ±1 activations). Thresholds, scales and offsets are two's complement words, one a row.
 */
export type RowFunction =
  | { readonly kind: 'bits'; readonly thresholds: Data }
  | { readonly kind: 'sums' }
  | { readonly kind: 'affine'; readonly scale: Data; readonly offset: Data }

/** The layer that a row function belongs to. */
export interface RowContext extends MatrixVectorFolding {
  readonly activation: ActivationType
  readonly weights: Data
  readonly output: RowFunction
}

/** PE results side by side, and when they are there. */
export interface RowResults {
  readonly data: Signal
  readonly valid: Signal<1>
}

/** Bits of one row's result: 1, or the width of a popcount (unsigned), an integer sum or an affine value (signed). */
export function rowWidth({ output, activation, columns }: RowContext, raw: RawSum): number {
  switch (output.kind) {
    case 'bits':
      return 1
    case 'sums':
      return activation.kind === 'binary' ? raw.width : signedWidth(raw.sums.least, raw.sums.most)
    case 'affine': {
      const largestDot = activation.kind === 'binary' ? columns : Math.max(-raw.sums.least, raw.sums.most)
      const offsets = signedWords(output.offset)
      const reach = signedWords(output.scale).map(
        (scale, row) => Math.abs(scale) * largestDot + Math.abs(offsets[row]!),
      )
      const most = Math.max(...reach)
      return signedWidth(-most, most)
    }
  }
}

/**
 * Applies the row function to the raw sums of PE rows. `summed` is 1 in the cycle before the sums of a neuron fold are there,
 * so that constants read in that cycle meet them.
 */
export function rowFunction(
  context: RowContext,
  raw: RawSum,
  sums: readonly Signal[],
  summed: Signal<1>,
): RowResults {
  const { output, pe } = context
  const neuronFold = countTo(neuronFolds(context), summed)
  const constants = (values: readonly number[], width: number, filler = 0) =>
    readConstants(foldRowConstants(values, width, pe, filler), neuronFold.value)
  const offsets = negativeWeights(context.weights, context.columns).map(raw.offset)
  const valid = delayed(summed, { init: 0 })
  const width = rowWidth(context, raw)

  if (output.kind === 'bits') {
    const never = raw.largest + 1
    const limits = signedWords(output.thresholds).map((threshold, row) =>
      Math.min(Math.max(threshold + offsets[row]!, 0), never),
    )
    const wide = clog2(never + 1)
    const thresholds = constants(limits, wide, never)
    const comparators = ThresholdArray({ count: pe, width: wide }, { name: 'comparators' })
    const { bits } = comparators({ sums: sideBySide(sums.map((sum) => sum.zext(wide))), thresholds })
    return { data: bits, valid }
  }

  if (output.kind === 'sums') {
    if (context.activation.kind === 'binary') return { data: sideBySide(sums), valid }
    const corrections = constants(offsets, width).elements(width)
    return { data: sideBySide(sums.map((sum, i) => resized(sum.zext(raw.width + 1), width).sub(corrections[i]!))), valid }
  }

  // scale x dot + offset, restated for the raw sum: dot = 2 x raw - columns, or raw - offset.
  const binary = context.activation.kind === 'binary'
  const scale = signedWords(output.scale)
  const factors = scale.map((value) => (binary ? 2 * value : value))
  const addends = signedWords(output.offset).map(
    (value, row) => value - scale[row]! * (binary ? context.columns : offsets[row]!),
  )
  const factorWidth = Math.max(
    ...factors.map((factor) => signedWidth(Math.min(factor, 0), Math.max(factor, 0))),
  )
  const factor = constants(factors, factorWidth).elements(factorWidth)
  const products = sums.map((sum, i) => delayed(resized(sum.zext(raw.width + 1).smul(factor[i]!), width)))
  const addend = delayed(constants(addends, width)).elements(width)
  const values = products.map((product, i) => product.add(addend[i]!))
  return { data: sideBySide(values), valid: delayed(valid, { init: 0 }) }
}

/** Constants of the rows of a neuron fold, one cycle after its index; a single fold needs no memory. */
function readConstants(words: Data, neuronFold: Signal): Signal {
  if (words.depth === 1) return constant(words.words[0]!, words.width)
  const constants = rom(words, { style: 'auto' })
  return constants.read(neuronFold)
}

/** Elements side by side, the first in the low bits. */
function sideBySide(elements: readonly Signal[]): Signal {
  return concat(...elements.toReversed())
}

/** The value modulo 2^width, sign-extended where it is narrower: exact when the result is known to fit. */
function resized(value: Signal, width: number): Signal {
  return value.width >= width ? value.trunc(width) : value.sext(width)
}

function signedWords(data: Data): number[] {
  return data.words.map((word) => Number(BigInt.asIntN(data.width, word)))
}
