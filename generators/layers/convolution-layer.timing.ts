/** Folding, parts and cycles of a convolution layer, in plain numbers. */

import type { MatrixVectorUnit } from '../matrix-vector/matrix-vector-threshold.timing.ts'
import {
  type LineBufferFolding,
  lineBufferCycles,
  type OutsideTaps,
  type WindowGeometry,
} from '../windows/line-buffer.timing.ts'
import { type GearboxPart, gearboxParts, type LayerPart } from './layer.timing.ts'

/** The numbers that decide a convolution's cycles. */
export interface ConvolutionFolding extends WindowGeometry {
  readonly channels: number
  /** Output channels. */
  readonly rows: number
  /** Output channels computed at once. */
  readonly pe: number
  /** Inputs that each of them takes in a cycle, as wished; see `windowFolding`. */
  readonly simd: number
}

/** How a window is cut into beats. */
export interface WindowFolding {
  /** Beats of a pixel. */
  readonly words: number
  /** Channels of a beat. */
  readonly channelsAtOnce: number
  /** Taps side by side in a beat. */
  readonly taps: number
  /** Inputs of a beat, `channelsAtOnce` x `taps`: SIMD, rounded down to whole pixels where it is more than one. */
  readonly lanes: number
  /** Beats of a window: the synapse folds. */
  readonly beats: number
}

/**
 * Up to the channel count SIMD cuts pixels into words, the last of which may be partly filled; above, it takes whole pixels side by
 * side.
 *
 * @example
 * windowFolding({ channels: 64, kernel: [3, 3], simd: 32 }).beats // 18
 */
export function windowFolding({
  channels,
  kernel,
  simd,
}: Pick<ConvolutionFolding, 'channels' | 'kernel' | 'simd'>): WindowFolding {
  const allTaps = kernel[0] * kernel[1]
  if (simd <= channels) {
    const words = Math.ceil(channels / simd)
    return { words, channelsAtOnce: simd, taps: 1, lanes: simd, beats: words * allTaps }
  }
  const taps = Math.min(Math.floor(simd / channels), allTaps)
  return {
    words: 1,
    channelsAtOnce: channels,
    taps,
    lanes: taps * channels,
    beats: Math.ceil(allTaps / taps),
  }
}

/** How the layer's line buffer reads; `sourceBeats` are the beats in which a pixel reaches the layer, no more than its words unless given. */
export function convolutionReading(folding: ConvolutionFolding, sourceBeats = 0): LineBufferFolding {
  const { image, kernel, stride, dilation, padding, windows, rows, pe } = folding
  const { words, taps } = windowFolding(folding)
  const geometry = { image, kernel, stride, dilation, padding, windows }
  return {
    ...geometry,
    words,
    taps,
    replays: Math.ceil(rows / pe),
    pixelCycles: Math.max(words, sourceBeats),
  }
}

/** Cycles of a frame: max(input beats, output pixels x neuron folds x synapse folds). */
export function convolutionCycles(folding: ConvolutionFolding): number {
  return lineBufferCycles(convolutionReading(folding))
}

/** What of a convolution decides its parts beside its unit. */
export interface ConvolutionSource extends ConvolutionFolding {
  /** Bits of a beat of its source. */
  readonly sourceWidth: number
  readonly outside: OutsideTaps
}

/** What regroups pixels from beats of `sourceWidth` bits into words of the channels taken at once, of so many bits each. */
export function pixelGearbox(
  folding: Pick<ConvolutionFolding, 'channels' | 'kernel' | 'simd'>,
  planes: number,
  sourceWidth: number,
): GearboxPart[] {
  const to = windowFolding(folding).channelsAtOnce * planes
  return gearboxParts('regroup', { from: sourceWidth, to, frame: folding.channels * planes })
}

/** The parts of a convolution layer: a gearbox for its pixels, the line buffer, the unit. */
export function convolutionParts(unit: MatrixVectorUnit, source: ConvolutionSource): LayerPart[] {
  const { channels, sourceWidth, outside } = source
  const width = windowFolding(source).channelsAtOnce * unit.planes
  const pixel = channels * unit.planes
  const reading = convolutionReading(source, Math.ceil(pixel / sourceWidth))
  const spare = reading.words * width - pixel
  return [
    ...pixelGearbox(source, unit.planes, sourceWidth),
    { kind: 'lineBuffer', name: 'windows', ...reading, width, outside, spare },
    { kind: 'matrixVector', name: 'mvtu', ...unit },
  ]
}
