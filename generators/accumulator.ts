/** Accumulators: the sum of a row over its synapse folds, begun with a constant. */

import { mux, ram, reg, type Signal } from '../dsl/index.ts'

/** What the accumulators of a unit do in this cycle. */
export interface Accumulation {
  /** 1 when the dot product is added. */
  readonly enable: Signal<1>
  /** 1 when it begins a sum. */
  readonly begins: Signal<1>
  /** Which of several sums it is added to. */
  readonly index: Signal
}

/** How many dot products a sum has, and how many sums grow at the same time. */
export interface AccumulationSize {
  readonly folds: number
  readonly sums: number
}

/**
 * The sum so far with `dot`, counted from `initial`; wraps at the width of `initial`. The second operand of the one `+` is chosen, which
 * is one LUT a bit. What was summed before lies in a register called `name`, or in LUT memory where several sums grow side by side.
 *
 * Latency: 0 cycles.
 */
export function accumulate(
  name: string,
  dot: Signal,
  initial: Signal,
  { enable, begins, index }: Accumulation,
  { folds, sums }: AccumulationSize,
): Signal {
  const { width } = initial
  const addedTo = (before: Signal) => (dot.width > width ? dot.trunc(width) : dot.zext(width)).add(before)
  if (folds === 1) return addedTo(initial)
  if (sums === 1) {
    const partial = reg(width, { en: enable }).named(name)
    const sum = addedTo(mux(begins, initial, partial))
    partial.set(sum)
    return sum
  }
  const partials = ram({ depth: sums, width, style: 'distributed', readDuringWrite: 'old' }).named(
    `${name}_memory`,
  )
  const partial = partials.lookup(index).named(name)
  const sum = addedTo(mux(begins, initial, partial))
  partials.write(index, sum, enable)
  return sum
}
