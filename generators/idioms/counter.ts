/** Counters that wrap at any bound: the index of a fold, a beat, a replay. */

import { constant, indexWidth, mux, reg, type Signal, takeName } from '../../dsl/index.ts'

/** A counter, named after the variable that holds it. */
export class WrappingCounter {
  readonly value: Signal
  /** 1 while the counter stands at its last value; a register, so that what happens at the end is decided early. */
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

  /** Whether it will stand at its last value in the next cycle, `step` being what moves it. */
  nextLast(step: Signal<1>): Signal<1> {
    if (this.bound === 1) return this.last
    return mux(step, this.bound === 2 ? this.last.not() : this.value.eq(this.bound - 2), this.last)
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
  if (width === 1) {
    value.set(value.not())
    return new WrappingCounter(bound, value, value as Signal<1>, value.not())
  }
  const last = reg(1, { init: 0, en: step })
  last.set(value.eq(bound - 2))
  const following = bound === 2 ** width ? value.add(1) : mux(last, 0, value.add(1))
  value.set(following)
  return new WrappingCounter(bound, value, last, following)
}
