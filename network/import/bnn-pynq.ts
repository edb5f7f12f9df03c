/** Importer of BNN-PYNQ parameter folders (Umuroglu et al., FINN, FPGA 2017): published networks, weights as released. */

import { join } from 'node:path'
import { atPlace, InputError } from '../../tools/files/input-error.ts'
import { readInputFile, readInputFolder } from '../../tools/files/read-file.ts'
import { clampedToInt32 } from '../int32.ts'
import type { DecisionRule, InputEncoding, Network } from '../network.ts'
import { volume } from '../shapes.ts'
import { validateNetwork } from '../validate.ts'
import { readStoredLayer, storedLayers } from './bnn-pynq-files.ts'
import { type FolderImporter, knownTopology } from './importer.ts'
import { type StackedLayer, stackLayers } from './stack.ts'

/** What a name stands for: an input, then layers. */
interface Topology {
  readonly input: InputEncoding
  readonly layers: readonly TopologyLayer[]
  /** Where the answer comes from: the thresholds of the last layer, or its popcounts alone. */
  readonly decision: DecisionRule['kind']
}

interface TopologyLayer {
  readonly kind: StackedLayer['kind']
  readonly outputs: number
}

const mnist: InputEncoding = { kind: 'bits', shape: [28, 28, 1], threshold: 128 }
const cifar: InputEncoding = {
  kind: 'integers',
  shape: [32, 32, 3],
  bits: 8,
  signed: true,
  mapping: { kind: 'fixedPoint' },
}

const fullyConnected = (...sizes: number[]): TopologyLayer[] =>
  sizes.map((outputs) => ({ kind: 'fullyConnected', outputs }))

const convolutions = (...sizes: number[]): TopologyLayer[] =>
  sizes.map((outputs) => ({ kind: 'convolution', outputs }))

const pooled = (outputs: number): TopologyLayer => ({ kind: 'pooledConvolution', outputs })

const topologies = {
  lfc: { input: mnist, layers: fullyConnected(1024, 1024, 1024, 10), decision: 'highest-set-bit' },
  sfc: { input: mnist, layers: fullyConnected(256, 256, 256, 10), decision: 'highest-set-bit' },
  tfc: { input: mnist, layers: fullyConnected(64, 64, 64, 10), decision: 'highest-set-bit' },
  cnv: {
    input: cifar,
    layers: [
      ...convolutions(64),
      pooled(64),
      ...convolutions(128),
      pooled(128),
      ...convolutions(256, 256),
      ...fullyConnected(512, 512, 10),
    ],
    decision: 'argmax',
  },
} as const satisfies Readonly<Record<string, Topology>>

/** The network shapes that BNN-PYNQ and FINN have names for. */
const topologyNames = Object.keys(topologies) as readonly (keyof typeof topologies)[]

export const bnnPynq: FolderImporter = {
  kind: 'folder',
  format: 'bnn-pynq',
  about: 'networks as BNN-PYNQ releases them',
  topologies: topologyNames,
  contents: '0-0-weights.bin and so on (BNN-PYNQ)',
  recognises: (names) => storedLayers(names).length > 0,
  read: (folder, topology) => importBnnPynq(folder, topology),
}

/**
 * Reads a folder of `L-P-weights.bin`, `L-P-thres.bin` and `classes.txt`, for whatever number of elements each layer
 * was cut. The files say `pop > threshold`; the network says `pop >= threshold + 1`. A first layer of 8-bit pixels has
 * thresholds with one fraction bit more than its sums: `2 * sum > threshold` is `sum >= floor(threshold / 2) + 1`. The last
 * layer's popcounts are the scores; where it has thresholds, these become the authors' decision rule, the highest set bit.
 *
 * @param topology The shape of the network; it is not in the files.
 * @param options.name The network's name; the topology unless given.
 * @throws InputError for an unknown topology, a folder that is none, and missing, truncated or contradictory files.
 *
 * @example
 * const network = importBnnPynq('mnist-lfcW1A1', 'lfc')
 */
export function importBnnPynq(folder: string, topology: string, options: { name?: string } = {}): Network {
  const known: Topology = topologies[knownTopology(topologyNames, topology)]
  const { input, layers } = known
  checkLayers(folder, topology, layers.length)
  const classes = readClasses(join(folder, 'classes.txt'), layers.at(-1)!.outputs)
  const { stacked, decision } = readLayers(folder, known)
  const network: Network = {
    name: options.name ?? topology,
    input,
    layers: stackLayers(input.shape, { first: 'none', others: 'none' }, stacked),
    scores: { kind: 'popcount' },
    decision,
    classes,
  }
  atPlace(folder, () => validateNetwork(network))
  return network
}

function readLayers(
  folder: string,
  { input, layers, decision: decides }: Topology,
): { stacked: StackedLayer[]; decision: DecisionRule } {
  let decision: DecisionRule = { kind: 'argmax' }
  // In the topologies above, a map is one pixel when the fully connected layers begin, or it is the image.
  let inputs = layers[0]!.kind === 'fullyConnected' ? volume(input.shape) : input.shape[2]
  const stacked = layers.map(({ kind, outputs }, index): StackedLayer => {
    const isLast = index === layers.length - 1
    const hasThresholds = !isLast || decides === 'highest-set-bit'
    const columns = kind === 'fullyConnected' ? inputs : 9 * inputs
    inputs = outputs
    const stored = readStoredLayer(folder, index, outputs, columns, hasThresholds)
    const addsIntegers = index === 0 && input.kind === 'integers'
    const thresholds = stored.thresholds.map((threshold) => leastSum(threshold, addsIntegers))
    if (isLast && hasThresholds) decision = { kind: 'highest-set-bit', thresholds }
    return { kind, weights: stored.weights, thresholds: isLast ? null : Int32Array.from(thresholds) }
  })
  return { stacked, decision }
}

/** `sum > threshold` as `sum >= result`. What does not fit 32 bits is out of reach on the same side when clamped. */
function leastSum(threshold: bigint, hasFractionBit: boolean): number {
  const whole = hasFractionBit ? threshold >> 1n : threshold
  return clampedToInt32(Number(whole) + 1)
}

function checkLayers(folder: string, topology: string, count: number): void {
  const found = storedLayers(readInputFolder(folder))
  if (found.length === 0) {
    throw new InputError('there are no BNN-PYNQ parameter files here', {
      place: folder,
      help: 'name the folder with 0-0-weights.bin, 0-0-thres.bin and so on',
    })
  }
  if (found.some((layer, index) => layer !== index) || found.length !== count) {
    throw new InputError(
      `there are files of layers ${found.join(', ')}, but ${topology} has layers 0 to ${count - 1}`,
      {
        place: folder,
        help: 'check that the topology is the one of this folder, and that no file is missing',
      },
    )
  }
}

/** One name a line; LF or CR LF; blank lines do not count. */
function readClasses(path: string, count: number): string[] {
  const lines = new TextDecoder().decode(readInputFile(path)).split('\n')
  const classes = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (classes.length !== count) {
    throw new InputError(`it names ${classes.length} classes, but the network has ${count}`, {
      place: path,
      help: 'write one class name a line',
    })
  }
  return classes
}
