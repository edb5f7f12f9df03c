/** Spare lanes of a convolution, in plain numbers: where its taps do not fill the beats of a window. */

import type { ActivationType } from '../matrix-vector/raw-sum.timing.ts'
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
function spareLanes(folding: Pick<ConvolutionFolding, 'channels' | 'kernel' | 'simd'>): SpareLanes {
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

/** The matrix of a convolution as its unit sees it, but for the weights themselves. */
export interface WindowMatrix {
  readonly lanes: SpareLanes
  readonly columns: number
  readonly simd: number
  readonly output: RowFunction
}

/** A column for each lane of each beat of a window; what becomes of the sums takes spare lanes back. */
export function windowMatrix(
  folding: Pick<ConvolutionFolding, 'channels' | 'kernel' | 'simd'>,
  activation: ActivationType,
  output: RowFunction,
): WindowMatrix {
  const lanes = spareLanes(folding)
  const { columns, spare } = lanes
  return {
    lanes,
    columns,
    simd: windowFolding(folding).lanes,
    output: activation.kind === 'binary' ? withoutSpareLanes(output, spare) : output,
  }
}

/** An affine function of the dot product over all lanes: spare lanes never match, so each takes 1 from a ±1 dot product. */
function withoutSpareLanes(output: RowFunction, spare: number): RowFunction {
  if (output.kind !== 'affine' || spare === 0) return output
  const { scale, offset } = output
  return { ...output, offset: offset.map((value, row) => value + scale[row]! * spare) }
}
