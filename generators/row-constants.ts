/** Constants of the rows: one word for each neuron fold, logic where there are few, a memory where there are many. */

import { constant, delayed, rom, type Signal } from '../dsl/index.ts'
import { foldRowConstants } from './fold-rows.ts'
import type { MatrixVectorFolding } from './matrix-vector-threshold.timing.ts'
import { pipeline } from './pipeline.ts'

/** Constants of the rows of a matrix. */
export interface RowConstants {
  /** One number for each row; where there are border classes, for each class and row, class after class. */
  readonly values: readonly number[]
  /** Bits of each, in two's complement. */
  readonly width: number
  /** What rows past the last one get; 0 unless given. */
  readonly filler?: number
}

/** Up to this many words the index joins the logic behind it in the same LUTs; more come out of a memory with a register. */
const mostLookups = 8

/**
 * The constants of the rows of word `index`, one for each processing element.
 *
 * Latency: 1 + `later` cycles; constants that never change are there always.
 */
export function readRowConstants(
  folding: MatrixVectorFolding,
  constants: RowConstants,
  index: Signal,
  later = 0,
): Signal[] {
  const words = foldRowConstants(constants, folding)
  if (words.words.every((word) => word === words.words[0])) {
    return constant(words.words[0]!, words.width).elements(constants.width)
  }
  const few = words.depth <= mostLookups
  const memory = rom(words, { style: few ? 'logic' : 'auto' })
  const word = few
    ? memory.lookup(pipeline(delayed(index, { init: 0 }), later, 0))
    : pipeline(memory.read(index), later)
  return word.elements(constants.width)
}
