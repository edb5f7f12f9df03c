/** The sum of bits of different weights: each column counted, the counts added. */

import { concat, delayed, popcount, type Signal } from '../../dsl/index.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { bitCounterLatency } from './bit-counter.timing.ts'
import { BitCounter } from './bit-counter.ts'
import { countLatency, type PopcountStructure, rowsOf } from './dot-product.timing.ts'

/** The count of a plane's products after one level of full adders: ones, and twos if there were enough for an adder. */
export interface OnesAndTwos {
  readonly ones: Signal
  readonly twos: Signal | null
}

/**
 * The sum over `planes` of their ones and twice their twos, plane i weighing 2^i, in `width` bits, which must suffice.
 *
 * Latency: that of `dotProductLatency` without the full adders before.
 */
export function sumOnesAndTwos(
  planes: readonly OnesAndTwos[],
  structure: PopcountStructure,
  width: number,
): Signal {
  const columns = Array.from({ length: planes.length + 1 }, (_, weight) =>
    [planes[weight - 1]?.twos, planes[weight]?.ones].filter((bits) => bits != null),
  )
  const joined = columns.filter((column) => column.length > 0).map((column) => concat(...column))
  return sumColumns(joined, structure, width)
}

/**
 * The sum over `columns` of their ones, column i weighing 2^i, in `width` bits, which must suffice.
 *
 * Latency: `countLatency` and a cycle for each level of a tree of `rowsOf` numbers.
 */
function sumColumns(columns: readonly Signal[], structure: PopcountStructure, width: number): Signal {
  const bits = columns.map((column) => column.width)
  const cycles = countLatency(bits, structure)
  const counts = columns.map((column) => countColumn(column, structure, cycles))
  const rows = Array.from({ length: rowsOf(bits) }, (_, row) => {
    const apart = counts
      .map((count, weight) => ({ count, weight }))
      .filter(({ weight }) => weight % rowsOf(bits) === row)
    return apart.map(({ count, weight }) => count.zext(width).shl(weight)).reduce((all, one) => all.or(one))
  })
  return sumInPairs(rows)
}

function countColumn(column: Signal, structure: PopcountStructure, cycles: number): Signal {
  switch (structure) {
    case 'behavioural':
    case 'carry-save':
      return pipeline(popcount(column), cycles)
    case 'compressor': {
      const bits = column.width
      const { count } = BitCounter({ bits })({ word: column })
      return pipeline(count, cycles - bitCounterLatency(bits))
    }
  }
}

/** The sum of numbers, a cycle for each halving of their number. */
function sumInPairs(numbers: readonly Signal[]): Signal {
  let level = numbers
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => level.slice(2 * i, 2 * i + 2))
    level = pairs.map(([a, b]) => delayed(b ? a!.add(b) : a!))
  }
  return level[0]!
}
