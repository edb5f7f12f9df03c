/** The threshold unit: what becomes of the sums of rows, which begin so that it needs no comparators. */

import { concat, type Data, delayed, indexWidth, mux, reg, type Signal } from '../../dsl/index.ts'
import { signedWidth } from '../idioms/bits.timing.ts'
import { countTo, type WrappingCounter } from '../idioms/counter.ts'
import { tableAt } from '../idioms/table.ts'
import { negativeWeights, type RowConstants } from './fold-rows.ts'
import type { RawSum } from './raw-sum.timing.ts'
import { readRowConstants } from './row-constants.ts'
import { networkSumWidth, type RowFunction, type RowSource, rowWidth } from './threshold-unit.timing.ts'

/** The layer that a row function belongs to. */
export interface RowContext extends RowSource {
  readonly name: string
  readonly weights: Data
}

/**
 * What the sums of the rows begin with, so that they end as what the row function needs: for bits, 2^width of a raw sum less the threshold,
 * so that the sum's top bit becomes 1 when it reaches the threshold and no row needs a comparator. Otherwise what turns a raw sum into
 * the sum of the network.
 */
export function rowBeginnings(
  { output, activation, weights, columns }: RowContext,
  raw: RawSum,
): RowConstants {
  const offsets = negativeWeights(weights, columns).map(raw.offset)
  switch (output.kind) {
    case 'sums':
    case 'affine':
      return { width: networkSumWidth(activation, raw), values: offsets.map((offset) => -offset) }
    case 'bits': {
      const never = raw.largest + 1
      const top = 2 ** raw.width
      const values = Array.from(
        output.thresholds,
        (threshold, index) =>
          top - Math.min(Math.max(threshold + offsets[index % offsets.length]!, 0), never),
      )
      return { width: raw.width + 1, values, filler: top - never }
    }
  }
}

/**
 * The index of the constants that the rows of each neuron fold begin with: the neuron fold, behind the border class of the output
 * pixel. `ends` is 1 with the last columns of a neuron fold.
 */
export function beginningIndex({ output }: RowContext, neuronFold: WrappingCounter, ends: Signal<1>): Signal {
  if (output.kind !== 'bits' || output.borders === undefined) return neuronFold.value
  const { lines, columns } = output.borders
  const pixelEnds = ends.and(neuronFold.last)
  const x = countTo(columns.length, pixelEnds)
  const lineEnds = pixelEnds.and(x.last)
  const y = countTo(lines.length, lineEnds)
  const columnClasses = Math.max(...columns) + 1
  const classes = (Math.max(...lines) + 1) * columnClasses
  const width = indexWidth(classes * neuronFold.bound)
  const ofLine = lines.map((line) => line * columnClasses * neuronFold.bound)
  const ofColumn = columns.map((column) => column * neuronFold.bound)

  // The index counts through the rows of a pixel, and begins again where the class of the next pixel says.
  const nextColumn = tableAt(x, pixelEnds, oneOn(ofColumn), width)
  const line = tableAt(y, lineEnds, ofLine, width)
  const lineStarts = ofLine.map((line) => line + ofColumn[0]!)
  const nextLine = tableAt(y, lineEnds, oneOn(lineStarts), width)
  const beginning = reg(width, { init: lineStarts[0]!, en: ends })
  const nextPixel = mux(x.last, nextLine, line.add(nextColumn))
  beginning.set(mux(pixelEnds, nextPixel, beginning.add(1)))
  return beginning
}

/** The values one step on, the first one last. */
function oneOn(values: readonly number[]): number[] {
  return [...values.slice(1), values[0]!]
}

/** The sums of PE rows. */
export interface RowSums {
  /** For bits only their top bit. */
  readonly sum: readonly Signal[]
  /** 1 in cycles in which they are complete. */
  readonly summed: Signal<1>
  /** Their index, two cycles before. */
  readonly neuronFold: Signal
}

/** What the row function gives. */
export interface RowResults {
  /** PE results side by side, the first row lowest. */
  readonly results: Signal
  /** 1 in cycles with results. */
  readonly finished: Signal<1>
}

/** Applies the row function to sums. Latency: 1 cycle for `affine`, else 0. */
export function thresholdUnit(context: RowContext, sums: RowSums): RowResults {
  const { output } = context
  switch (output.kind) {
    case 'bits':
    case 'sums':
      return { results: sideBySide(sums.sum), finished: sums.summed }
    case 'affine':
      return scaledSums(context, output, sums)
  }
}

/** scale x dot + offset, restated for popcounts: dot = 2 x popcount - columns. */
function scaledSums(
  context: RowContext,
  { scale, offset }: Extract<RowFunction, { kind: 'affine' }>,
  { sum, summed, neuronFold }: RowSums,
): RowResults {
  const { activation, columns } = context
  const width = rowWidth(context)
  const binary = activation.kind === 'binary'
  const factors = Array.from(scale, (value) => (binary ? 2 * value : value))
  const addends = Array.from(offset, (value, row) => (binary ? value - scale[row]! * columns : value))
  const factorWidth = Math.max(...factors.map((value) => signedWidth(Math.min(value, 0), Math.max(value, 0))))
  const factor = readRowConstants(context, 'factor', { values: factors, width: factorWidth }, neuronFold, 1)
  const addend = readRowConstants(context, 'addend', { values: addends, width }, neuronFold, 2)
  const product = sum.map((value, i) => {
    const signedSum = binary ? value.zext(value.width + 1) : value
    return delayed(resized(signedSum.smul(factor[i]!), width))
  })
  const scaled = product.map((value, i) => value.add(addend[i]!))
  return { results: sideBySide(scaled), finished: delayed(summed, { init: 0 }) }
}

/** Elements side by side, the first in the low bits. */
function sideBySide(elements: readonly Signal[]): Signal {
  return concat(...elements.toReversed())
}

/** The value modulo 2^width, sign-extended where it is narrower: exact when the result is known to fit. */
function resized(value: Signal, width: number): Signal {
  return value.width >= width ? value.trunc(width) : value.sext(width)
}
