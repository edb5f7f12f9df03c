/** The matrix-vector-threshold unit (MVTU): a binarized layer, folded onto PE x SIMD XNOR gates. */

import {
  concat,
  constant,
  type Data,
  delayed,
  inputStream,
  module,
  outputStream,
  type Signal,
  stream,
} from '../dsl/index.ts'
import { countTo } from './counter.ts'
import { DotProduct } from './dot-product.ts'
import { foldWeights } from './fold-rows.ts'
import {
  foldsOf,
  type MatrixVectorFolding,
  matrixVectorLatency,
  neuronFolds,
  outputRoom,
  synapseFolds,
} from './matrix-vector-threshold.timing.ts'
import { occupancy } from './occupancy.ts'
import { pipeline } from './pipeline.ts'
import { ProcessingElement } from './processing-element.ts'
import { type ActivationType, activationBits, rawSum } from './raw-sum.ts'
import { type RowFunction, rowFunction, rowWidth } from './row-function.ts'
import { buffered } from './stream-fifo.ts'
import { WeightMemory, type WeightStyle } from './weight-memory.ts'

export interface MatrixVectorThresholdParameters extends MatrixVectorFolding {
  /** Module name; it also begins the names of its weight memory. */
  readonly name: string
  readonly activation: ActivationType
  /** One word of `columns` bits for each row, first column lowest; bit 1 is +1. */
  readonly weights: Data
  /** What becomes of the sums. */
  readonly output: RowFunction
  readonly weightStyle: WeightStyle
}

/**
 * Multiplies vectors with a ±1 matrix and applies a function of the row: a threshold, an affine map, or nothing.
 *
 * `activation` carries each vector as ceil(columns / SIMD) beats of SIMD activations, first column lowest, and the whole vector
 * ceil(rows / PE) times; lanes past the last column are 0. `result` carries ceil(rows / PE) beats of PE results, first row
 * lowest; lanes past the last row are 0 for bits and mean nothing otherwise. Takes ceil(rows / PE) x ceil(columns / SIMD)
 * cycles a vector, without bubbles; never loses or repeats a beat under back-pressure. PE and SIMD need not divide.
 *
 * Latency: see `matrixVectorLatency`, from the last beat of a pass to its result.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.1.
 *
 * @example
 * const layer = {
 *   name: 'tiny',
 *   rows: 2,
 *   columns: 4,
 *   pe: 1,
 *   simd: 2,
 *   activation: { kind: 'binary' },
 *   weights: Data.of(4, [0b1010, 0b0111]),
 *   output: { kind: 'bits', thresholds: signedData([2, 3]) },
 *   weightStyle: 'block',
 * }
 * elaborate(MatrixVectorThreshold, layer).top // 'tiny'
 */
export const MatrixVectorThreshold = module(
  ({ name }: MatrixVectorThresholdParameters) => name,
  (parameters) => {
    const { simd, pe, activation, columns } = parameters
    return {
      activation: inputStream({ data: simd * activationBits(activation) }),
      result: outputStream({ data: pe * rowWidth(parameters, rawSum(activation, columns, simd)) }),
    }
  },
  ({ activation }, parameters) => {
    const { columns, simd } = parameters
    const raw = rawSum(parameters.activation, columns, simd)
    const accumulates = synapseFolds(parameters) > 1
    const room = outputRoom(parameters, isScaled(parameters))

    // A beat enters when the FIFO is sure to have room for the result that it may complete.
    const unfinished = occupancy(room)
    const enters = activation.fire
    activation.accept(unfinished.room)
    const synapseFold = countTo(synapseFolds(parameters), enters)
    const fold = neuronFolds(parameters) === 1 ? synapseFold : countTo(foldsOf(parameters), enters)
    const completes = enters.and(synapseFold.last)

    // One cycle later the weights are there, then the dot products, then their sums over the synapse folds.
    const vector = delayed(bitPlanes(activation.payload.data, parameters.activation))
    const weight = readWeights(parameters, fold.value)
    const start = pipeline(synapseFold.value.eq(0), 2)
    const enable = pipeline(enters, 2, 0)
    const sum = weight.map((row, element) => {
      const parameter = { lanes: simd, planes: activationBits(parameters.activation), width: raw.width }
      const name = `element_${element}`
      return accumulates
        ? ProcessingElement(parameter, { name })({ activation: vector, weight: row, start, enable }).sum
        : DotProduct(parameter, { name })({ activation: vector, weight: row }).dot
    })
    const summed = pipeline(completes, accumulates ? 2 : 1, 0)

    const { results, finished } = rowFunction(parameters, raw, sum, summed)
    const result = buffered(stream(finished, { data: results }), room)
    unfinished.update(completes, result.fire)
    return { result }
  },
  { latency: (parameters) => matrixVectorLatency(parameters, isScaled(parameters)) },
)

function isScaled({ output }: MatrixVectorThresholdParameters): boolean {
  return output.kind === 'affine'
}

/** The weights of each element for the fold of the cycle before; a single fold needs no memory. */
function readWeights(parameters: MatrixVectorThresholdParameters, fold: Signal): Signal[] {
  const words = foldWeights(parameters.weights, parameters)
  if (foldsOf(parameters) === 1) return words.map((word) => constant(word.words[0]!, word.width))
  const name = `${parameters.name}_weights`
  const memory = WeightMemory({ name, weights: words, style: parameters.weightStyle }, { name: 'weights' })
  return Object.values(memory({ fold }))
}

/** Activations rearranged plane after plane; signed numbers become unsigned ones by inverting their top bit. */
function bitPlanes(data: Signal, type: ActivationType): Signal {
  if (type.kind === 'binary') return data
  const { bits, signed } = type
  const lanes = data.width / bits
  const tops = BigInt(`0b${`1${'0'.repeat(bits - 1)}`.repeat(lanes)}`)
  const unsigned = signed ? data.xor(tops) : data
  const laneBit = (bit: number) => unsigned.elements(bits).map((lane) => lane.bit(bit))
  const plane = Array.from({ length: bits }, (_, bit) => concat(...laneBit(bit).toReversed()))
  return concat(...plane.toReversed())
}
