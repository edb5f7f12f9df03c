/** A small seeded generator of random numbers (Steele and Vigna's splitmix idea in 32 bits), the same on every machine. */

export interface RandomSource {
  /** 0 <= result < n. */
  below(n: number): number
  /** True in one of `n` cases. */
  oneIn(n: number): boolean
  pick<T>(choices: readonly T[]): T
  /** Any value of `width` bits; a quarter of them extreme: all zeros, all ones, one, the top bit, all others. */
  bits(width: number): bigint
}

/**
 * A source of random numbers; equal seeds give equal numbers.
 *
 * @example
 * generatorOf(7).below(10)
 */
export function generatorOf(seed: number): RandomSource {
  let state = seed | 0
  const word = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const below = (n: number) => Math.floor((word() / 2 ** 32) * n)
  const uniform = (width: number) => {
    let value = 0n
    for (let have = 0; have < width; have += 32) value = (value << 32n) | BigInt(word())
    return BigInt.asUintN(width, value)
  }
  const bits = (width: number) => {
    const top = 1n << BigInt(width - 1)
    const extremes = [0n, 1n, BigInt.asUintN(width, -1n), top, top - 1n]
    return below(4) === 0 ? extremes[below(extremes.length)]! : uniform(width)
  }
  return { below, oneIn: (n) => below(n) === 0, pick: (choices) => choices[below(choices.length)]!, bits }
}
