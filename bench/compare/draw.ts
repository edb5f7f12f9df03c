/** Seeded random numbers: the same for a seed, whatever the machine. */

/** Whole numbers 0 .. below, always the same for a seed. */
export type Draw = (below: number) => number

/** Numbers of a seed (Mulberry32, by Tommy Ettinger); seeds in a row give numbers that have nothing in common. */
export function drawer(seed: number): Draw {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** One of some choices. */
export function pick<T>(draw: Draw, choices: readonly T[]): T {
  return choices[draw(choices.length)]!
}
