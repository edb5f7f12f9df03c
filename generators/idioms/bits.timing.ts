/** How many bits numbers take, in plain numbers. */

/**
 * The bits of the numbers 0 .. largest.
 *
 * @example
 * bitsFor(784) // 10
 */
export function bitsFor(largest: number): number {
  return Math.max(1, Math.ceil(Math.log2(largest + 1)))
}

/**
 * Bits of a two's complement number that may be anything from `least` to `most`.
 *
 * @example
 * signedWidth(-8, 7) // 4
 */
export function signedWidth(least: number, most: number): number {
  return Math.ceil(Math.log2(Math.max(most + 1, -least, 1))) + 1
}
