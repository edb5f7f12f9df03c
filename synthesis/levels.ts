/** Levels: how deep a path is, as LUT levels for each number of carry chains on the way. */

/**
 * At index `c` the most LUT levels of a path with exactly `c` carry chains, or -1 when there is none. A path through LUTs
 * alone and one through a chain are both kept: which is worse depends on what follows.
 */
export type Levels = readonly number[]

/** No path at all. */
export const nowhere: Levels = []
/** A wire. */
export const wire: Levels = [0]
export const oneLut: Levels = [1]
export const oneCarry: Levels = [-1, 0]

/** The worst of both. */
export function worse(a: Levels, b: Levels): Levels {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  return long.map((luts, carries) => Math.max(luts, short[carries] ?? -1))
}

/** One path after the other. */
export function follow(a: Levels, b: Levels): Levels {
  if (a === nowhere || b === nowhere) return nowhere
  const result = new Array<number>(a.length + b.length - 1).fill(-1)
  for (const [i, first] of a.entries()) {
    for (const [j, second] of b.entries()) {
      if (first >= 0 && second >= 0) result[i + j] = Math.max(result[i + j]!, first + second)
    }
  }
  return result
}

/** The depth of the deepest path: LUT levels plus carry chains, and how many of them are carry chains. */
export function depthOf(levels: Levels): { readonly depth: number; readonly carryChains: number } {
  let [depth, carryChains] = [0, 0]
  for (const [carries, luts] of levels.entries()) {
    if (luts >= 0 && luts + carries >= depth) [depth, carryChains] = [luts + carries, carries]
  }
  return { depth, carryChains }
}
