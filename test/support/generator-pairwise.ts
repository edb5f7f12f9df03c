/** Pairwise combinations: few rows of parameters in which every two values of different axes meet. */

type Axes = Readonly<Record<string, readonly unknown[]>>

/** One value of each axis. */
export type Row<A extends Axes> = { readonly [K in keyof A]: A[K][number] }

/**
 * Rows that together hold every pair of values that some allowed row holds; greedy, so that the first rows cover most, and
 * mixed where it does not matter. The same axes give the same rows.
 *
 * @example
 * pairwise({ a: [0, 1], b: [0, 1], c: [0, 1] }).length // 4
 */
export function pairwise<const A extends Axes>(
  axes: A,
  allowed: (row: Row<A>) => boolean = () => true,
): Row<A>[] {
  const candidates = allRows(axes)
    .filter((indexes) => allowed(rowAt(axes, indexes)))
    .map((indexes) => ({ indexes, pairs: pairsOf(axes, indexes) }))
  const open = new Set(candidates.flatMap(({ pairs }) => pairs))
  const chosen: Row<A>[] = []
  while (open.size > 0) {
    const gains = candidates.map(({ pairs }) => pairs.filter((pair) => open.has(pair)).length)
    const most = Math.max(...gains)
    const equals = candidates.filter((_, i) => gains[i] === most)
    const best = equals[(chosen.length * 7919) % equals.length]!
    for (const pair of best.pairs) open.delete(pair)
    chosen.push(rowAt(axes, best.indexes))
  }
  return chosen
}

/** The index of a value on each axis, for all combinations. */
function allRows(axes: Axes): number[][] {
  let rows: number[][] = [[]]
  for (const values of Object.values(axes)) {
    rows = rows.flatMap((row) => values.map((_, index) => [...row, index]))
  }
  return rows
}

function rowAt<A extends Axes>(axes: A, indexes: readonly number[]): Row<A> {
  const entries = Object.entries(axes).map(([axis, values], i) => [axis, values[indexes[i]!]])
  return Object.fromEntries(entries) as Row<A>
}

/** A number for each pair of values that the row holds. */
function pairsOf(axes: Axes, indexes: readonly number[]): number[] {
  const values = Object.values(axes)
  const largest = Math.max(...values.map((list) => list.length))
  const pairs: number[] = []
  for (let a = 0; a < indexes.length; a++) {
    for (let b = a + 1; b < indexes.length; b++) {
      pairs.push(((a * indexes.length + b) * largest + indexes[a]!) * largest + indexes[b]!)
    }
  }
  return pairs
}
