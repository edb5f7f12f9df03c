/** Folding: cutting the rows of a matrix, and constants of its rows, into what each processing element reads. */

import { Data } from '../../dsl/index.ts'
import {
  holdsInput,
  type MatrixVectorFolding,
  neuronFolds,
  type Stationary,
  synapseFolds,
} from './folding.timing.ts'

/**
 * The weights of each processing element, fold after fold: element `p` computes rows p, p + PE, p + 2 PE, …, and reads SIMD columns a
 * fold, lowest column in the low bit. Output-stationary units go through all columns for one row after the other, input-stationary ones
 * through all rows for one group of columns after the other. Lanes past the last column get weight 1, in every row: activation 0
 * counts nothing there. Rows past the last one get weights 0.
 */
export function foldWeights(weights: Data, folding: MatrixVectorFolding, stationary: Stationary): Data[] {
  const { rows, columns, pe, simd } = folding
  const beats = synapseFolds(folding)
  const turns = neuronFolds(folding)
  const lanes = beats * simd
  const laneMask = (1n << BigInt(simd)) - 1n
  const held = holdsInput(stationary)
  const padding = ((1n << BigInt(lanes - columns)) - 1n) << BigInt(columns)
  return Array.from({ length: pe }, (_, element) => {
    const words: bigint[] = new Array(turns * beats)
    for (let turn = 0; turn < turns; turn++) {
      const row = turn * pe + element
      let rest = (row < rows ? weights.words[row]! : 0n) | padding
      for (let beat = 0; beat < beats; beat++) {
        words[held ? beat * turns + turn : turn * beats + beat] = rest & laneMask
        rest >>= BigInt(simd)
      }
    }
    return Data.of(simd, words)
  })
}

/** Constants of the rows of a matrix. */
export interface RowConstants {
  /** One number for each row; where there are border classes, for each class and row, class after class. */
  readonly values: readonly number[]
  /** Bits of each, in two's complement. */
  readonly width: number
  /** What rows past the last one get; 0 unless given. */
  readonly filler?: number
}

/** One word for each neuron fold (of each border class) with the constants of its PE rows, row 0 in the low bits. */
export function foldRowConstants(
  { values, width, filler = 0 }: RowConstants,
  { rows, pe }: MatrixVectorFolding,
): Data {
  const words: bigint[] = []
  for (let start = 0; start < values.length; start += rows) {
    for (let first = 0; first < rows; first += pe) {
      let word = 0n
      for (let row = first + pe - 1; row >= first; row--) {
        const value = row < rows ? values[start + row]! : filler
        word = (word << BigInt(width)) | BigInt.asUintN(width, BigInt(value))
      }
      words.push(word)
    }
  }
  return Data.of(pe * width, words)
}

/** The number of 0 bits in each row of `columns` bits. */
export function negativeWeights(weights: Data, columns: number): number[] {
  return weights.words.map((row) => {
    let ones = 0
    for (let rest = row; rest > 0n; rest >>= 32n) {
      for (let word = Number(rest & 0xffffffffn); word !== 0; word &= word - 1) ones++
    }
    return columns - ones
  })
}
