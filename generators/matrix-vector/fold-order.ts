/** The order of folds: on which rows and columns a matrix-vector-threshold unit works in each cycle. */

import { delayed, mux, reg, type Signal, type Stream, wire } from '../../dsl/index.ts'
import { countTo, type WrappingCounter } from '../idioms/counter.ts'
import {
  foldsOf,
  holdsInput,
  type MatrixVectorFolding,
  neuronFolds,
  type Stationary,
  synapseFolds,
} from './folding.timing.ts'

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
 * Takes the beats of `activation` in the order of folds. Work that ends sums waits until there is room for their results, which
 * `nextRoom` says a cycle before; anything else goes on. Both handshakes depend on registers alone.
 *
 * Output-stationary: one beat a cycle, all columns for one group of rows after the other. Input-stationary: all rows for one beat
 * after the other; a beat is taken in the first of its cycles, so that the stream can bring the next one meanwhile.
 */
export function foldOrder(
  activation: Stream<{ data: number }>,
  folding: MatrixVectorFolding,
  stationary: Stationary,
  nextRoom: Signal<1>,
): FoldOrder {
  const rows = neuronFolds(folding)
  const columns = synapseFolds(folding)
  const works = wire(1)
  const fold = countTo(foldsOf(folding), works)
  if (!holdsInput(stationary) || rows === 1) {
    const synapseFold = rows === 1 ? fold : countTo(columns, works)
    const mayWork = reg(1, { init: 1 })
    mayWork.set(nextRoom.or(synapseFold.nextLast(works).not()))
    activation.accept(mayWork)
    works.set(activation.fire)
    return order(works, fold.value, synapseFold)
  }
  const neuronFold = columns === 1 ? fold : countTo(rows, works)
  const turnEnds = works.and(neuronFold.last)
  const synapseFold = countTo(columns, turnEnds)
  const nextMayWork = nextRoom.or(synapseFold.nextLast(turnEnds).not())
  const mayWork = delayed(nextMayWork, { init: 1 })
  // The first group of rows needs a beat.
  const needsBeat = reg(1, { init: 1 })
  const nextNeedsBeat = mux(works, neuronFold.last, needsBeat)
  needsBeat.set(nextNeedsBeat)
  activation.accept(delayed(nextMayWork.and(nextNeedsBeat), { init: 1 }))
  works.set(mayWork.and(activation.valid.or(needsBeat.not())))
  return order(works, fold.value, synapseFold)
}

function order(works: Signal<1>, fold: Signal, synapseFold: WrappingCounter): FoldOrder {
  return { works, fold, begins: synapseFold.value.eq(0), ends: works.and(synapseFold.last) }
}
