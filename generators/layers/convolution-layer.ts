/** A convolution layer: regroups its input into pixels, slides a window over them, and feeds the MVTU. */

import { Data } from '../../dsl/index.ts'
import { type MatrixVectorSource, matrixVectorUnit } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import type { OutsideTaps } from '../windows/line-buffer.timing.ts'
import { type ConvolutionFolding, convolutionParts } from './convolution-layer.timing.ts'
import { type SpareLanes, windowMatrix } from './spare-lanes.timing.ts'
import type { StreamingLayerParameters } from './streaming-layer.ts'

/** `simd` as wished, see `windowFolding`. */
export interface ConvolutionLayerParameters
  extends Omit<MatrixVectorSource, 'stationary' | 'columns'>,
    ConvolutionFolding {
  /** Module name. */
  readonly name: string
  /** One word for each row with its fan-in, taps in raster order, channel fastest; bit 1 is +1. */
  readonly weights: Data
  /** Bits of a beat of `source`. */
  readonly sourceWidth: number
  /** What taps outside the map carry; integers want `zeros`, the number 0. */
  readonly outside: OutsideTaps
}

/**
 * The `StreamingLayer` that takes maps pixel by pixel, channel 0 lowest, each pixel in beats of any width, and gives the results of PE output
 * channels a beat, pixel by pixel. It takes max(input beats, output pixels x ceil(rows / PE) x synapse folds) cycles a frame; padding
 * costs none.
 *
 * With `sourceWidth` equal to a window's word the bits of a pixel's last beat beyond its channels must be 0; otherwise they mean
 * nothing.
 *
 * Latency: from the last pixel that a window needs to the first result of its window, that of the gearbox if there is one, of the line
 * buffer, a beat for each synapse fold but one, and that of the unit.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.2; Fraser et al., PARMA-DITAM 2017, section 3 (padding).
 */
export function convolutionLayer(parameters: ConvolutionLayerParameters): StreamingLayerParameters {
  const { name, sourceWidth, rows, pe, activation, weightStyle, popcount } = parameters
  const { lanes, columns, simd, output } = windowMatrix(parameters, activation, parameters.output)
  const unit = matrixVectorUnit({
    ...{ rows, columns, pe, simd, activation, output, weightStyle },
    ...(popcount && { popcount }),
  })
  const parts = convolutionParts(unit, parameters)
  return { name, sourceWidth, parts, weights: withSpareLanes(parameters.weights, lanes), output }
}

/** Every pixel of weights widened to its lanes, and the pixels that fill up the last beat, all with weight +1. */
export function withSpareLanes(weights: Data, { channels, lanes, missingTaps }: SpareLanes): Data {
  if (channels === lanes && missingTaps === 0) return weights
  const pixels = weights.width / channels
  const spare = (1n << BigInt(lanes)) - (1n << BigInt(channels))
  const channelMask = (1n << BigInt(channels)) - 1n
  const tail = (1n << BigInt(missingTaps * lanes)) - 1n
  const rows = weights.words.map((row) => {
    let widened = tail
    for (let pixel = pixels - 1; pixel >= 0; pixel--) {
      widened = (widened << BigInt(lanes)) | spare | ((row >> BigInt(pixel * channels)) & channelMask)
    }
    return widened
  })
  return Data.of((pixels + missingTaps) * lanes, rows)
}
