/** Counters that wrap at any bound: the index of a fold, a beat, a replay. */

import { constant, indexWidth, mux, reg, type Signal, takeName } from '../dsl/index.ts'

/** A counter, named after the variable that holds it. */
export class WrappingCounter {
  readonly value: Signal
  /** 1 while the counter stands at its last value. */
  readonly last: Signal<1>
  /** The value after one more step. */
  readonly following: Signal
  /** How many values there are. */
  readonly bound: number

  constructor(bound: number, value: Signal, last: Signal<1>, following: Signal) {
    this.bound = bound
    this.value = value
    this.last = last
    this.following = following
  }

  [takeName](name: string, since: number): void {
    this.value[takeName](name, since)
    this.last[takeName](`last_${name}`, since)
    this.following[takeName](`next_${name}`, since)
  }
}

/**
 * Counts 0 .. bound - 1 and starts over; moves in cycles where `step` is 1, reset to 0. A bound of 1 needs no register: the
 * value is the constant 0.
 *
 * @example
 * const Beats = module(
 *   () => 'beats',
 *   () => ({ step: input(1), index: output(3), last: output(1) }),
 *   ({ step }) => {
 *     const beat = countTo(5, step)
 *     return { index: beat.value, last: beat.last }
 *   },
 * )
 * topModule(elaborate(Beats, {})).resettable // true
 */
export function countTo(bound: number, step: Signal<1>): WrappingCounter {
  if (bound === 1) {
    const zero = constant(0, 1)
    return new WrappingCounter(bound, zero, constant(1, 1), zero)
  }
  const width = indexWidth(bound)
  const value = reg(width, { init: 0, en: step })
  const last = value.eq(bound - 1)
  const following = bound === 2 ** width ? value.add(1) : mux(last, 0, value.add(1))
  value.set(following)
  return new WrappingCounter(bound, value, last, following)
}
