/** Timing of the decision, in plain numbers. */

/** How a class is decided for: by the highest score, or by the last score that has reached its threshold. */
export const decisionKinds = ['argmax', 'highest-set-bit'] as const
export type DecisionKind = (typeof decisionKinds)[number]

/** Registers between the scores and the answer: one a round of the tournament, one for the comparison with thresholds. */
export function argmaxStages(classes: number, rule: DecisionKind): number {
  return Math.ceil(Math.log2(classes)) + (rule === 'highest-set-bit' ? 1 : 0)
}

/** Cycles from a beat of scores to its answer: the registers and the FIFO behind them. */
export function argmaxLatency(classes: number, rule: DecisionKind): number {
  return argmaxStages(classes, rule) + 1
}

/** Beats that the FIFO holds: with this many it never waits for somebody who takes every answer at once. */
export function argmaxRoom(classes: number, rule: DecisionKind): number {
  return argmaxStages(classes, rule) + 2
}
