/** Tables: small functions of a counter, written out as a decoder. */

import { constant, match, type Signal } from '../dsl/index.ts'

/**
 * `values[index]` in `width` bits (two's complement when negative). The most frequent value becomes the default arm, and a
 * table of equal values a constant.
 *
 * Latency: 0 cycles.
 */
export function tableOf(index: Signal, values: readonly number[], width: number): Signal {
  const byValue = new Map<number, number[]>()
  for (const [i, value] of values.entries()) byValue.set(value, [...(byValue.get(value) ?? []), i])
  const groups = [...byValue].sort(([, a], [, b]) => b.length - a.length)
  const [[common]] = groups as [[number, number[]]]
  const otherwise = constant(BigInt.asUintN(width, BigInt(common)), width)
  if (groups.length === 1) return otherwise
  const arms = groups
    .slice(1)
    .map(([value, indexes]) => [indexes, constant(BigInt.asUintN(width, BigInt(value)), width)] as const)
  return match(index, arms, otherwise)
}
