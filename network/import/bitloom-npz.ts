/** Importer of the parameter files that our own trainers of larger convolutional networks write. */

import { atPlace, InputError } from '../../tools/files/input-error.ts'
import { type Npz, readNpz } from '../../tools/files/npz.ts'
import { readInputFile } from '../../tools/files/read-file.ts'
import { BitMatrix } from '../bit-matrix.ts'
import type { Network } from '../network.ts'
import { validateNetwork } from '../validate.ts'
import type { FileImporter } from './importer.ts'
import { holding, npzFile } from './model-file.ts'
import { takeArray } from './parameter-arrays.ts'
import { cifarClasses, type StackedLayer, stackLayers } from './stack.ts'

/** What `s0`, `s1`, ... say about a layer; further numbers there follow from these. */
interface Shape {
  readonly isConvolution: boolean
  readonly isPooled: boolean
  readonly inputs: number
  readonly outputs: number
  readonly height: number
  readonly width: number
}

export const bitloomNpz: FileImporter = {
  ...npzFile,
  format: 'bitloom-npz',
  about: 'what our trainer of larger convolutional networks writes',
  topologies: [],
  recognises: holding('w0', 's0'),
  read: (path) => importBitloomNpz(path),
}

/**
 * Reads `w0`, `t0`, `s0`, `w1`, ...: one row of weight bits a neuron, the first synapse in the least significant bit and the
 * channel fastest; thresholds on sums for the first layer and on matches for the others; what the layer is. Pixels are
 * fixed-point numbers of 8 bits, padded with 0; the other convolutions are 3 x 3 and padded by one with -1. Scores are popcounts.
 *
 * @throws InputError when an array is missing or does not fit.
 */
export function importBitloomNpz(path: string, options: { name?: string } = {}): Network {
  return atPlace(path, () => {
    const npz = readNpz(readInputFile(path))
    const count = Math.max(1, npz.names.filter((name) => /^s\d+$/.test(name)).length)
    const shapes = Array.from({ length: count }, (_, index) => readShape(npz, index, count))
    const stacked = shapes.map((shape, index): StackedLayer => {
      const { isConvolution, isPooled, inputs, outputs } = shape
      const columns = isConvolution ? 9 * inputs : inputs
      const packed = takeArray(npz, `w${index}`, [Uint8Array], [outputs, Math.ceil(columns / 8)]).data
      return {
        kind: !isConvolution ? 'fullyConnected' : isPooled ? 'pooledConvolution' : 'convolution',
        weights: atPlace(`w${index}`, () => BitMatrix.fromBytes(outputs, columns, packed)),
        thresholds: index === count - 1 ? null : takeArray(npz, `t${index}`, [Int32Array], [outputs]).data,
      }
    })
    const { height, width, inputs } = shapes[0]!
    const input = [height, width, inputs] as const
    const network: Network = {
      name: options.name ?? 'cnn_half_negative',
      input: { kind: 'integers', shape: input, bits: 8, signed: true, mapping: { kind: 'fixedPoint' } },
      layers: stackLayers(input, { first: 'zero', others: 'negative' }, stacked),
      scores: { kind: 'popcount' },
      decision: { kind: 'argmax' },
      classes: cifarClasses,
    }
    validateNetwork(network)
    return network
  })
}

/** Kind, inputs, outputs, height and width in, height and width out, pooled, pad, padding mode. */
function readShape(npz: Npz, index: number, count: number): Shape {
  const numbers = Array.from(takeArray(npz, `s${index}`, [Int32Array], [10]).data)
  const [kind, inputs = 0, outputs = 0, height = 0, width = 0, , , pooled, pad, mode] = numbers
  const isConvolution = kind === 0 || kind === 1
  const fits =
    (kind === 0) === (index === 0) &&
    (kind === 3) === (index === count - 1) &&
    (isConvolution || kind === 2 || kind === 3) &&
    pad === (isConvolution ? 1 : 0) &&
    mode === 0
  if (!fits) {
    throw new InputError(`layer ${index} of ${count} is described by ${numbers.join(', ')}`, {
      place: `s${index}`,
      help: 'the first number is 0 for the first layer, 3 for the last, else 1 or 2; convolutions have one pad of mode 0 (-1)',
    })
  }
  return { isConvolution, isPooled: pooled === 1, inputs, outputs, height, width }
}
