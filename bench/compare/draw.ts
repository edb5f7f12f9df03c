/** Seeded random numbers: the same for a seed, whatever the machine. */

/** Whole numbers 0 .. below, always the same for a seed. */
export type Draw = (below: number) => number

/** Numbers of a seed. */
export function drawer(seed: number): Draw {
  let state = (Math.imul(seed, 2654435761) + 12345) >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** One of some choices. */
export function pick<T>(draw: Draw, choices: readonly T[]): T {
  return choices[draw(choices.length)]!
}
