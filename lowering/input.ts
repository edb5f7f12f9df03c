/** How the bytes of images enter: what each becomes on its way, and what the first layer then adds up. */

import type { ActivationType } from '../generators/matrix-vector/raw-sum.timing.ts'
import { valueTable } from '../network/encoding.ts'
import type { ImageShape, InputEncoding } from '../network/network.ts'

/** The input of a network as hardware sees it. */
export interface LoweredInput {
  readonly shape: ImageShape
  readonly activation: ActivationType
  /** What each of the 256 bytes becomes before it enters. */
  readonly values: Int32Array
  readonly sums: LayerSums
}

/**
 * What a layer adds up:
 * - `matches`: bits, whose sum is the number of those that equal their weights;
 * - `numbers`: the integers that the network eats, added or subtracted;
 * - `bytes`: bytes in place of integers, which are scale x byte + offset: thresholds and scores absorb both.
 */
export type LayerSums =
  | { readonly kind: 'matches' }
  | { readonly kind: 'numbers' }
  | { readonly kind: 'bytes'; readonly scale: number; readonly offset: number }

/** Integers travel as bytes where they are an affine function of them that grows, else as they are. */
export function loweredInput(input: InputEncoding): LoweredInput {
  const { shape } = input
  const values = valueTable(input)
  if (input.kind === 'bits') {
    return { shape, activation: { kind: 'binary' }, values, sums: { kind: 'matches' } }
  }
  const { mapping, bits, signed } = input
  if (mapping.kind === 'affine' && mapping.scale > 0) {
    return {
      shape,
      activation: { kind: 'integer', bits: 8, signed: false },
      values: values.map((_, byte) => byte),
      sums: { kind: 'bytes', scale: mapping.scale, offset: mapping.offset },
    }
  }
  return { shape, activation: { kind: 'integer', bits, signed }, values, sums: { kind: 'numbers' } }
}
