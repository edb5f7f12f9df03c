/** Convolution layers for tests: random weights and maps, every result by its definition, borders included. */

import { expect } from 'vitest'
import { Data } from '../../dsl/index.ts'
import { windowFolding } from '../../generators/layers/convolution-layer.timing.ts'
import type { ConvolutionLayerParameters } from '../../generators/layers/convolution-layer.ts'
import { activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { windowsModel } from '../../generators/windows/line-buffer.model.ts'
import { loweredInput } from '../../lowering/input.ts'
import { outsideTaps } from '../../lowering/padding.ts'
import { resultOf } from '../../lowering/thresholds.ts'
import { windowGeometry } from '../../lowering/windows.ts'
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { ConvolutionLayer, InputEncoding, PaddingMode } from '../../network/network.ts'
import type { StreamCase } from './generator-bench.ts'
import {
  chunks,
  firstDifference,
  frames,
  geometryOf,
  intervalOf,
  sideBySide,
  type WindowShape,
  windowsAhead,
} from './generator-windows.ts'
import { generatorOf, type RandomSource } from './random.ts'

/** What the layer takes: bits, or integers of a first layer: bytes for -255, -253 .. 255, or 8-bit fixed point. */
export type ConvolutionInput = 'bits' | 'bytes' | 'fixed point'

/** A convolution layer to be tried. */
export interface ConvolutionShape extends WindowShape {
  readonly channels: number
  readonly outputs: number
  readonly pe: number
  readonly simd: number
  readonly input: ConvolutionInput
  readonly mode: PaddingMode
  /** Activations of a beat of the source; those of a word of the line buffer unless given. */
  readonly sourceLanes?: number
}

/** A made-up layer: parameters for the generator, and the case that its hardware must pass. */
export interface ConvolutionExample {
  readonly parameters: ConvolutionLayerParameters
  readonly stream: StreamCase
}

/** A pixel's channels as the definition reads them. */
type Pixel = readonly number[]

/**
 * A random layer, its thresholds on sums that occur (those of the corners among them) and one above, and three random maps. Everything
 * is computed from ±1 weights and the numbers that lie in and outside the map.
 */
export function convolutionExample(shape: ConvolutionShape): ConvolutionExample {
  const { channels, outputs, mode, input, pads } = shape
  const random = generatorOf(outputs + channels)
  const fanIn = shape.kernel[0] * shape.kernel[1] * channels
  const weights = Array.from({ length: outputs }, () =>
    Array.from({ length: fanIn }, () => random.pick([1, -1])),
  )
  const maps = Array.from({ length: frames }, () => randomMap(shape, random))
  const { windows } = geometryOf(shape)
  const sums = maps.map((map) => {
    const outside = (row: number, column: number) => outsideNumber(shape, row, column)
    const model = { ...shape, before: [pads[0], pads[1]], output: windows, outside } as const
    return windowsModel(map, model).map((taps) => weights.map((row) => sumOf(row, taps.flat(), shape)))
  })
  const thresholds = weights.map((_, row) => {
    const [first] = sums
    const corners = [0, windows[1] - 1, first!.length - 1, first!.length - windows[1], first!.length >> 1]
    return first![corners[row % corners.length]!]![row]! + (random.oneIn(2) ? 1 : 0)
  })
  const layer: ConvolutionLayer = {
    ...geometryOf(shape),
    kind: 'convolution',
    name: 'layer',
    input: [...shape.image, channels],
    outputs,
    paddingMode: mode,
    weights: bitMatrix(weights),
    thresholds: Int32Array.from(thresholds),
  }
  const encoding = encodingOf(shape)
  const lowered = encoding && loweredInput(encoding)
  const activation = lowered?.activation ?? ({ kind: 'binary' } as const)
  const lanes = shape.sourceLanes ?? windowFolding(shape).channelsAtOnce
  const parameters: ConvolutionLayerParameters = {
    ...{ ...windowGeometry(layer), channels, rows: outputs, pe: shape.pe, simd: shape.simd },
    name: 'layer',
    activation,
    weights: Data.of(
      fanIn,
      weights.map((row) =>
        sideBySide(
          row.map((weight) => BigInt(weight === 1)),
          1,
        ),
      ),
    ),
    output: resultOf(layer, { kind: 'popcount' }, lowered?.sums ?? { kind: 'matches' }),
    weightStyle: 'block',
    outside: outsideTaps(mode),
    sourceWidth: lanes * activationBits(activation),
  }
  const expected = sums.flat().flatMap((pixel) => {
    const bits = pixel.map((sum, row) => BigInt(sum >= thresholds[row]!))
    return chunks(bits, shape.pe).map((fold) => sideBySide(fold, 1))
  })
  const width = activationBits(activation)
  const beats = maps.flat(2).flatMap((pixel) =>
    chunks(pixel, lanes).map((beat) => ({
      data: sideBySide(
        beat.map((value) => encoded(value, input)),
        width,
      ),
    })),
  )
  return {
    parameters,
    stream: {
      beats,
      expect: expected.length,
      ahead: windowsAhead(shape) * Math.ceil(outputs / shape.pe),
      check: (results) => expect(firstDifference(results, expected)).toBeNull(),
      checkTiming: (_, delivered) => {
        const { words, beats: synapseFolds } = windowFolding(shape)
        const pixels = shape.image[0] * shape.image[1]
        const folds = Math.ceil(outputs / shape.pe) * synapseFolds
        const compute = windows[0] * windows[1] * folds
        expect(intervalOf(delivered)).toBe(Math.max(beats.length / frames, pixels * words, compute))
      },
    },
  }
}

/** A first layer's encoding; null for a layer of bits. */
function encodingOf({ input, image, channels }: ConvolutionShape): InputEncoding | null {
  const shape = [...image, channels] as const
  switch (input) {
    case 'bits':
      return null
    case 'bytes': {
      const mapping = { kind: 'affine', scale: 2, offset: -255 } as const
      return { kind: 'integers', shape, bits: 9, signed: true, mapping }
    }
    case 'fixed point':
      return { kind: 'integers', shape, bits: 8, signed: true, mapping: { kind: 'fixedPoint' } }
  }
}

function randomMap({ image, channels, input }: ConvolutionShape, random: RandomSource): Pixel[][] {
  const value = () => {
    if (input === 'bits') return random.pick([1, -1])
    return input === 'bytes' ? 2 * random.below(256) - 255 : random.below(256) - 128
  }
  return Array.from({ length: image[0] }, () =>
    Array.from({ length: image[1] }, () => Array.from({ length: channels }, value)),
  )
}

/** A channel on its way into the layer. */
function encoded(value: number, input: ConvolutionInput): bigint {
  switch (input) {
    case 'bits':
      return BigInt(value === 1)
    case 'bytes':
      return BigInt((value + 255) / 2)
    case 'fixed point':
      return BigInt.asUintN(8, BigInt(value))
  }
}

function outsideNumber({ mode }: ConvolutionShape, row: number, column: number): number {
  switch (mode) {
    case 'negative':
      return -1
    case 'positive':
      return 1
    case 'checkerboard':
      return (row + column) % 2 === 0 ? 1 : -1
    default:
      return 0
  }
}

/** Matches where everything is ±1, else the sum of products. */
function sumOf(weights: readonly number[], window: Pixel, { input, mode }: ConvolutionShape): number {
  const products = weights.map((weight, tap) => weight * window[tap]!)
  if (input === 'bits' && mode !== 'zero') return products.filter((product) => product === 1).length
  return products.reduce((total, product) => total + product, 0)
}

function bitMatrix(rows: readonly (readonly number[])[]): BitMatrix {
  const matrix = new BitMatrix(rows.length, rows[0]!.length)
  for (const [row, weights] of rows.entries()) {
    for (const [column, weight] of weights.entries()) matrix.set(row, column, weight === 1 ? 1 : 0)
  }
  return matrix
}
