/** Importer of the .npz files that the training scripts of BinaryNet and BNN-PYNQ write with Lasagne. */

import { atPlace, InputError } from '../../tools/files/input-error.ts'
import { readNpz } from '../../tools/files/npz.ts'
import { readInputFile } from '../../tools/files/read-file.ts'
import { clampedToInt32 } from '../int32.ts'
import type { InputEncoding, Network, PaddingMode } from '../network.ts'
import { tapsAreBits } from '../ranges.ts'
import { validateNetwork } from '../validate.ts'
import { type BatchNorm, signTest } from './batch-norm.ts'
import { bitMatrix, channelFirstColumns, type Extent } from './column-order.ts'
import { type FileImporter, knownTopology } from './importer.ts'
import { type LasagneBlock, readBlocks } from './lasagne-blocks.ts'
import { scoreRule } from './lasagne-scores.ts'
import { holding, npzFile } from './model-file.ts'
import { cifarClasses, type StackedLayer, stackLayers } from './stack.ts'

/** What a training script builds; the number of neurons is in the file. */
interface Topology {
  readonly input: InputEncoding
  /** What the integer of a pixel is divided by in training. */
  readonly unit: number
  readonly convolutions: number
  /** Indices of the convolutions that a 2 x 2 pool follows. */
  readonly pooled: readonly number[]
  readonly padding: Extract<PaddingMode, 'none' | 'zero'>
  /** True for convolutions proper, false for cross-correlations. */
  readonly flipped: boolean
}

const dense = { convolutions: 0, pooled: [], padding: 'none', flipped: false } as const
const bitPixels: Topology = { ...dense, input: { kind: 'bits', shape: [28, 28, 1], threshold: 128 }, unit: 1 }
const oddPixels = (shape: InputEncoding['shape']): InputEncoding => ({
  kind: 'integers',
  shape,
  bits: 9,
  signed: true,
  mapping: { kind: 'affine', scale: 2, offset: -255 },
})

const topologies = {
  // BNN-PYNQ's lfc.py, with as many neurons as the file says.
  lfc: bitPixels,
  sfc: bitPixels,
  tfc: bitPixels,
  // BNN-PYNQ's cnv.py.
  cnv: {
    input: { kind: 'integers', shape: [32, 32, 3], bits: 8, signed: true, mapping: { kind: 'fixedPoint' } },
    unit: 128,
    convolutions: 6,
    pooled: [1, 3],
    padding: 'none',
    flipped: false,
  },
  // BinaryNet's mnist.py.
  mlp: { ...dense, input: oddPixels([28, 28, 1]), unit: 255 },
  // BinaryNet's cifar10.py.
  binarynet: {
    input: oddPixels([32, 32, 3]),
    unit: 255,
    convolutions: 6,
    pooled: [1, 3, 5],
    padding: 'zero',
    flipped: true,
  },
} as const satisfies Readonly<Record<string, Topology>>

const topologyNames = Object.keys(topologies) as readonly (keyof typeof topologies)[]

export const lasagne: FileImporter = {
  ...npzFile,
  format: 'lasagne',
  about: 'floating-point parameters of the training scripts of BinaryNet and BNN-PYNQ',
  topologies: topologyNames,
  recognises: holding('arr_0'),
  read: (path, topology) => importLasagne(path, topology),
}

/**
 * Reads weights and batch normalisation as `numpy.savez(path, *lasagne.layers.get_all_param_values(network))` writes them, and
 * folds them exactly: weight bit 1 = weight not negative; output bit 1 = normalised sum not negative.
 *
 * A neuron with a negative scale has its weights inverted, so that its bit, too, is 1 from some sum upwards. Before a pool
 * that would turn the maximum of sums into a minimum. There the neuron gives the opposite bit instead, and the next layer
 * takes it with inverted weights, which is exact because no such layer is padded with a bit.
 *
 * The last layer's normalisation becomes the scores; see lasagne-scores.ts.
 *
 * @param topology The training script; the file does not say which one it was.
 * @throws InputError when the arrays are not those of such a network.
 */
export function importLasagne(path: string, topology: string, options: { name?: string } = {}): Network {
  const known = knownTopology(topologyNames, topology)
  const shape: Topology = topologies[known]
  return atPlace(path, () => {
    const blocks = readBlocks(readNpz(readInputFile(path)))
    const layers = foldBlocks(blocks, shape)
    const last = blocks.at(-1)!
    const network: Network = {
      name: options.name ?? known,
      input: shape.input,
      layers: stackLayers(shape.input.shape, { first: shape.padding, others: shape.padding }, layers),
      scores: scoreRule(last, layers.at(-1)!.weights.columns, blocks.length === 1 ? shape.unit : 1),
      decision: { kind: 'argmax' },
      classes: classNames(last.outputs, shape),
    }
    validateNetwork(network)
    return network
  })
}

function foldBlocks(blocks: readonly LasagneBlock[], topology: Topology): StackedLayer[] {
  const [height, width, channels] = topology.input.shape
  let map: Extent = { height, width, channels }
  /** Channels of the map that carry the opposite bit. */
  let opposite: ReadonlySet<number> = new Set()
  return blocks.map((block, index): StackedLayer => {
    const isConvolution = index < topology.convolutions
    const isPooled = topology.pooled.includes(index)
    const stored = storedIndices(block, isConvolution, map, topology.flipped)
    const folds =
      index === blocks.length - 1 ? null : foldNeurons(block, index === 0 ? topology.unit : 1, isPooled)
    const weights = bitMatrix(block.outputs, stored.columns, (row, column) => {
      const isPositive = block.weights[stored.at(row, column)]! >= 0
      const isInverted = folds?.[row]?.invertsWeights === true
      return (isPositive !== isInverted) !== opposite.has(column % map.channels)
    })
    const countsMatches =
      topology.input.kind === 'bits' || (index > 0 && (!isConvolution || tapsAreBits(topology.padding)))
    const thresholds = folds?.map(({ sum }) =>
      clampedToInt32(Number(countsMatches ? matchesFor(sum, stored.columns) : sum)),
    )
    map = nextMap(map, block.outputs, isConvolution, isPooled, topology.padding)
    opposite = new Set(folds?.flatMap(({ givesOpposite }, row) => (givesOpposite ? [row] : [])))
    return {
      kind: !isConvolution ? 'fullyConnected' : isPooled ? 'pooledConvolution' : 'convolution',
      weights,
      thresholds: thresholds ? Int32Array.from(thresholds) : null,
    }
  })
}

/** What normalisation makes of a neuron: its bit is 1 when its sum of +1 and -1 (or of integers) is at least `sum`. */
interface NeuronFold {
  readonly sum: bigint
  readonly invertsWeights: boolean
  readonly givesOpposite: boolean
}

const outOfReach = 1n << 40n

function foldNeurons({ outputs, norm }: LasagneBlock, unit: number, isPooled: boolean): NeuronFold[] {
  return Array.from({ length: outputs }, (_, output) => foldNeuron(norm(output), unit, isPooled))
}

function foldNeuron(norm: BatchNorm, unit: number, isPooled: boolean): NeuronFold {
  const test = signTest(norm, unit)
  switch (test.kind) {
    case 'atLeast':
      return { sum: test.sum, invertsWeights: false, givesOpposite: false }
    case 'atMost':
      return isPooled
        ? { sum: test.sum + 1n, invertsWeights: false, givesOpposite: true }
        : { sum: -test.sum, invertsWeights: true, givesOpposite: false }
    case 'always':
      return { sum: -outOfReach, invertsWeights: false, givesOpposite: false }
    case 'never':
      return { sum: outOfReach, invertsWeights: false, givesOpposite: false }
  }
}

/** Where the weight of a row and a column of ours lies in the file. */
function storedIndices(
  { shape, place }: LasagneBlock,
  isConvolution: boolean,
  map: Extent,
  flipped: boolean,
): { readonly columns: number; readonly at: (row: number, column: number) => number } {
  const columns = isConvolution ? 9 * map.channels : map.height * map.width * map.channels
  const expected = isConvolution ? `outputs, ${map.channels}, 3, 3` : `${columns}, outputs`
  const fits = isConvolution
    ? shape.length === 4 && shape.slice(1).join() === `${map.channels},3,3`
    : shape.length === 2 && shape[0] === columns
  if (!fits) {
    throw new InputError(`weights of shape (${shape.join(', ')}), but (${expected}) is needed`, {
      place,
      help: 'check that the topology is the one of this file',
    })
  }
  if (isConvolution) {
    const order = channelFirstColumns({ height: 3, width: 3, channels: map.channels }, flipped)
    return { columns, at: (row, column) => row * columns + order[column]! }
  }
  const order = channelFirstColumns(map)
  return { columns, at: (row, column) => order[column]! * shape[1]! + row }
}

function nextMap(
  map: Extent,
  channels: number,
  isConvolution: boolean,
  isPooled: boolean,
  padding: Topology['padding'],
): Extent {
  if (!isConvolution) return { height: 1, width: 1, channels }
  const lost = padding === 'none' ? 2 : 0
  const size = (pixels: number) => Math.floor((pixels - lost) / (isPooled ? 2 : 1))
  return { height: size(map.height), width: size(map.width), channels }
}

/** Matches from which a sum of +1 and -1 is reached. */
function matchesFor(sum: bigint, columns: number): bigint {
  return (sum + BigInt(columns) + 1n) >> 1n
}

function classNames(outputs: number, { convolutions }: Topology): string[] {
  const names = convolutions > 0 ? cifarClasses : ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
  return Array.from({ length: outputs }, (_, k) => (outputs === 10 ? names[k]! : `class ${k}`))
}
