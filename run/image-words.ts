/** Images as the words of beats: from bytes to what the harness reads, without a number of arbitrary size in between. */

import type { ImageFormat } from '../accelerator/frames.ts'
import type { LoweredInput } from '../lowering/input.ts'
import type { ImageSet } from '../network/images.ts'
import { wordsOf } from '../sim/words.ts'

/**
 * The beats of all images, one after the other, as `imageBeats` makes them: the first activation in the low bits, two's
 * complement, lanes past the last one of a group 0. Each beat begins with a word of its own, its low word first.
 *
 * @example
 * const beats = imageWords(images, lower(network).input, acceleratorInterface(acceleratorParameters(network, plan).parts))
 */
export function imageWords(images: ImageSet, { values }: LoweredInput, format: ImageFormat): Uint32Array {
  const { activationBits: bits, activationsPerBeat, activationsPerGroup } = format
  const { pixels } = images
  const mask = 2 ** bits - 1
  const words = wordsOf(bits * activationsPerBeat)
  const beatsPerGroup = Math.ceil(activationsPerGroup / activationsPerBeat)
  const data = new Uint32Array((pixels.length / activationsPerGroup) * beatsPerGroup * words)
  let beat = 0
  for (let group = 0; group < pixels.length; group += activationsPerGroup) {
    const groupEnd = group + activationsPerGroup
    for (let start = group; start < groupEnd; start += activationsPerBeat, beat += words) {
      const end = Math.min(start + activationsPerBeat, groupEnd)
      for (let at = start, low = 0; at < end; at++, low += bits) {
        const value = values[pixels[at]!]! & mask
        const shift = low & 31
        data[beat + (low >>> 5)]! |= value << shift
        if (shift + bits > 32) data[beat + (low >>> 5) + 1]! |= value >>> (32 - shift)
      }
    }
  }
  return data
}
