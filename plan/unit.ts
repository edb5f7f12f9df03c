/** A layer with its choices as its hardware sees it: widths of beats, sums and constants, in plain numbers. */

import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import { convolutionReading, windowFolding } from '../generators/layers/convolution-layer.timing.ts'
import type {
  MatrixVectorTiming,
  Stationary,
} from '../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import type { WeightStyle } from '../generators/matrix-vector/weight-memory.timing.ts'
import type { LineBufferFolding } from '../generators/windows/line-buffer.timing.ts'
import type { Fold } from '../lowering/fold.ts'
import { convolutionFolding } from '../lowering/geometry.ts'
import type { ConvolutionLayer, InputEncoding, Network, NeuronLayer } from '../network/network.ts'
import { fanIn, outputShape } from '../network/shapes.ts'

/** What a layer with neurons is given. */
export interface Choice extends Fold {
  readonly weightStyle: WeightStyle
  readonly stationary: Stationary | null
  readonly popcount: PopcountStructure
}

/** What a layer is whatever it is given. */
export interface LayerFacts {
  readonly layer: NeuronLayer
  /** Bits of an activation. */
  readonly planes: number
  /** What becomes of the sums. */
  readonly output: 'bits' | 'sums' | 'affine'
  /** Bits of an affine score, 0 for other outputs. */
  readonly scoreWidth: number
  /** Thresholds of a row: one for each class of border pixels. */
  readonly borderClasses: number
}

/** The numbers that decide what a layer with neurons costs, what regroups its input apart. */
export interface Unit extends LayerFacts {
  readonly choice: Choice
  /** Lanes of an element: SIMD, for a convolution rounded down to whole pixels where it is more than one. */
  readonly lanes: number
  /** Bits of a beat that the layer takes: SIMD activations, for a convolution at most those of a pixel. */
  readonly word: number
  /** Bits of a raw sum. */
  readonly sumWidth: number
  /** Bits of a row's result. */
  readonly resultWidth: number
  readonly synapseFolds: number
  readonly neuronFolds: number
  /** How a convolution's line buffer reads; null for dense layers. */
  readonly window: LineBufferFolding | null
}

/** The facts of a layer of a network. */
export function layerFacts(network: Network, layer: NeuronLayer): LayerFacts {
  const { input, scores } = network
  const isFirst = layer === network.layers[0]
  const planes = isFirst ? inputPlanes(input) : 1
  const output = layer.thresholds !== null ? 'bits' : scores.kind === 'affine' ? 'affine' : 'sums'
  const restated = !isFirst || input.kind === 'bits' || travelsAsBytes(input)
  return {
    layer,
    planes,
    output,
    scoreWidth: output === 'affine' ? affineWidth(network, fanIn(layer), planes) : 0,
    borderClasses: layer.kind === 'convolution' && restated ? countBorderClasses(layer) : 1,
  }
}

/** A layer with its choices as its hardware sees it. */
export function unitOf(facts: LayerFacts, choice: Choice): Unit {
  const { layer, planes, output, scoreWidth } = facts
  const folding = layer.kind === 'convolution' ? convolutionFolding(layer, choice) : null
  const shape = folding && windowFolding(folding)
  const lanes = shape?.lanes ?? choice.simd
  const synapseFolds = shape?.beats ?? Math.ceil(fanIn(layer) / lanes)
  const columns = shape === null ? fanIn(layer) : synapseFolds * lanes
  const sumWidth = bitsFor(columns * (2 ** planes - 1))
  return {
    ...facts,
    choice,
    lanes,
    word: (shape?.channelsAtOnce ?? lanes) * planes,
    sumWidth,
    resultWidth: output === 'bits' ? 1 : output === 'sums' ? sumWidth : scoreWidth,
    synapseFolds,
    neuronFolds: Math.ceil(layer.outputs / choice.pe),
    window: folding && convolutionReading(folding),
  }
}

/** Words of weights that each element reads. */
export function weightDepth({
  neuronFolds,
  synapseFolds,
}: Pick<Unit, 'neuronFolds' | 'synapseFolds'>): number {
  return neuronFolds * synapseFolds
}

/** The numbers that decide the cycles of its matrix-vector unit. */
export function unitTiming({ layer, choice, lanes, planes, synapseFolds, output }: Unit): MatrixVectorTiming {
  return {
    rows: layer.outputs,
    columns: synapseFolds * lanes,
    pe: choice.pe,
    simd: lanes,
    planes,
    scaled: output === 'affine',
    ...(choice.stationary && { stationary: choice.stationary }),
    popcount: choice.popcount,
  }
}

/** The bits of the numbers 0 .. largest. */
export function bitsFor(largest: number): number {
  return Math.max(1, Math.ceil(Math.log2(largest + 1)))
}

/** The bits in which an activation of the first layer travels. */
function inputPlanes(input: InputEncoding): number {
  if (input.kind === 'bits') return 1
  return travelsAsBytes(input) ? 8 : input.bits
}

/** Images of bytes under an affine function with a positive scale travel as the bytes that they are. */
function travelsAsBytes(input: InputEncoding): boolean {
  return input.kind === 'integers' && input.mapping.kind === 'affine' && input.mapping.scale > 0
}

function affineWidth({ scores }: Network, inputs: number, planes: number): number {
  if (scores.kind !== 'affine') throw new Error('internal: the scores are no affine function')
  const reach = scores.scale.map(
    (scale, row) => Math.abs(scale) * inputs * (2 ** planes - 1) + Math.abs(scores.offset[row]!),
  )
  return bitsFor(Math.max(...reach)) + 1
}

/** Zero padding needs thresholds of their own for output pixels that differ in the taps that lie outside. */
function countBorderClasses(layer: ConvolutionLayer): number {
  const { input, kernel, stride, dilation, padding, paddingMode } = layer
  if (paddingMode !== 'zero') return 1
  const shape = outputShape(layer)
  const along = (axis: 0 | 1, before: number) => {
    const patterns = Array.from({ length: shape[axis] }, (_, at) =>
      Array.from({ length: kernel[axis] }, (_, tap) => {
        const position = at * stride[axis] - before + tap * dilation[axis]
        return position >= 0 && position < input[axis]
      }).join(),
    )
    return new Set(patterns).size
  }
  return along(0, padding.top) * along(1, padding.left)
}
