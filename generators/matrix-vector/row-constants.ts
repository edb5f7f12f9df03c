/** Constants of the rows: one word for each neuron fold, logic where there are few, a memory where there are many. */

import { constant, type Data, delayed, rom, type Signal } from '../../dsl/index.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { foldRowConstants, type RowConstants } from './fold-rows.ts'
import type { MatrixVectorFolding } from './folding.timing.ts'
import { readBanks } from './rom-bank.ts'
import { mostLookups, mostLutWords } from './row-constants.timing.ts'

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
