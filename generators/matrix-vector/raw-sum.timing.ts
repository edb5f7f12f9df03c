/** Raw sums, in plain numbers: what the array of XNOR-popcounts computes, and how thresholds and scores are restated in it. */

import { bitsFor } from '../idioms/bits.timing.ts'

/** Activations as ±1 bits, or as integers of some width. */
export type ActivationType =
  | { readonly kind: 'binary' }
  | { readonly kind: 'integer'; readonly bits: number; readonly signed: boolean }

/**
 * Bits of an activation.
 *
 * @example
 * activationBits({ kind: 'integer', bits: 8, signed: false }) // 8
 */
export function activationBits(type: ActivationType): number {
  switch (type.kind) {
    case 'binary':
      return 1
    case 'integer':
      return type.bits
  }
}

/** How raw sums relate to the sums of the network. */
export interface RawSum {
  /** Bits of a raw sum, which lies in 0 .. largest. */
  readonly width: number
  readonly largest: number
  /** raw = sum + offset for a row with this many -1 weights; `sum` is the popcount for binary activations. */
  readonly offset: (negativeWeights: number) => number
  /** Smallest and largest sum that the network can have. */
  readonly sums: { readonly least: number; readonly most: number }
}

/**
 * The raw sums of rows of `columns` weights in beats of `simd` lanes. Unsigned numbers count 2^bits - 1 - u where the weight
 * is -1. Signed numbers enter with their top bit inverted, as u = x + 2^(bits-1). Lanes past the last column have weight +1
 * and activation 0.
 *
 * @example
 * rawSum({ kind: 'binary' }, 784, 49).width // 10
 */
export function rawSum(type: ActivationType, columns: number, simd: number): RawSum {
  const largest = largestRawSum(type, columns, simd)
  const width = bitsFor(largest)
  if (type.kind === 'binary') return { width, largest, offset: () => 0, sums: { least: 0, most: columns } }
  if (!type.signed) {
    const offset = (negative: number) => negative * (2 ** type.bits - 1)
    return { width, largest, offset, sums: { least: -largest, most: largest } }
  }
  const half = 2 ** (type.bits - 1)
  const offset = (negative: number) => half * lanesOf(columns, simd) - negative
  return { width, largest, offset, sums: { least: -half * columns, most: half * columns } }
}

/** The largest raw sum; the least one is 0. */
export function largestRawSum(type: ActivationType, columns: number, simd: number): number {
  switch (type.kind) {
    case 'binary':
      return columns
    case 'integer':
      return (type.signed ? lanesOf(columns, simd) : columns) * (2 ** type.bits - 1)
  }
}

function lanesOf(columns: number, simd: number): number {
  return Math.ceil(columns / simd) * simd
}
