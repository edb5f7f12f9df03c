/** Timing and folding of the matrix-vector-threshold unit, in plain numbers. */

/** The numbers that decide its cycles. */
export interface MatrixVectorFolding {
  readonly rows: number
  readonly columns: number
  /** Rows computed at once. */
  readonly pe: number
  /** Columns computed at once. */
  readonly simd: number
}

/** Beats of one input vector: the columns in groups of SIMD. */
export function synapseFolds({ columns, simd }: MatrixVectorFolding): number {
  return Math.ceil(columns / simd)
}

/** Passes over an input vector: the rows in groups of PE. */
export function neuronFolds({ rows, pe }: MatrixVectorFolding): number {
  return Math.ceil(rows / pe)
}

/** Beats, and so cycles, for one vector. */
export function foldsOf(folding: MatrixVectorFolding): number {
  return synapseFolds(folding) * neuronFolds(folding)
}

/** Cycles from the last beat of a pass entering to its result at the output: weights, dot product, sum, scaling, FIFO. */
export function matrixVectorLatency(folding: MatrixVectorFolding, scaled: boolean): number {
  const accumulates = synapseFolds(folding) > 1
  return 2 + (accumulates ? 1 : 0) + (scaled ? 1 : 0) + 1
}

/** Beats that the output FIFO must hold so that the pipeline never waits without back-pressure. */
export function outputRoom(folding: MatrixVectorFolding, scaled: boolean): number {
  return Math.ceil(matrixVectorLatency(folding, scaled) / synapseFolds(folding)) + 1
}
