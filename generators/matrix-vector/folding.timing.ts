/** Folding a matrix onto PE x SIMD gates, in plain numbers. */

/** The numbers that decide how often it works. */
export interface MatrixVectorFolding {
  readonly rows: number
  readonly columns: number
  /** Rows computed at once. */
  readonly pe: number
  /** Columns computed at once. */
  readonly simd: number
}

/**
 * What a unit holds still: `output` finishes the sums of one group of rows after the other, and needs its input once for each;
 * `input` applies each beat of its input to all rows and finishes them together.
 */
export const stationaries = ['output', 'input'] as const
export type Stationary = (typeof stationaries)[number]

/** Whether each beat of the input stays for all rows, so that all sums grow side by side. */
export function holdsInput(stationary: Stationary): boolean {
  switch (stationary) {
    case 'output':
      return false
    case 'input':
      return true
  }
}

/** Beats of one input vector: the columns in groups of SIMD. */
export function synapseFolds({ columns, simd }: MatrixVectorFolding): number {
  return Math.ceil(columns / simd)
}

/** The rows in groups of PE. */
export function neuronFolds({ rows, pe }: MatrixVectorFolding): number {
  return Math.ceil(rows / pe)
}

/** Cycles for one vector. */
export function foldsOf(folding: MatrixVectorFolding): number {
  return synapseFolds(folding) * neuronFolds(folding)
}
