/** What an accelerator's streams carry, as harnesses and other hardware must know it. */

import { activationBits } from '../generators/matrix-vector/raw-sum.timing.ts'
import type { DecisionPart, PlacedPart, SourcePart } from '../pipeline/part.ts'

/** Widths of the accelerator's streams. */
export interface AcceleratorInterface {
  /** Bits of a beat of `image`. */
  readonly imageWidth: number
  /** Bits of an activation of the first layer. */
  readonly activationBits: number
  /** Activations of a beat of `image`. */
  readonly activationsPerBeat: number
  /** Activations that begin a beat of their own: those of a pixel, or of the whole image. */
  readonly activationsPerGroup: number
  readonly classes: number
  /** Bits of a score, and whether it is two's complement. */
  readonly scoreWidth: number
  readonly scoresAreSigned: boolean
}

/** What the streams of a pipeline carry. */
export function acceleratorInterface(parts: readonly PlacedPart[]): AcceleratorInterface {
  const { activation, activationsPerBeat, activationsPerGroup } = sourceOf(parts)
  const { classes, width, signed } = decisionOf(parts)
  const bits = activationBits(activation)
  return {
    imageWidth: bits * activationsPerBeat,
    activationBits: bits,
    activationsPerBeat,
    activationsPerGroup,
    classes,
    scoreWidth: width,
    scoresAreSigned: signed,
  }
}

/** Where images enter. */
export function sourceOf(parts: readonly PlacedPart[]): SourcePart {
  const first = parts[0]?.part
  if (first?.kind !== 'source') throw new Error('internal: a pipeline begins with its source')
  return first
}

/** What decides in the end. */
export function decisionOf(parts: readonly PlacedPart[]): DecisionPart {
  const last = parts.at(-1)?.part
  if (last?.kind !== 'decision') throw new Error('internal: a pipeline ends with its decision')
  return last
}
