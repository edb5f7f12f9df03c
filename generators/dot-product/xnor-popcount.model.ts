/** Plain-number model of the XNOR-popcount: how many positions of two bit vectors agree. */

/**
 * The number of equal positions of two bit vectors of the same length.
 *
 * @example
 * xnorPopcountModel([1, 0, 1], [1, 1, 1]) // 2
 */
export function xnorPopcountModel(activation: readonly number[], weight: readonly number[]): number {
  return activation.filter((bit, lane) => bit === weight[lane]).length
}
