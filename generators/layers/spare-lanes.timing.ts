/** Spare lanes of a convolution, in plain numbers: where its taps do not fill the beats of a window. */

import type { RowFunction } from '../matrix-vector/threshold-unit.timing.ts'
import { type ConvolutionFolding, windowFolding } from './convolution-layer.timing.ts'

/** How the weights of a window become those of its beats. */
export interface SpareLanes {
  /** Channels of a pixel, and lanes for them. */
  readonly channels: number
  readonly lanes: number
  /** Pixels that fill up the last beat. */
  readonly missingTaps: number
  /** Columns of the matrix: a lane for each lane of each beat. */
  readonly columns: number
  /** How many of them have no synapse. */
  readonly spare: number
}

/** The lanes of a convolution, and which of them are spare. */
export function spareLanes(folding: Pick<ConvolutionFolding, 'channels' | 'kernel' | 'simd'>): SpareLanes {
  const { channels, kernel } = folding
  const { words, channelsAtOnce, taps, beats, lanes } = windowFolding(folding)
  const columns = beats * lanes
  return {
    channels,
    lanes: words * channelsAtOnce,
    missingTaps: (beats / words) * taps - kernel[0] * kernel[1],
    columns,
    spare: columns - kernel[0] * kernel[1] * channels,
  }
}

/** An affine function of the dot product over all lanes: spare lanes never match, so each takes 1 from a ±1 dot product. */
export function withoutSpareLanes(output: RowFunction, spare: number, binary: boolean): RowFunction {
  if (output.kind !== 'affine' || spare === 0 || !binary) return output
  const { scale, offset } = output
  return { ...output, offset: offset.map((value, row) => value + scale[row]! * spare) }
}
