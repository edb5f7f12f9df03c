/** The decision in plain numbers: what it is made for, and when its answer comes. */

/** What decides between the classes of a frame. */
export interface DecisionFolding {
  readonly classes: number
  /** Bits of a score. */
  readonly width: number
  /** Whether scores are two's complement. */
  readonly signed: boolean
  /**
   * A threshold for each class: the last class whose score has reached its own is the answer, class 0 when there is none. Without
   * thresholds it is the first class with the highest score.
   */
  readonly thresholds?: readonly number[]
}

/** As much of it as decides when the answer comes. */
export type DecisionTiming = Pick<DecisionFolding, 'classes' | 'thresholds'>

/** Registers between the scores and the answer: one a round of the tournament, one for the comparison with thresholds. */
export function argmaxStages({ classes, thresholds }: DecisionTiming): number {
  return Math.ceil(Math.log2(classes)) + (thresholds === undefined ? 0 : 1)
}

/** Cycles from a beat of scores to its answer: the registers and the FIFO behind them. */
export function argmaxLatency(decision: DecisionTiming): number {
  return argmaxStages(decision) + 1
}

/** Beats that the FIFO holds: with this many it never waits for somebody who takes every answer at once. */
export function argmaxRoom(decision: DecisionTiming): number {
  return argmaxStages(decision) + 2
}
