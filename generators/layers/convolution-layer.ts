/** A convolution layer: regroups its input into pixels, slides a window over them, and feeds the MVTU. */

import { Data, inputStream, module, outputStream } from '../../dsl/index.ts'
import { signedData, signedWords } from '../matrix-vector/fold-rows.ts'
import { matrixVectorLatency } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import {
  MatrixVectorThreshold,
  type MatrixVectorThresholdParameters,
  matrixVectorTiming,
} from '../matrix-vector/matrix-vector-threshold.ts'
import { activationBits, rawSum } from '../matrix-vector/raw-sum.ts'
import { type RowFunction, rowWidth } from '../matrix-vector/row-function.ts'
import { regrouped } from '../streams/gearbox.ts'
import { lineBufferLatency, type OutsideTaps } from '../windows/line-buffer.timing.ts'
import { LineBuffer } from '../windows/line-buffer.ts'
import { type ConvolutionFolding, convolutionReading, windowFolding } from './convolution-layer.timing.ts'

/** `columns` is the fan-in, taps in raster order, channel fastest; `simd` as wished, see `windowFolding`. */
export interface ConvolutionLayerParameters
  extends Omit<MatrixVectorThresholdParameters, 'stationary'>,
    ConvolutionFolding {
  /** Bits of a beat of `source`. */
  readonly sourceWidth: number
  readonly paddingMode: PaddingMode
}

/**
 * What lies outside the image: the bit 0, the bit 1, the bit 1 where row + column is even, or nothing. `zero` carries the bit 0 and
 * leaves it to the thresholds to take it back (see `Borders`); for integers it is the number 0.
 */
export type PaddingMode = 'none' | 'negative' | 'positive' | 'checkerboard' | 'zero'

function outsideTaps(mode: PaddingMode): OutsideTaps {
  switch (mode) {
    case 'positive':
      return 'ones'
    case 'checkerboard':
      return 'checkerboard'
    default:
      return 'zeros'
  }
}

/**
 * Takes maps pixel by pixel, channel 0 lowest, each pixel in beats of any width, and gives the results of PE output channels a
 * beat, pixel by pixel. Takes max(input beats, output pixels x ceil(rows / PE) x synapse folds) cycles a frame; padding costs
 * none.
 *
 * With `sourceWidth` equal to a window's word the bits of a pixel's last beat beyond its channels must be 0; otherwise they mean
 * nothing.
 *
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.2; Fraser et al., PARMA-DITAM 2017, section 3 (padding).
 */
export const ConvolutionLayer = module(
  ({ name }: ConvolutionLayerParameters) => name,
  (parameters) => {
    const mvtu = mvtuParameters(parameters)
    const raw = rawSum(mvtu.activation, mvtu.columns, mvtu.simd)
    return {
      source: inputStream({ data: parameters.sourceWidth }),
      result: outputStream({ data: mvtu.pe * rowWidth(mvtu, raw) }),
    }
  },
  ({ source }, parameters) => {
    const { name, activation, paddingMode } = parameters
    const bits = activationBits(activation)
    const width = windowFolding(parameters).channelsAtOnce * bits
    const pixel = parameters.channels * bits
    const pixels = regrouped(source, { from: parameters.sourceWidth, to: width, frame: pixel })
    const reading = convolutionReading(parameters, Math.ceil(pixel / parameters.sourceWidth))
    const spare = reading.words * width - parameters.channels * bits
    const windows = { ...reading, name: `${name}_windows`, width, outside: outsideTaps(paddingMode), spare }
    const buffer = LineBuffer(windows, { name: 'windows' })
    const unit = MatrixVectorThreshold(mvtuParameters(parameters), { name: 'mvtu' })
    return { result: unit({ activation: buffer({ source: pixels }).sink }).result }
  },
  { latency: (parameters) => convolutionLatency(parameters) },
)

/** The layer's matrix with a column for each lane of each beat; lanes without a synapse get weight +1 and activation 0. */
function mvtuParameters(parameters: ConvolutionLayerParameters): MatrixVectorThresholdParameters {
  const { name, rows, pe, activation, weights, output, weightStyle, popcount, channels, kernel } = parameters
  const { words, channelsAtOnce, taps, lanes, beats } = windowFolding(parameters)
  const pixelLanes = words * channelsAtOnce
  const missingTaps = (beats / words) * taps - kernel[0] * kernel[1]
  return {
    name: `${name}_mvtu`,
    rows,
    columns: beats * lanes,
    pe,
    simd: lanes,
    activation,
    weights: withSpareLanes(weights, channels, pixelLanes, missingTaps),
    output: withoutSpareLanes(output, beats * lanes - weights.width, activation.kind === 'binary'),
    weightStyle,
    ...(popcount && { popcount }),
  }
}

/** Every pixel of `channels` weights widened to `lanes`, and `missingTaps` pixels more, all with weight +1. */
function withSpareLanes(weights: Data, channels: number, lanes: number, missingTaps: number): Data {
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

/** An affine function of the dot product over all lanes: spare lanes never match, so each takes 1 from a ±1 dot product. */
function withoutSpareLanes(output: RowFunction, spare: number, binary: boolean): RowFunction {
  if (output.kind !== 'affine' || spare === 0 || !binary) return output
  const scale = signedWords(output.scale)
  const offset = signedWords(output.offset).map((value, row) => value + scale[row]! * spare)
  return { ...output, offset: signedData(offset) }
}

/** Cycles from the last pixel that a window needs to the first result of its window. */
function convolutionLatency(parameters: ConvolutionLayerParameters): number {
  const mvtu = mvtuParameters(parameters)
  return lineBufferLatency + mvtu.columns / mvtu.simd - 1 + matrixVectorLatency(matrixVectorTiming(mvtu))
}
