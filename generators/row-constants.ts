/** Constants of the rows: one word for each neuron fold, logic where there are few, a memory where there are many. */

import { constant, type Data, delayed, rom, type Signal } from '../dsl/index.ts'
import { foldRowConstants } from './fold-rows.ts'
import type { MatrixVectorFolding } from './matrix-vector-threshold.timing.ts'
import { pipeline } from './pipeline.ts'
import { readBanks } from './rom-bank.ts'
import { mostLookups, mostLutWords } from './row-constants.timing.ts'

/** Constants of the rows of a matrix. */
export interface RowConstants {
  /** One number for each row; where there are border classes, for each class and row, class after class. */
  readonly values: readonly number[]
  /** Bits of each, in two's complement. */
  readonly width: number
  /** What rows past the last one get; 0 unless given. */
  readonly filler?: number
}

/**
 * The constants of the rows of word `index`, one for each processing element. Banks of a memory are called after the unit and `name`.
 *
 * Latency: 1 + `later` cycles; constants that never change are there always.
 */
export function readRowConstants(
  folding: MatrixVectorFolding & { readonly name: string },
  name: string,
  constants: RowConstants,
  index: Signal,
  later = 0,
): Signal[] {
  const words = foldRowConstants(constants, folding)
  if (words.words.every((word) => word === words.words[0])) {
    return constant(words.words[0]!, words.width).elements(constants.width)
  }
  return readWord(`${folding.name}_${name}`, words, index, later).elements(constants.width)
}

function readWord(name: string, words: Data, index: Signal, later: number): Signal {
  if (words.depth <= mostLookups) {
    return rom(words, { style: 'logic' }).lookup(pipeline(delayed(index, { init: 0 }), later, 0))
  }
  const word =
    words.depth <= mostLutWords ? readBanks(name, words, index) : rom(words, { style: 'block' }).read(index)
  return pipeline(word, later)
}
