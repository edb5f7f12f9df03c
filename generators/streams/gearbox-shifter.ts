/** Beats on their way to their places: cut to their frame, and moved up in steps. */

import { concat, mux, type Signal } from '../../dsl/index.ts'
import type { GearboxGeometry } from './gearbox.timing.ts'

/** Moves what fits into a word of `width` bits up by `distance`. */
type Shift = (word: Signal, distance: number, width: number) => Signal

/** Bits that leave at the top come in at the bottom. */
export const around: Shift = (word, distance, width) => {
  const stays = width - distance
  if (word.width <= stays) return up(word, distance, width)
  return concat(word.trunc(stays), word.slice(word.width - 1, stays).zext(distance))
}

/** Bits that leave at the top are gone. */
const up: Shift = (word, distance, width) => word.zext(Math.min(width, word.width + distance)).shl(distance)

/**
 * `word` moved up by so many times `bits`, in a step for each bit of `times`: a shift by the product of both would take a step for each bit of the
 * product. No step is wider than what it may have to hold.
 */
export function raised(word: Signal, times: Signal, bits: number, width: number, shift: Shift = up): Signal {
  const steps = Array.from({ length: times.width }, (_, step) => step)
  return steps.reduce<Signal>((moved, step) => {
    const distance = bits * 2 ** step
    const wide = Math.min(width, moved.width + distance)
    const next = mux(times.bit(step), shift(moved, distance, width), moved.zext(wide))
    return next.named(`raised_by_${bits * (2 ** (step + 1) - 1)}`)
  }, word)
}

/** A beat without bits beyond the frame: those of the last beat become the zeros that fill up the last beat out. */
export function cutToFrame(beat: Signal, last: Signal<1>, { lastBits }: GearboxGeometry): Signal {
  return lastBits < beat.width ? mux(last, beat.trunc(lastBits).zext(beat.width), beat) : beat
}
