/** Fitting: the coefficients that are not negative and explain measured sums best, relative to their size. */

/** A measured sum of so much of each coefficient; `size` is what an error is small or large beside. */
export interface Equation {
  readonly amounts: readonly number[]
  readonly measured: number
  readonly size: number
}

/** Rounds of improvement, one coefficient after the other; far more than it takes. */
const rounds = 20_000

/**
 * Minimises the sum of squares of (sum - measured) / (size + `offset`) over coefficients of at least 0. The offset keeps tiny
 * measurements from ruling.
 *
 * @example
 * leastSquares([{ amounts: [2], measured: 6, size: 6 }], 10) // [3]
 */
export function leastSquares(equations: readonly Equation[], offset: number): number[] {
  const count = equations[0]?.amounts.length ?? 0
  const rows = equations.map(({ amounts, measured, size }) => {
    const weight = 1 / (size + offset)
    return { amounts: amounts.map((amount) => amount * weight), residual: -measured * weight }
  })
  const result = Array<number>(count).fill(0)
  const squares = result.map((_, index) => rows.reduce((sum, { amounts }) => sum + amounts[index]! ** 2, 0))
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < count; index++) {
      if (squares[index] === 0) continue
      const slope = rows.reduce((sum, { amounts, residual }) => sum + amounts[index]! * residual, 0)
      const step = Math.max(-result[index]!, -slope / squares[index]!)
      if (step === 0) continue
      result[index]! += step
      for (const row of rows) row.residual += step * row.amounts[index]!
    }
  }
  return result
}
