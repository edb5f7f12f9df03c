/** Plain-number model of the raw dot product. */

/**
 * The sum over lanes of `u` where the weight is 1 and of `2^planes - 1 - u` where it is 0.
 *
 * @example
 * dotProductModel([1, 0, 1], [1, 1, 0], 1) // 1
 */
export function dotProductModel(
  activation: readonly number[],
  weight: readonly number[],
  planes: number,
): number {
  const largest = 2 ** planes - 1
  return activation.reduce((sum, u, lane) => sum + (weight[lane] === 1 ? u : largest - u), 0)
}
