/** Whole numbers of 32 bits: what thresholds are kept in. */

/**
 * A threshold in 32 bits. What leaves them is out of reach of every sum, and stays so on the same side.
 *
 * @example
 * clampedToInt32(2 ** 40) // 2147483647
 */
export function clampedToInt32(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value))
}
