/** What a layer makes of its sums, in plain numbers: bits by thresholds, the sums themselves, or an affine function of them. */

import { signedWidth } from '../idioms/bits.timing.ts'
import type { MatrixVectorFolding } from './folding.timing.ts'
import { type ActivationType, type RawSum, rawSum } from './raw-sum.timing.ts'

/**
 * Per row, of the sum that the network defines (the popcount for ±1 activations, the integer dot product otherwise):
 * `bits`: 1 when the sum has reached the threshold; `sums`: the sum; `affine`: scale x dot + offset, where dot is the dot
 * product (2 x popcount - columns for ±1 activations). There is a threshold, a scale and an offset for each row; with `borders` a
 * threshold for each border class and row, class after class.
 */
export type RowFunction =
  | { readonly kind: 'bits'; readonly thresholds: Int32Array; readonly borders?: Borders }
  | { readonly kind: 'sums' }
  | { readonly kind: 'affine'; readonly scale: Int32Array; readonly offset: Int32Array }

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

/** The matrix whose sums a function is applied to. */
export interface RowSource extends MatrixVectorFolding {
  readonly activation: ActivationType
  readonly output: RowFunction
}

/** Bits of one row's result: 1, or the width of a popcount (unsigned), an integer sum or an affine value (signed). */
export function rowWidth({ output, activation, columns, simd }: RowSource): number {
  switch (output.kind) {
    case 'bits':
      return 1
    case 'sums':
      return networkSumWidth(activation, rawSum(activation, columns, simd))
    case 'affine': {
      const { sums } = rawSum(activation, columns, simd)
      const largestDot = activation.kind === 'binary' ? columns : Math.max(-sums.least, sums.most)
      const reach = Array.from(
        output.scale,
        (scale, row) => Math.abs(scale) * largestDot + Math.abs(output.offset[row]!),
      )
      const most = Math.max(...reach)
      return signedWidth(-most, most)
    }
  }
}

/** Bits of a sum as the network defines it: a popcount, or a signed number. */
export function networkSumWidth({ kind }: ActivationType, raw: RawSum): number {
  return kind === 'binary' ? raw.width : signedWidth(raw.sums.least, raw.sums.most)
}

/** Whether results are two's complement. */
export function resultsAreSigned({ output, activation }: Pick<RowSource, 'output' | 'activation'>): boolean {
  switch (output.kind) {
    case 'affine':
      return true
    case 'bits':
    case 'sums':
      return activation.kind === 'integer'
  }
}

/** Thresholds of a row: one for each class of border pixels, where there are thresholds. */
export function borderClassesOf(output: RowFunction, rows: number): number {
  switch (output.kind) {
    case 'bits':
      return output.thresholds.length / rows
    case 'sums':
    case 'affine':
      return 1
  }
}
