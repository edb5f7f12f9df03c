/** Plain-number model of the gearbox: bits in, bits out. */

/**
 * Regroups the beats (arrays of bits, first bit first) of one frame into beats of `to` bits, the last filled up with 0.
 *
 * @example
 * widthGearboxModel([[1, 1, 0], [1, 0, 0]], 2, 4) // [[1, 1], [0, 1]]
 */
export function widthGearboxModel(
  beats: readonly (readonly number[])[],
  to: number,
  frame: number,
): number[][] {
  const bits = beats.flat().slice(0, frame)
  const regrouped: number[][] = []
  for (let start = 0; start < frame; start += to) {
    regrouped.push(Array.from({ length: to }, (_, i) => bits[start + i] ?? 0))
  }
  return regrouped
}
