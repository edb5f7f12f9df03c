/** Tables: small functions of a counter, written as arithmetic where they are a line, as a decoder where not. */

import { constant, match, mux, reg, type Signal } from '../../dsl/index.ts'
import type { WrappingCounter } from './counter.ts'

/**
 * `values[index]` in `width` bits (two's complement when negative). Values that rise by one with the index become a sum, with
 * a last stretch that stays level a multiplexer more; other values a decoder whose default is the most frequent one.
 *
 * Latency: 0 cycles.
 */
export function tableOf(index: Signal, values: readonly number[], width: number): Signal {
  const bits = (value: number) => BigInt.asUintN(width, BigInt(value))
  const [first, last] = [values[0]!, values.at(-1)!]
  if (values.every((value) => value === first)) return constant(bits(first), width)

  const level = values.indexOf(last)
  const rises = values.slice(0, level + 1).every((value, i) => value === first + i)
  if (rises && level >= 2 && index.width <= width && values.slice(level).every((value) => value === last)) {
    const sum = first === 0 ? index.zext(width) : index.zext(width).add(bits(first))
    return level === values.length - 1 ? sum : mux(index.ge(level), bits(last), sum)
  }

  const byValue = new Map<number, number[]>()
  for (const [i, value] of values.entries()) byValue.set(value, [...(byValue.get(value) ?? []), i])
  const groups = [...byValue].sort(([, a], [, b]) => b.length - a.length)
  const arms = groups.slice(1).map(([value, indexes]) => [indexes, bits(value)] as const)
  return match(index, arms, constant(bits(groups[0]![0]), width))
}

/**
 * `values[counter]` from a register: looked up one step of the counter before, so that no decoder stands in front of what follows.
 *
 * Latency: 0 cycles.
 */
export function tableAt(
  counter: WrappingCounter,
  step: Signal<1>,
  values: readonly number[],
  width: number,
): Signal {
  if (values.every((value) => value === values[0])) return tableOf(counter.value, values, width)
  const current = reg(width, { init: BigInt.asUintN(width, BigInt(values[0]!)), en: step })
  current.set(tableOf(counter.value, [...values.slice(1), values[0]!], width))
  return current
}
