/** Accumulators: the sum of a row over its synapse folds, begun with a constant. */

import { delayed, mux, ram, reg, type Signal } from '../../dsl/index.ts'

/** What the accumulators of a unit do in this cycle. */
export interface Accumulation {
  /** 1 when the dot product is added. */
  readonly enable: Signal<1>
  /** 1 when it begins a sum. */
  readonly begins: Signal<1>
  /** Which of several sums it is added to, in this cycle and in the next one. */
  readonly index: Signal
  readonly next: Signal
}

/** The shape of a unit's accumulators. */
export interface AccumulatorShape {
  /** How many dot products a sum has. */
  readonly folds: number
  /** How many sums grow at the same time. */
  readonly sums: number
  /** How many bits of a sum are wanted, from the top. */
  readonly top: number
}

/**
 * The top bits of the sum of `dot` and what was summed before, or `initial` where a sum begins. The second operand of the one `+` is
 * chosen, which is one LUT a bit. What was summed before lies in a register called `name`, or in a memory where several sums grow
 * side by side. All three have the same width, so that simulators add many rows at once.
 *
 * Latency: 1 cycle.
 */
export function accumulate(
  name: string,
  dot: Signal,
  initial: Signal,
  { enable, begins, index, next }: Accumulation,
  { folds, sums, top }: AccumulatorShape,
): Signal {
  const { width } = initial
  const topOf = (sum: Signal) => sum.slice(width - 1, width - top)
  if (folds === 1) return delayed(topOf(dot.add(initial)))
  if (sums === 1) {
    const partial = reg(width, { en: enable }).named(name)
    partial.set(dot.add(mux(begins, initial, partial)))
    return topOf(partial)
  }
  const memory = ram({ depth: sums, width, style: 'auto', readDuringWrite: 'old' }).named(`${name}_memory`)
  // Read a cycle ahead: no sum is added to in two cycles in a row.
  const partial = memory.read(next).named(name)
  const sum = dot.add(mux(begins, initial, partial))
  memory.write(index, sum, enable)
  return delayed(topOf(sum))
}
