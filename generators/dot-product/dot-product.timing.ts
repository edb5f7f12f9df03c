/** Shape and timing of the dot product, in plain numbers. */

import { bitCounterLatency } from './bit-counter.timing.ts'

/**
 * How a dot product counts its agreeing bits: as one sum that synthesis arranges; by full adders for three products each and
 * a sum of what they leave; or by the same full adders and counters on carry chains.
 */
export const popcountStructures = ['behavioural', 'carry-save', 'compressor'] as const
export type PopcountStructure = (typeof popcountStructures)[number]

/** The numbers that decide its cycles. */
export interface DotProductTiming {
  /** Columns a cycle (SIMD). */
  readonly lanes: number
  /** Bits of an activation. */
  readonly planes: number
  /** The structure of the count; behavioural unless given. */
  readonly structure?: PopcountStructure
}

/**
 * Cycles from the activations to their dot product. Structures other than the behavioural one take one for the full adders,
 * those of the slowest count, and one for each level of adders after it.
 *
 * @example
 * dotProductLatency({ lanes: 112, planes: 1, structure: 'compressor' }) // 6
 */
export function dotProductLatency({ lanes, planes, structure = 'behavioural' }: DotProductTiming): number {
  switch (structure) {
    case 'behavioural':
      return 1
    case 'carry-save':
    case 'compressor': {
      const bits = columnBits(lanes, planes)
      return 1 + countLatency(bits, structure) + Math.ceil(Math.log2(rowsOf(bits)))
    }
  }
}

/**
 * How many bits of each power of two the full adders leave, the ones first. Each adder takes three lanes of a plane.
 *
 * @example
 * columnBits(7, 2) // [3, 5, 2]
 */
export function columnBits(lanes: number, planes: number): number[] {
  const adders = Math.floor(lanes / 3)
  const ones = lanes - 2 * adders
  return [ones, ...new Array<number>(planes - 1).fill(ones + adders), ...(adders > 0 ? [adders] : [])]
}

/** Cycles in which columns of these many bits are counted. */
export function countLatency(bits: readonly number[], structure: PopcountStructure): number {
  switch (structure) {
    case 'behavioural':
    case 'carry-save':
      return 1
    case 'compressor':
      return Math.max(...bits.map(bitCounterLatency))
  }
}

/** How many numbers the counts of columns are: counts so far apart that they do not overlap make one number. */
export function rowsOf(bits: readonly number[]): number {
  const widest = Math.max(...bits.map((count) => Math.ceil(Math.log2(count + 1))))
  return Math.min(widest, bits.length)
}
