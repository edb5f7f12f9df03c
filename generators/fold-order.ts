/** The order of folds: on which rows and columns a matrix-vector-threshold unit works in each cycle. */

import { type Signal, type Stream, wire } from '../dsl/index.ts'
import { countTo } from './counter.ts'
import {
  foldsOf,
  type MatrixVectorFolding,
  neuronFolds,
  type Stationary,
  synapseFolds,
} from './matrix-vector-threshold.timing.ts'

/** What a unit does in this cycle. */
export interface FoldOrder {
  /** 1 in cycles of work. */
  readonly works: Signal<1>
  /** Index of the weights that it needs. */
  readonly fold: Signal
  /** 1 when its rows begin new sums: at the first columns. */
  readonly begins: Signal<1>
  /** 1 in cycles of work that end the sums of its rows: at the last columns. */
  readonly ends: Signal<1>
}

/**
 * Takes the beats of `activation` in the order of folds. Work that ends sums waits until there is `room` for their results; anything
 * else goes on.
 *
 * Output-stationary: one beat a cycle, all columns for one group of rows after the other. Input-stationary: all rows for one beat
 * after the other; a beat is taken in the first of its cycles, so that the stream can bring the next one meanwhile.
 */
export function foldOrder(
  activation: Stream<{ data: number }>,
  folding: MatrixVectorFolding,
  stationary: Stationary,
  room: Signal<1>,
): FoldOrder {
  const rows = neuronFolds(folding)
  const columns = synapseFolds(folding)
  const works = wire(1)
  const fold = countTo(foldsOf(folding), works)
  if (stationary === 'output' || rows === 1) {
    const synapseFold = rows === 1 ? fold : countTo(columns, works)
    activation.accept(room.or(synapseFold.last.not()))
    works.set(activation.fire)
    return order(works, fold.value, synapseFold)
  }
  const neuronFold = columns === 1 ? fold : countTo(rows, works)
  const synapseFold = countTo(columns, works.and(neuronFold.last))
  const mayWork = room.or(synapseFold.last.not())
  const needsBeat = neuronFold.value.eq(0)
  activation.accept(mayWork.and(needsBeat))
  works.set(mayWork.and(activation.valid.or(needsBeat.not())))
  return order(works, fold.value, synapseFold)
}

function order(
  works: Signal<1>,
  fold: Signal,
  synapseFold: { readonly value: Signal; readonly last: Signal<1> },
): FoldOrder {
  return { works, fold, begins: synapseFold.value.eq(0), ends: works.and(synapseFold.last) }
}
