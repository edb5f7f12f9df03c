/** The bit counter: counters of seven bits on carry chains, then adders whose carry inputs count a bit each. */

import { clog2, constant, delayed, input, module, output, type Signal } from '../../dsl/index.ts'
import { bitCounterLatency, counterFields } from './bit-counter.timing.ts'
import { fullAdder } from './full-adder.ts'

export interface BitCounterParameters {
  readonly bits: number
}

/**
 * Counts the ones of a word. Words hold fields of four bits: three for a number of up to seven, below them one for a carry that
 * enters. A wide addition then is many small ones side by side, for synthesis as for a simulator.
 *
 * Seven bits are counted in two LUT6 sites with their carry chain; a tree of adders with a bit at each carry input counts
 * 2^k - 1 bits with no adder wasted.
 *
 * Ports: `word` of `bits` bits, `count` of clog2(bits + 1) bits. Latency: see `bitCounterLatency`.
 * Source: Preusser, Generic and Universal Parallel Matrix Summation with a Flexible Compression Goal for Xilinx FPGAs, FPL 2017
 * (counters on carry chains).
 *
 * @example
 * elaborate(BitCounter, { bits: 63 }).top // 'bit_counter_63'
 */
export const BitCounter = module(
  ({ bits }: BitCounterParameters) => `bit_counter_${bits}`,
  ({ bits }) => ({ word: input(bits), count: output(clog2(bits + 1)) }),
  ({ word }, { bits }) => {
    const fields = counterFields(bits)
    const size = fieldSize * fields
    const low = bits > size ? word.trunc(size) : word.zext(size)
    const high = bits > size ? word.slice(bits - 1, size).zext(size) : constant(0, size)
    const number = countSevens(low, high, fields)
    const sum = addFields(number, high, fields)
    return { count: sum.slice(clog2(bits + 1), 1) }
  },
  { latency: ({ bits }) => bitCounterLatency(bits) },
)

/** Bits of a field: a carry to enter, and a number of up to seven. */
const fieldSize = 4

/** `pattern` in each of some fields. */
function inEach(fields: number, size: number, pattern = 1n): bigint {
  return Array.from({ length: fields }, (_, field) => pattern << BigInt(field * size)).reduce(
    (all, one) => all | one,
    0n,
  )
}

/** In each field the number of ones among the four bits of `low` and the lower three of `high`. */
function countSevens(low: Signal, high: Signal, fields: number): Signal {
  const lowest = inEach(fields, fieldSize)
  const [a, b, c, d] = [0, 1, 2, 3].map((bit) => low.shr(bit).and(lowest))
  const [e, f, g] = [0, 1, 2].map((bit) => high.shr(bit).and(lowest))
  const first = fullAdder(a!, b!, c!)
  const second = fullAdder(first.sum, d!, e!)
  const direct = g!.or(f!.shl(1)).or(first.carry.shl(2))
  const merged = g!.or(second.sum.shl(1)).or(second.carry.shl(2))
  // direct + merged, except for bit 0, which nobody reads. Synthesis keeps the operands of a difference in order, and the
  // carry chain takes the left one past its LUTs, which must not be the sum of five bits.
  return delayed(direct.sub(merged.not()))
}

/** The sum of the numbers of all fields and of those highest bits of `spare`'s fields that an adder has room for. */
function addFields(numbers: Signal, spare: Signal, fields: number): Signal {
  let sum = numbers
  let rest = delayed(spare)
  let [size, digits, left] = [fieldSize, 3, fields]
  while (left > 1) {
    const pairs = left >> 1
    const lower = inEach(pairs, 2 * size, (2n << BigInt(digits)) - 2n)
    const carry = rest.shr(size - 1).and(inEach(pairs, 2 * size))
    const pairSum = sum.and(lower).or(carry).add(sum.shr(size).and(lower).or(carry))
    const unpaired = left % 2 === 1 ? sum.and(-1n << BigInt(2 * pairs * size)) : null
    sum = delayed(unpaired ? pairSum.or(unpaired) : pairSum)
    left = Math.ceil(left / 2)
    if (left > 1) rest = delayed(rest)
    size *= 2
    digits++
  }
  return sum
}
