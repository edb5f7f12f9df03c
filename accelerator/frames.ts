/** Frames at the accelerator's streams: images cut into beats, beats of scores read back as numbers. */

import type { AcceleratorInterface } from './accelerator.ts'

/** How images become beats of the first layer. */
export interface ImageFormat {
  /** Bits of an activation. */
  readonly bits: number
  /** Activations a beat. */
  readonly simd: number
}

/**
 * The beats of one image: `simd` activations each, the first in the low bits, two's complement, lanes past the last one 0.
 *
 * @example
 * imageBeats([1, 0, 1, 1, 1], { bits: 1, simd: 3 }) // [5n, 3n]
 */
export function imageBeats(activations: ArrayLike<number>, { bits, simd }: ImageFormat): bigint[] {
  const mask = 2 ** bits - 1
  const beats: bigint[] = []
  for (let start = 0; start < activations.length; start += simd) {
    let text = ''
    for (let i = Math.min(start + simd, activations.length) - 1; i >= start; i--) {
      text += (activations[i]! & mask).toString(2).padStart(bits, '0')
    }
    beats.push(BigInt(`0b${text}`))
  }
  return beats
}

/** The scores of a beat, class 0 first. */
export function scoresOf(
  scores: bigint,
  { classes, scoreWidth, scoresAreSigned }: AcceleratorInterface,
): number[] {
  const read = scoresAreSigned ? BigInt.asIntN : BigInt.asUintN
  return Array.from({ length: classes }, (_, index) =>
    Number(read(scoreWidth, scores >> BigInt(index * scoreWidth))),
  )
}
