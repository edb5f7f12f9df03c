/** Where weights end up, in plain numbers: in the dot products, in shared logic, in shared block memories. */

import type { PopcountStructure } from '../dot-product/dot-product.timing.ts'

/** Where weights live: block memory, LUT memory, or dissolved into the logic as a decoder of the fold; the nearer to the logic, the later. */
export const weightStyles = ['block', 'logic', 'dissolved'] as const
export type WeightStyle = (typeof weightStyles)[number]

/** The ROMs of all elements: each element has so many words (`depth`) of so many bits (`width`). */
export interface WeightShape {
  readonly elements: number
  readonly depth: number
  readonly width: number
}

/** Wider words would make simulators move long vectors for nothing. */
const widestWord = 1152

/**
 * How many elements share each block memory. One alone wastes what is left of the last column of memories, which is 36 bits wide up to 512
 * words deep, 18 up to 1,024, and so on, on Xilinx devices as on ECP5; the group that wastes least is taken, of equals the smallest.
 *
 * @example
 * weightGroups({ elements: 32, depth: 14, width: 112 }) // [8, 8, 8, 8]
 */
export function weightGroups({ elements, depth, width }: WeightShape): number[] {
  const columnWidth = depth <= 512 ? 36 : Math.max(1, Math.floor(36 / 2 ** Math.ceil(Math.log2(depth / 512))))
  const columns = (group: number) => Math.ceil((group * width) / columnWidth)
  const rest = (group: number) => elements % group
  let best = 1
  let fewest = elements * columns(1)
  for (let group = 2; group <= elements && group * width <= widestWord; group++) {
    const total = Math.floor(elements / group) * columns(group) + columns(rest(group))
    if (total < fewest) [best, fewest] = [group, total]
  }
  const whole = new Array<number>(Math.floor(elements / best)).fill(best)
  return rest(best) === 0 ? whole : [...whole, rest(best)]
}

/** Up to so many folds, two functions of a full adder's three lanes and of the fold share a LUT6. */
const mostFoldsInside = 4

/**
 * Whether dot products have their weights inside: those of a single fold always, dissolved ones of up to four folds; more folds are
 * decoded once for all elements, because there are few different functions of so few folds.
 *
 * @example
 * weightsJoinDotProducts('dissolved', 8, 'compressor') // false
 */
export function weightsJoinDotProducts(
  style: WeightStyle,
  folds: number,
  structure: PopcountStructure,
): boolean {
  if (structure === 'behavioural') return false
  switch (style) {
    case 'dissolved':
      return folds <= mostFoldsInside
    case 'block':
    case 'logic':
      return folds === 1
  }
}

/**
 * How many different functions of the fold a decoder for `bits` bits of weights makes, about: each is one of 2^folds.
 *
 * @example
 * Math.round(decodedFunctions(3, 1000)) // 8
 */
export function decodedFunctions(folds: number, bits: number): number {
  const possible = 2 ** folds
  return possible * (1 - (1 - 1 / possible) ** bits)
}
