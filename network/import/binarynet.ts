/** Importer of the BinaryNet parameters for CIFAR-10 (Zhao et al., FPGA 2017) as they lie in one .npz file of integers. */

import { atPlace, InputError } from '../../tools/files/input-error.ts'
import { type Npz, readNpz } from '../../tools/files/npz.ts'
import { readInputFile } from '../../tools/files/read-file.ts'
import type { BitMatrix } from '../bit-matrix.ts'
import type { Network } from '../network.ts'
import { validateNetwork } from '../validate.ts'
import { bitMatrix, channelFirstColumns, type Extent } from './column-order.ts'
import type { FileImporter } from './importer.ts'
import { holding, npzFile } from './model-file.ts'
import { anySize, takeArray } from './parameter-arrays.ts'
import { cifarClasses, type StackedLayer, stackLayers } from './stack.ts'

const side = 32

export const binaryNet: FileImporter = {
  ...npzFile,
  format: 'binarynet',
  about: 'BinaryNet for CIFAR-10 in integers',
  topologies: [],
  recognises: holding('W0_bits', 'W0_shape'),
  read: (path) => importBinaryNet(path),
}

/**
 * Reads `W0_bits` and `W0_shape` (most significant bit first, `numpy.packbits`; kernels out, in, y, x; maps flattened
 * channel, y, x), `t0_int`, `T1`, `T2`, ... on sums of +1 and -1, `K_int` and `H_int`. A pixel byte b is 2b - 255; every
 * convolution is 3 x 3 and padded by one with the number 0; every second one is followed by a 2 x 2 pool. The score of class k
 * is `K_int[k] * dot + 4 * H_int[k]`, in units of 2^-14.
 *
 * @throws InputError when an array is missing or does not fit.
 */
export function importBinaryNet(path: string, options: { name?: string } = {}): Network {
  return atPlace(path, () => {
    const npz = readNpz(readInputFile(path))
    const count = npz.names.filter((name) => /^W\d+_bits$/.test(name)).length
    const layers = stackLayers([side, side, 3], { first: 'zero', others: 'zero' }, readLayers(npz, count))
    const scale = takeArray(npz, 'K_int', [Int32Array], [anySize]).data
    const offset = takeArray(npz, 'H_int', [Int32Array], [scale.length]).data
    const network: Network = {
      name: options.name ?? 'binarynet',
      input: {
        kind: 'integers',
        shape: [side, side, 3],
        bits: 9,
        signed: true,
        mapping: { kind: 'affine', scale: 2, offset: -255 },
      },
      layers,
      scores: { kind: 'affine', scale: Array.from(scale), offset: Array.from(offset, (value) => 4 * value) },
      decision: { kind: 'argmax' },
      classes: cifarClasses,
    }
    validateNetwork(network)
    return network
  })
}

function readLayers(npz: Npz, count: number): StackedLayer[] {
  let map: Extent = { height: side, width: side, channels: 3 }
  return Array.from({ length: count }, (_, index): StackedLayer => {
    const { weights, isConvolution } = readWeights(npz, index, map)
    const isPooled = isConvolution && index % 2 === 1
    const shrink = isPooled ? 2 : 1
    map = isConvolution
      ? { height: map.height / shrink, width: map.width / shrink, channels: weights.rows }
      : { height: 1, width: 1, channels: weights.rows }
    return {
      kind: !isConvolution ? 'fullyConnected' : isPooled ? 'pooledConvolution' : 'convolution',
      weights,
      thresholds: index === count - 1 ? null : readThresholds(npz, index, weights, isConvolution),
    }
  })
}

function readWeights(npz: Npz, index: number, map: Extent): { weights: BitMatrix; isConvolution: boolean } {
  const { data } = takeArray(npz, `W${index}_shape`, [BigInt64Array], [anySize])
  const [outputs = 0, inputs = 0, ...kernel] = Array.from(data, Number)
  const isConvolution = kernel.length > 0
  const columns = isConvolution ? 9 * map.channels : map.height * map.width * map.channels
  if ((isConvolution && kernel.join() !== '3,3') || (isConvolution ? 9 : 1) * inputs !== columns) {
    throw new InputError(
      `weights of shape (${Array.from(data).join(', ')}) on a map of ${map.height} x ${map.width} x ${map.channels}`,
      {
        place: `W${index}_shape`,
        help: 'kernels are (outputs, channels, 3, 3), the weights of a fully connected layer (outputs, inputs)',
      },
    )
  }
  const bits = takeArray(npz, `W${index}_bits`, [Uint8Array], [Math.ceil((outputs * columns) / 8)]).data
  const stored = channelFirstColumns(isConvolution ? { ...map, height: 3, width: 3 } : map)
  const weights = bitMatrix(outputs, columns, (row, column) => {
    const bit = row * columns + stored[column]!
    return ((bits[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1
  })
  return { weights, isConvolution }
}

/** Fully connected layers count matches: `dot >= t` is `pop >= ceil((t + columns) / 2)`. Convolutions keep the sum. */
function readThresholds(
  npz: Npz,
  index: number,
  { rows, columns }: BitMatrix,
  isConvolution: boolean,
): Int32Array {
  if (index === 0) return takeArray(npz, 't0_int', [Int32Array], [rows]).data
  const thresholds = takeArray(npz, `T${index}`, [Int16Array], [rows]).data
  return Int32Array.from(thresholds, (t) => (isConvolution ? t : Math.ceil((t + columns) / 2)))
}
