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
} from '../../dsl/index.ts'
import { DissolvedDotProduct } from '../dot-product/dissolved-dot-product.ts'
import { DotProduct } from '../dot-product/dot-product.ts'
import { countTo } from '../idioms/counter.ts'
import { occupancy } from '../idioms/occupancy.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { buffered } from '../streams/stream-fifo.ts'
import { accumulate } from './accumulator.ts'
import { foldOrder } from './fold-order.ts'
import { foldWeights } from './fold-rows.ts'
import { foldsOf, holdsInput, neuronFolds, synapseFolds } from './folding.timing.ts'
import {
  dotLatency,
  type MatrixVectorSource,
  matrixVectorLatency,
  matrixVectorUnit,
  outputRoom,
} from './matrix-vector-threshold.timing.ts'
import { type ActivationType, activationBits, rawSum } from './raw-sum.timing.ts'
import { readRowConstants } from './row-constants.ts'
import { rowWidth } from './threshold-unit.timing.ts'
import { beginningIndex, rowBeginnings, thresholdUnit } from './threshold-unit.ts'
import { weightsJoinDotProducts } from './weight-memory.timing.ts'
import { WeightMemory } from './weight-memory.ts'

export interface MatrixVectorThresholdParameters extends MatrixVectorSource {
  /** Module name; it also begins the names of its weight memory. */
  readonly name: string
  /** One word of `columns` bits for each row, first column lowest; bit 1 is +1. */
  readonly weights: Data
}

/**
 * Multiplies vectors with a ±1 matrix and applies a function of the row: a threshold, an affine map, or nothing.
 *
 * `activation` carries each vector as ceil(columns / SIMD) beats of SIMD activations, first column lowest; lanes past the last column
 * are 0. An output-stationary unit takes the whole vector ceil(rows / PE) times, an input-stationary one takes it once and each beat
 * for ceil(rows / PE) cycles. `result` carries ceil(rows / PE) beats of PE results, first row lowest; lanes past the last row are 0 for
 * bits and mean nothing otherwise. Takes ceil(rows / PE) x ceil(columns / SIMD) cycles a vector, without bubbles; never loses or repeats
 * a beat under back-pressure. PE and SIMD need not divide.
 *
 * Latency: see `resultTime`.
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
 *   output: { kind: 'bits', thresholds: Int32Array.from([2, 3]) },
 *   weightStyle: 'block',
 * }
 * elaborate(MatrixVectorThreshold, layer).top // 'tiny'
 */
export const MatrixVectorThreshold = module(
  ({ name }: MatrixVectorThresholdParameters) => name,
  (parameters) => {
    const { simd, pe, activation } = parameters
    return {
      activation: inputStream({ data: simd * activationBits(activation) }),
      result: outputStream({ data: pe * rowWidth(parameters) }),
    }
  },
  ({ activation }, parameters) => {
    const { columns, simd, stationary = 'output' } = parameters
    const raw = rawSum(parameters.activation, columns, simd)
    const timing = matrixVectorUnit(parameters)

    // Work that ends sums begins when the FIFO is sure to have room for the results.
    const unfinished = occupancy(outputRoom(timing))
    const { works, fold, begins, ends } = foldOrder(activation, parameters, stationary, unfinished.nextRoom)

    // One cycle later the weights are there, then the dot products, then the sums.
    const held = holdsInput(stationary)
    const hold = held ? { en: activation.fire } : {}
    const vector = delayed(bitPlanes(activation.payload.data, parameters.activation), hold)
    const beginnings = rowBeginnings(parameters, raw)
    const dot = dotProducts(parameters, vector, fold, beginnings.width)
    const before = dotLatency(timing)
    const turnEnds = pipeline(ends, before, 0)
    const enableNext = pipeline(works, before, 0)
    const neuronFold = countTo(neuronFolds(parameters), held ? enableNext : turnEnds)
    const beginning = beginningIndex(parameters, neuronFold, turnEnds)
    const initial = readRowConstants(parameters, 'initial', beginnings, beginning)
    const accumulation = {
      enable: delayed(enableNext, { init: 0 }),
      begins: delayed(pipeline(begins, before), { init: 0 }),
      index: delayed(neuronFold.value, { init: 0 }),
      next: neuronFold.value,
    }
    const shape = {
      folds: synapseFolds(parameters),
      sums: held ? neuronFolds(parameters) : 1,
      top: parameters.output.kind === 'bits' ? 1 : beginnings.width,
    }
    const sum = dot.map((value, element) =>
      accumulate(`partial_${element}`, value, initial[element]!, accumulation, shape),
    )
    const summed = pipeline(turnEnds, 2, 0)
    const { results, finished } = thresholdUnit(parameters, { sum, summed, neuronFold: neuronFold.value })
    const result = buffered(stream(finished, { data: results }), outputRoom(timing))
    unfinished.update(ends, result.fire)
    return { result }
  },
  { latency: (parameters) => matrixVectorLatency(matrixVectorUnit(parameters)) },
)

/** The dot products of each element for the vector of this cycle and the weights of the fold of the cycle before. */
function dotProducts(
  parameters: MatrixVectorThresholdParameters,
  vector: Signal,
  fold: Signal,
  width: number,
): Signal[] {
  const { name, activation, simd: lanes, weightStyle, popcount: structure = 'behavioural' } = parameters
  const planes = activationBits(activation)
  const words = foldWeights(parameters.weights, parameters, parameters.stationary ?? 'output')
  if (structure !== 'behavioural' && weightsJoinDotProducts(weightStyle, foldsOf(parameters), structure)) {
    const now = foldsOf(parameters) === 1 ? fold : delayed(fold, { init: 0 })
    return words.map((weights, element) => {
      const row = { name: `${name}_element_${element}`, weights, planes, width, structure }
      return DissolvedDotProduct(row, { name: `element_${element}` })({ activation: vector, fold: now }).dot
    })
  }
  return readWeights(words, parameters, fold).map((weight, element) => {
    const dotProduct = DotProduct({ lanes, planes, width, structure }, { name: `element_${element}` })
    return dotProduct({ activation: vector, weight }).dot
  })
}

/** The weights of each element for the fold of the cycle before; a single fold needs no memory. */
function readWeights(
  weights: readonly Data[],
  { name, weightStyle: style }: MatrixVectorThresholdParameters,
  fold: Signal,
): Signal[] {
  if (weights[0]!.depth === 1) return weights.map(({ words, width }) => constant(words[0]!, width))
  const memory = WeightMemory({ name: `${name}_weights`, weights, style }, { name: 'weights' })
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
