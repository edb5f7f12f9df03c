/** What a layer makes of its sums: bits by thresholds, the sums themselves, or an affine function of them. */

import { clog2, concat, constant, Data, delayed, indexWidth, rom, type Signal } from '../dsl/index.ts'
import { countTo, type WrappingCounter } from './counter.ts'
import { foldRowConstants, negativeWeights, signedWords } from './fold-rows.ts'
import { type MatrixVectorFolding, neuronFolds } from './matrix-vector-threshold.timing.ts'
import { type ActivationType, type RawSum, signedWidth } from './raw-sum.ts'
import { tableOf } from './table.ts'
import { ThresholdArray } from './threshold-array.ts'

/**
 * Per row, of the sum that the network defines (the popcount for ±1 activations, the integer dot product otherwise):
 * `bits`: 1 when the sum has reached the threshold; `sums`: the sum; `affine`: scale x dot + offset, where dot is the dot
 * product (2 x popcount - columns for ±1 activations). Thresholds, scales and offsets are two's complement words, one a row.
 * With `borders` there is a threshold for each border class and row, class after class.
 */
export type RowFunction =
  | { readonly kind: 'bits'; readonly thresholds: Data; readonly borders?: Borders }
  | { readonly kind: 'sums' }
  | { readonly kind: 'affine'; readonly scale: Data; readonly offset: Data }

/**
 * Which threshold an output pixel of a map takes: the class of its line and the class of its column, each counted from 0, together
 * class `line x (number of column classes) + column`.
 */
export interface Borders {
  /** The class of each line of the output map. */
  readonly lines: readonly number[]
  /** The class of each column of the output map. */
  readonly columns: readonly number[]
}

/** The layer that a row function belongs to. */
export interface RowContext extends MatrixVectorFolding {
  readonly activation: ActivationType
  readonly weights: Data
  readonly output: RowFunction
}

/** What the row function gives. */
export interface RowResults {
  /** PE results side by side, the first row lowest. */
  readonly results: Signal
  /** 1 in cycles with results. */
  readonly finished: Signal<1>
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
  const { output, pe, activation, columns } = context
  const neuronFold = countTo(neuronFolds(context), summed)
  const constants = (values: readonly number[], bits: number, filler = 0) =>
    readConstants(foldRowConstants(values, bits, pe, filler), neuronFold.value)
  const offsets = negativeWeights(context.weights, columns).map(raw.offset)
  const summedNow = delayed(summed, { init: 0 })
  const width = rowWidth(context, raw)
  const binary = activation.kind === 'binary'

  if (output.kind === 'bits') {
    const never = raw.largest + 1
    const limits = signedWords(output.thresholds).map((threshold, index) =>
      Math.min(Math.max(threshold + offsets[index % offsets.length]!, 0), never),
    )
    const wide = clog2(never + 1)
    const words = chunked(limits, offsets.length).flatMap((ofClass) =>
      Array.from(foldRowConstants(ofClass, wide, pe, never).words),
    )
    const fold = output.borders ? borderFold(output.borders, neuronFold, summed) : neuronFold.value
    const thresholds = readConstants(Data.of(pe * wide, words), fold)
    const comparators = ThresholdArray({ count: pe, width: wide }, { name: 'comparators' })
    const { bits } = comparators({ sums: sideBySide(sums.map((sum) => sum.zext(wide))), thresholds })
    return { results: bits, finished: summedNow }
  }

  if (output.kind === 'sums') {
    if (binary) return { results: sideBySide(sums), finished: summedNow }
    const correction = constants(offsets, width).elements(width)
    const corrected = sums.map((sum, i) => resized(sum.zext(raw.width + 1), width).sub(correction[i]!))
    return { results: sideBySide(corrected), finished: summedNow }
  }

  // scale x dot + offset, restated for the raw sum: dot = 2 x raw - columns, or raw - offset.
  const scale = signedWords(output.scale)
  const factors = scale.map((value) => (binary ? 2 * value : value))
  const addends = signedWords(output.offset).map(
    (value, row) => value - scale[row]! * (binary ? columns : offsets[row]!),
  )
  const factorWidth = Math.max(...factors.map((value) => signedWidth(Math.min(value, 0), Math.max(value, 0))))
  const factor = constants(factors, factorWidth).elements(factorWidth)
  const signedSum = sums.map((sum) => sum.zext(raw.width + 1))
  const wideProduct = signedSum.map((sum, i) => sum.smul(factor[i]!))
  const product = wideProduct.map((value) => delayed(resized(value, width)))
  const addend = constants(addends, width)
    .elements(width)
    .map((value) => delayed(value))
  const scaled = product.map((value, i) => value.add(addend[i]!))
  return { results: sideBySide(scaled), finished: delayed(summedNow, { init: 0 }) }
}

/** The index of the constants of this output pixel: its border class, then the neuron fold. */
function borderFold({ lines, columns }: Borders, neuronFold: WrappingCounter, summed: Signal<1>): Signal {
  const pixelEnds = summed.and(neuronFold.last)
  const x = countTo(columns.length, pixelEnds)
  const y = countTo(lines.length, pixelEnds.and(x.last))
  const columnClasses = Math.max(...columns) + 1
  const classes = (Math.max(...lines) + 1) * columnClasses
  const width = indexWidth(classes * neuronFold.bound)
  const ofLine = lines.map((line) => line * columnClasses * neuronFold.bound)
  const ofColumn = columns.map((column) => column * neuronFold.bound)
  const base = tableOf(y.value, ofLine, width).add(tableOf(x.value, ofColumn, width))
  return base.add(neuronFold.value.zext(width))
}

/** Runs of `size` values. */
function chunked(values: readonly number[], size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, run) => values.slice(run * size, (run + 1) * size))
}

/** Constants of the rows of a neuron fold, one cycle after its index; a single fold needs no memory. */
function readConstants(words: Data, neuronFold: Signal): Signal {
  if (words.depth === 1) return constant(words.words[0]!, words.width)
  return rom(words, { style: 'auto' }).read(neuronFold)
}

/** Elements side by side, the first in the low bits. */
function sideBySide(elements: readonly Signal[]): Signal {
  return concat(...elements.toReversed())
}

/** The value modulo 2^width, sign-extended where it is narrower: exact when the result is known to fit. */
function resized(value: Signal, width: number): Signal {
  return value.width >= width ? value.trunc(width) : value.sext(width)
}
