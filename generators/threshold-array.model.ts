/** Plain-number model of the threshold comparators. */

/**
 * 1 for each sum that has reached its threshold.
 *
 * @example
 * thresholdArrayModel([4, 5, 6], [5, 5, 5]) // [0, 1, 1]
 */
export function thresholdArrayModel(sums: readonly number[], thresholds: readonly number[]): number[] {
  return sums.map((sum, i) => (sum >= thresholds[i]! ? 1 : 0))
}
