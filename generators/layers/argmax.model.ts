/** Plain-number models of the decision rules. */

/**
 * The first class with the highest score.
 *
 * @example
 * argmaxModel([3, 7, 7, 1]) // 1
 */
export function argmaxModel(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores))
}

/**
 * The last class whose score has reached its threshold, 0 when there is none.
 *
 * @example
 * highestSetBitModel([3, 7, 7, 1], [1, 5, 6, 2]) // 2
 */
export function highestSetBitModel(scores: readonly number[], thresholds: readonly number[]): number {
  return Math.max(
    0,
    scores.findLastIndex((score, index) => score >= thresholds[index]!),
  )
}
