/** Layers for tests: random ±1 matrices, vectors at the extremes, thresholds at and beyond every edge. */

import { expect } from 'vitest'
import { Data } from '../../dsl/index.ts'
import type { PopcountStructure } from '../../generators/dot-product/dot-product.timing.ts'
import { fullyConnectedTiming } from '../../generators/layers/fully-connected-layer.timing.ts'
import type { FullyConnectedLayerParameters } from '../../generators/layers/fully-connected-layer.ts'
import { neuronFolds, type Stationary } from '../../generators/matrix-vector/folding.timing.ts'
import {
  type LayerModel,
  matrixVectorModel,
} from '../../generators/matrix-vector/matrix-vector-threshold.model.ts'
import {
  matrixVectorUnit,
  resultTime,
  vectorEntry,
} from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import type { MatrixVectorThresholdParameters } from '../../generators/matrix-vector/matrix-vector-threshold.ts'
import { type ActivationType, activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { type RowFunction, rowWidth } from '../../generators/matrix-vector/threshold-unit.timing.ts'
import type { WeightStyle } from '../../generators/matrix-vector/weight-memory.timing.ts'
import type { Payload } from '../../sim/stimulus.ts'
import type { StreamCase } from './generator-bench.ts'
import { generatorOf, type RandomSource } from './random.ts'

/** A layer to be made up. */
export interface LayerShape {
  readonly rows: number
  readonly columns: number
  readonly pe: number
  readonly simd: number
  readonly activation: ActivationType
  readonly output: RowFunction['kind']
  readonly weightStyle: WeightStyle
  readonly stationary?: Stationary
  readonly popcount?: PopcountStructure
  readonly seed?: number
}

/** A shape in words, for the names of tests. */
export function describeShape({
  rows,
  columns,
  pe,
  simd,
  activation,
  output,
  weightStyle,
  stationary = 'output',
  popcount = 'behavioural',
}: LayerShape): string {
  const of =
    activation.kind === 'binary'
      ? 'bits'
      : `${activation.signed ? 'signed' : 'unsigned'} ${activation.bits}-bit numbers`
  return `${rows}x${columns} by ${pe}x${simd}, ${of} to ${output}, ${weightStyle} weights, ${stationary} held, ${popcount}`
}

/** A made-up layer: parameters for the generator, vectors for it, and the model of what it makes of one. */
export interface LayerExample {
  readonly parameters: MatrixVectorThresholdParameters
  readonly vectors: readonly (readonly number[])[]
  readonly model: (vector: readonly number[]) => number[]
}

/**
 * A random layer and four vectors: a random one, the one that matches row 0 best, its opposite, and another random one. Thresholds lie at
 * a sum that occurs, one above it, at both ends, and beyond them.
 */
export function layerExample(shape: LayerShape): LayerExample {
  const { rows, columns, activation, seed = 1 } = shape
  const random = generatorOf(seed)
  const weights = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => random.pick([1, -1])),
  )
  const { least, most } = rangeOf(activation)
  const best = weights[0]!.map((weight) => (weight === 1 ? most : least))
  const worst = weights[0]!.map((weight) => (weight === 1 ? least : most))
  const some = () => Array.from({ length: columns }, () => randomActivation(activation, random))
  const vectors = [some(), best, worst, some()]

  const binary = activation.kind === 'binary'
  const sums = matrixVectorModel({ weights, binary, output: { kind: 'sums' } }, vectors[0]!)
  const output = outputOf(shape, sums, random)
  return {
    parameters: {
      ...shape,
      name: 'layer',
      weights: Data.of(
        columns,
        weights.map((row) =>
          packBits(
            row.map((weight) => (weight === 1 ? 1n : 0n)),
            1,
          ),
        ),
      ),
      output: output.hardware,
    },
    vectors,
    model: (vector) => matrixVectorModel({ weights, binary, output: output.model }, vector),
  }
}

/** The vectors of an example as an MVTU sees them, and the cycles that it promises. */
export function matrixVectorCase(example: LayerExample): StreamCase {
  const { parameters, vectors } = example
  const timing = matrixVectorUnit(parameters)
  const turns = neuronFolds(parameters)
  const { beats, cyclesPerBeat } = vectorEntry(timing)
  const passes = parameters.stationary === 'input' ? 1 : turns
  return {
    ...resultsOf(example),
    beats: vectors.flatMap((vector) => {
      const pass = vectorBeats(vector, parameters.simd, parameters.activation)
      return Array.from({ length: passes }, () => pass).flat()
    }),
    checkTiming: (accepted, delivered) => {
      expect(accepted).toEqual(accepted.map((_, i) => i * cyclesPerBeat))
      const expected = delivered.map((_, i) => {
        const { beat, cycles } = resultTime(timing, i % turns)
        return (Math.floor(i / turns) * beats + beat) * cyclesPerBeat + cycles
      })
      expect(delivered).toEqual(expected)
    },
  }
}

/** The vectors of an example in beats of `lanes` activations, as a fully connected layer sees them. */
export function fullyConnectedCase(
  example: LayerExample,
  parameters: FullyConnectedLayerParameters,
): StreamCase {
  const { activation, sourceWidth } = parameters
  const replays = neuronFolds(parameters)
  const { interval, firstResult, lastResult } = fullyConnectedTiming({
    ...matrixVectorUnit(parameters),
    sourceWidth,
  })
  return {
    ...resultsOf(example),
    beats: example.vectors.flatMap((vector) =>
      vectorBeats(vector, sourceWidth / activationBits(activation), activation),
    ),
    checkTiming: (_, delivered) => {
      expect(delivered[0]).toBe(firstResult)
      expect(delivered[replays - 1]).toBe(lastResult)
      const lastBeats = delivered.filter((_, i) => (i + 1) % replays === 0)
      const intervals = lastBeats.slice(1).map((cycle, i) => cycle - lastBeats[i]!)
      expect(intervals).toEqual(intervals.map(() => interval))
    },
  }
}

/** What must come out of a layer for these vectors. */
export function resultsOf(
  { parameters, model, ...example }: LayerExample,
  vectors = example.vectors,
): Pick<StreamCase, 'expect' | 'check'> {
  return {
    expect: vectors.length * neuronFolds(parameters),
    check: (results) => expect(resultVectors(results, parameters)).toEqual(vectors.map(model)),
  }
}

/** The beats of a vector, `lanes` activations each; lanes past the last column are 0. */
export function vectorBeats(vector: readonly number[], lanes: number, type: ActivationType): Payload[] {
  const bits = activationBits(type)
  const words = vector.map((value) =>
    type.kind === 'binary' ? BigInt(value === 1) : BigInt.asUintN(bits, BigInt(value)),
  )
  const beats: Payload[] = []
  for (let first = 0; first < words.length; first += lanes) {
    beats.push({ data: packBits(words.slice(first, first + lanes), bits) })
  }
  return beats
}

/** The results that beats of PE results carry; lanes past the last row are left out, and must be 0 when they are bits. */
function resultVectors(beats: readonly Payload[], parameters: MatrixVectorThresholdParameters): number[][] {
  const { rows, pe, activation, output } = parameters
  const width = rowWidth(parameters)
  const signed = output.kind === 'affine' || (output.kind === 'sums' && activation.kind === 'integer')
  const lanes = beats.map(({ data }) =>
    Array.from({ length: pe }, (_, lane) => {
      const word = data! >> BigInt(lane * width)
      return Number(signed ? BigInt.asIntN(width, word) : BigInt.asUintN(width, word))
    }),
  )
  const folds = neuronFolds(parameters)
  return Array.from({ length: lanes.length / folds }, (_, vector) => {
    const results = lanes.slice(vector * folds, (vector + 1) * folds).flat()
    if (output.kind === 'bits') expect(results.slice(rows)).toEqual(results.slice(rows).map(() => 0))
    return results.slice(0, rows)
  })
}

function rangeOf(type: ActivationType): { least: number; most: number } {
  if (type.kind === 'binary') return { least: -1, most: 1 }
  if (!type.signed) return { least: 0, most: 2 ** type.bits - 1 }
  return { least: -(2 ** (type.bits - 1)), most: 2 ** (type.bits - 1) - 1 }
}

function randomActivation(type: ActivationType, random: RandomSource): number {
  const { least, most } = rangeOf(type)
  if (type.kind === 'binary') return random.pick([least, most])
  return least + random.below(most - least + 1)
}

function outputOf(
  { output, rows, columns, activation, seed = 1 }: LayerShape,
  sums: readonly number[],
  random: RandomSource,
): { hardware: RowFunction; model: LayerModel['output'] } {
  switch (output) {
    case 'sums':
      return { hardware: { kind: 'sums' }, model: { kind: 'sums' } }
    case 'affine': {
      const scale = Array.from({ length: rows }, (_, row) => (row === 1 ? 0 : random.below(15) - 7))
      const offset = Array.from({ length: rows }, () => random.below(2001) - 1000)
      return {
        hardware: { kind: 'affine', scale: Int32Array.from(scale), offset: Int32Array.from(offset) },
        model: { kind: 'affine', scale, offset },
      }
    }
    case 'bits': {
      const { least, most } = rangeOf(activation)
      const binary = activation.kind === 'binary'
      const smallest = binary ? 0 : -columns * Math.max(-least, most)
      const largest = binary ? columns : columns * Math.max(-least, most)
      const thresholds = sums.map((sum, row) => {
        const edges = [sum, largest, sum + 1, smallest, largest + 1, smallest - 1, 2 ** 30, -(2 ** 30)]
        return edges[(row + seed) % edges.length]!
      })
      return {
        hardware: { kind: 'bits', thresholds: Int32Array.from(thresholds) },
        model: { kind: 'bits', thresholds },
      }
    }
  }
}

/** Words of `bits` bits side by side, the first one lowest. */
function packBits(words: readonly bigint[], bits: number): bigint {
  const digits = words.map((word) => word.toString(2).padStart(bits, '0'))
  return BigInt(`0b${digits.reverse().join('')}`)
}
