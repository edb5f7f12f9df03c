/** The arrays of a Lasagne network, grouped into layers: weights, then what normalises their sums. */
import { InputError } from '../../tools/files/input-error.ts'
import type { Npz } from '../../tools/files/npz.ts'
import type { BatchNorm } from './batch-norm.ts'
import { describeArray } from './parameter-arrays.ts'

type Floats = Float32Array | Float64Array

/** A layer with weights and the batch normalisation behind it. */
export interface LasagneBlock {
  /** The name of its first array. */
  readonly place: string
  /** (outputs, channels, y, x) for a convolution, (inputs, outputs) for a dense layer. */
  readonly shape: readonly number[]
  readonly weights: Floats
  readonly outputs: number
  /** The normalisation of one output. */
  readonly norm: (output: number) => BatchNorm
}

/**
 * Reads `arr_0`, `arr_1`, ..., which are the parameters in the order of the layers: weights; a bias, unless the layer was made
 * without one; beta, gamma, mean and inverse standard deviation of the normalisation, each one number or one for each output.
 *
 * @throws InputError for arrays that do not follow this order, or numbers that are not finite.
 */
export function readBlocks(npz: Npz): LasagneBlock[] {
  const arrays = Array.from({ length: npz.names.length }, (_, index) => floats(npz, `arr_${index}`))
  const starts = arrays.flatMap(({ shape }, index) => (shape.length >= 2 ? [index] : []))
  if (starts[0] !== 0) {
    throw new InputError(`the file begins with ${describeArray(npz.array('arr_0'))}, which are no weights`, {
      place: 'arr_0',
      help: orderHelp,
    })
  }
  return starts.map((start, i) => blockOf(arrays.slice(start, starts[i + 1]), `arr_${start}`))
}

const orderHelp =
  'save lasagne.layers.get_all_param_values(network): weights, perhaps a bias, then beta, gamma, mean and inv_std, layer by layer'

function floats(npz: Npz, name: string): { readonly shape: readonly number[]; readonly data: Floats } {
  const array = npz.array(name)
  const { shape, data } = array
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new InputError(`it is ${describeArray(array)}, but floating-point numbers are needed`, {
      place: name,
      help: orderHelp,
    })
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value))
  if (wrong !== -1) {
    throw new InputError(`number ${wrong} of it is ${data[wrong]}`, {
      place: name,
      help: 'the network was not trained to the end; use parameters without NaN and infinity',
    })
  }
  return { shape, data }
}

function blockOf(
  [first, ...vectors]: readonly { readonly shape: readonly number[]; readonly data: Floats }[],
  place: string,
): LasagneBlock {
  const { shape, data } = first!
  const outputs = (shape.length === 2 ? shape[1] : shape[0])!
  const fits = vectors.every((vector) => vector.data.length === 1 || vector.data.length === outputs)
  if ((shape.length !== 2 && shape.length !== 4) || (vectors.length !== 4 && vectors.length !== 5) || !fits) {
    const found = vectors.map((vector) => `(${vector.shape.join(', ')})`).join(', ')
    throw new InputError(`weights of shape (${shape.join(', ')}) are followed by arrays of shapes ${found}`, {
      place,
      help: orderHelp,
    })
  }
  const [bias, beta, gamma, mean, inverseDeviation] = [...Array(5 - vectors.length).fill(null), ...vectors]
  const at = (vector: { readonly data: Floats } | null, output: number) =>
    vector === null ? 0 : vector.data[vector.data.length === 1 ? 0 : output]!
  return {
    place,
    shape,
    weights: data,
    outputs,
    norm: (output) => ({
      bias: at(bias, output),
      beta: at(beta, output),
      gamma: at(gamma, output),
      mean: at(mean, output),
      inverseDeviation: at(inverseDeviation, output),
    }),
  }
}
