/** Frames at the accelerator's streams: images cut into beats, beats of scores read back as numbers. */

import type { AcceleratorInterface } from './interface.ts'

/** How images become beats of the first layer. */
export type ImageFormat = Pick<
  AcceleratorInterface,
  'activationBits' | 'activationsPerBeat' | 'activationsPerGroup'
>

/**
 * The beats of one image: the first activation in the low bits, two's complement, lanes past the last one of a group 0.
 *
 * @example
 * imageBeats([1, 0, 1, 1, 1], { activationBits: 1, activationsPerBeat: 3, activationsPerGroup: 5 }) // [5n, 3n]
 */
export function imageBeats(activations: ArrayLike<number>, format: ImageFormat): bigint[] {
  const { activationBits, activationsPerBeat, activationsPerGroup } = format
  const mask = 2 ** activationBits - 1
  const beats: bigint[] = []
  for (let group = 0; group < activations.length; group += activationsPerGroup) {
    for (let start = 0; start < activationsPerGroup; start += activationsPerBeat) {
      let text = ''
      for (let i = Math.min(start + activationsPerBeat, activationsPerGroup) - 1; i >= start; i--) {
        text += (activations[group + i]! & mask).toString(2).padStart(activationBits, '0')
      }
      beats.push(BigInt(`0b${text}`))
    }
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
