/** Networks as Lasagne trains and saves them: made at random, run in floating point by the definition, written to files. */
import type { NpyArray } from '../../tools/files/npy.ts'
import { generatorOf, type RandomSource } from '../support/random.ts'

/** A trained layer; a dense one has weights (inputs, outputs), a convolution (outputs, channels, 3, 3). */
export interface TrainedLayer {
  readonly kind: 'dense' | 'convolution' | 'pooledConvolution'
  readonly shape: readonly number[]
  readonly weights: Float32Array
  /** Null for a layer that was made without one. */
  readonly bias: Float32Array | null
  readonly beta: Float32Array
  readonly gamma: Float32Array
  readonly mean: Float32Array
  readonly inverseDeviation: Float32Array
}

/** How a script connects its layers. */
export interface Script {
  readonly pad: 0 | 1
  /** True for Lasagne's default, a convolution proper; false for a cross-correlation. */
  readonly flipFilters: boolean
  /** What integer pixels are divided by; sums are kept in whole numbers times this. */
  readonly unit: number
}

/** Random parameters; all are multiples of small powers of two, so that floating point makes no error and sums meet 0. */
export function trainedLayer(
  seed: number,
  kind: TrainedLayer['kind'],
  inputs: number,
  outputs: number,
  options: { readonly hasBias?: boolean; readonly isShared?: boolean } = {},
): TrainedLayer {
  const random = generatorOf(seed)
  const fanIn = kind === 'dense' ? inputs : 9 * inputs
  const numbers = (length: number, next: () => number) => Float32Array.from({ length }, next)
  const length = options.isShared ? 1 : outputs
  return {
    kind,
    shape: kind === 'dense' ? [inputs, outputs] : [outputs, inputs, 3, 3],
    weights: numbers(fanIn * outputs, () => signed(random, 8) / 8),
    bias: options.hasBias === false ? null : numbers(outputs, () => signed(random, 4) / 4),
    beta: numbers(length, () => signed(random, 32) / 64),
    gamma: numbers(length, () => (options.isShared ? 0.5 : random.oneIn(12) ? 0 : signed(random, 4) / 4)),
    mean: numbers(length, () => signed(random, 2 * Math.ceil(Math.sqrt(fanIn))) / 4),
    inverseDeviation: numbers(length, () => random.pick([0.25, 0.5, 1, 2])),
  }
}

function signed(random: RandomSource, most: number): number {
  return random.below(2 * most + 1) - most
}

/** The arrays in the order of `lasagne.layers.get_all_param_values`, as `numpy.savez` names them. */
export function savedArrays(layers: readonly TrainedLayer[]): Record<string, NpyArray> {
  const arrays = layers.flatMap((layer): NpyArray[] => {
    const { bias, beta, gamma, mean, inverseDeviation } = layer
    const vectors = [...(bias ? [bias] : []), beta, gamma, mean, inverseDeviation]
    const shapeOf = (vector: Float32Array) => (vector.length === 1 ? [] : [vector.length])
    return [
      { shape: layer.shape, data: layer.weights },
      ...vectors.map((data) => ({ shape: shapeOf(data), data })),
    ]
  })
  return Object.fromEntries(arrays.map((array, index) => [`arr_${index}`, array]))
}

/** Values (channel, y, x), as Theano keeps a map. */
type Planes = number[][][]

/**
 * The outputs of the last normalisation for an image of integers (y, x, channel), as `get_output(deterministic=True)` defines
 * them, times `unit` for a network of a single layer.
 */
export function trainedOutputs(
  layers: readonly TrainedLayer[],
  script: Script,
  shape: readonly [number, number, number],
  image: ArrayLike<number>,
): number[] {
  const [height, width, channels] = shape
  let planes: Planes = Array.from({ length: channels }, (_, c) =>
    Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => image[(y * width + x) * channels + c]!),
    ),
  )
  for (const [index, layer] of layers.entries()) {
    const sums = layer.kind === 'dense' ? denseSums(layer, planes) : pooledSums(layer, planes, script)
    const unit = index === 0 ? script.unit : 1
    const normalised = sums.map((plane, output) =>
      plane.map((row) => row.map((sum) => normalise(layer, output, sum, unit))),
    )
    if (index === layers.length - 1) return normalised.flat(2)
    planes = normalised.map((plane) => plane.map((row) => row.map((value) => (value >= 0 ? 1 : -1))))
  }
  throw new Error('a network has layers')
}

const binarized = (weight: number) => (weight >= 0 ? 1 : -1)

function denseSums({ weights, shape }: TrainedLayer, planes: Planes): Planes {
  const inputs = planes.flat(2)
  const outputs = shape[1]!
  return Array.from({ length: outputs }, (_, output) => [
    [inputs.reduce((sum, value, input) => sum + value * binarized(weights[input * outputs + output]!), 0)],
  ])
}

/** The convolution, then the maximum of 2 x 2 sums: in these scripts pools come before normalisation. */
function pooledSums(layer: TrainedLayer, planes: Planes, { pad, flipFilters }: Script): Planes {
  const [outputs, channels] = layer.shape as [number, number]
  const size = (pixels: number) => pixels + 2 * pad - 2
  const [height, width] = [planes[0]!.length, planes[0]![0]!.length]
  const sums = Array.from({ length: outputs }, (_, output) =>
    Array.from({ length: size(height) }, (_, y) =>
      Array.from({ length: size(width) }, (_, x) => {
        let sum = 0
        for (let c = 0; c < channels; c++) {
          for (let ky = 0; ky < 3; ky++) {
            for (let kx = 0; kx < 3; kx++) {
              const value = planes[c]![y - pad + ky]?.[x - pad + kx] ?? 0
              const [fy, fx] = flipFilters ? [2 - ky, 2 - kx] : [ky, kx]
              sum += value * binarized(layer.weights[((output * channels + c) * 3 + fy) * 3 + fx]!)
            }
          }
        }
        return sum
      }),
    ),
  )
  if (layer.kind === 'convolution') return sums
  return sums.map((plane) =>
    Array.from({ length: Math.floor(plane.length / 2) }, (_, y) =>
      Array.from({ length: Math.floor(plane[0]!.length / 2) }, (_, x) =>
        Math.max(
          plane[2 * y]![2 * x]!,
          plane[2 * y]![2 * x + 1]!,
          plane[2 * y + 1]![2 * x]!,
          plane[2 * y + 1]![2 * x + 1]!,
        ),
      ),
    ),
  )
}

function normalise(layer: TrainedLayer, output: number, sum: number, unit: number): number {
  const at = (vector: Float32Array | null) =>
    vector === null ? 0 : vector[vector.length === 1 ? 0 : output]!
  const centred = sum + unit * (at(layer.bias) - at(layer.mean))
  return centred * at(layer.gamma) * at(layer.inverseDeviation) + unit * at(layer.beta)
}
