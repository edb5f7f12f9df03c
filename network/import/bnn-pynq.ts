/** Importer of BNN-PYNQ parameter folders (Umuroglu et al., FINN, FPGA 2017): published networks, weights as released. */
import { join } from 'node:path'
import { atPlace, InputError } from '../input-error.ts'
import type { FullyConnectedLayer, Network } from '../network.ts'
import { readInputFile } from '../read-file.ts'
import { validateNetwork } from '../validate.ts'
import { readStoredLayer, storedLayers } from './bnn-pynq-files.ts'

/** The number of neurons in each layer behind the 784 pixels of an MNIST image. */
const fullyConnected = {
  lfc: [1024, 1024, 1024, 10],
  sfc: [256, 256, 256, 10],
  tfc: [64, 64, 64, 10],
} as const satisfies Readonly<Record<string, readonly number[]>>

/** A network shape that BNN-PYNQ and FINN have a name for. */
export type BnnPynqTopology = keyof typeof fullyConnected

export const bnnPynqTopologies = Object.keys(fullyConnected) as readonly BnnPynqTopology[]

/** True for the name of a topology that can be imported. */
function isBnnPynqTopology(name: string): name is BnnPynqTopology {
  return Object.hasOwn(fullyConnected, name)
}

/**
 * Reads a folder of `L-P-weights.bin`, `L-P-thres.bin` and `classes.txt`, for whatever number of elements each layer
 * was cut. The files say `pop > threshold`; the network says `pop >= threshold + 1`. The last layer's thresholds become the
 * authors' decision rule, the highest set output bit; its popcounts are the scores.
 *
 * @param topology The shape of the network; it is not in the files.
 * @param options.name The network's name; the topology unless given.
 * @throws InputError for an unknown topology, a folder that is none, and missing, truncated or contradictory files.
 *
 * @example
 * const network = importBnnPynq('mnist-lfcW1A1', 'lfc')
 */
export function importBnnPynq(folder: string, topology: string, options: { name?: string } = {}): Network {
  if (!isBnnPynqTopology(topology)) {
    throw new InputError(`topology ${JSON.stringify(topology)} is not known`, {
      help: `the known ones are ${bnnPynqTopologies.join(', ')}`,
    })
  }
  const sizes = fullyConnected[topology]
  checkLayers(folder, topology, sizes.length)
  const classes = readClasses(join(folder, 'classes.txt'), sizes.at(-1)!)
  const stored = sizes.map((outputs, index) =>
    readStoredLayer(folder, index, outputs, sizes[index - 1] ?? 784),
  )
  const thresholds = stored.map((layer) => layer.thresholds.map(atLeast))
  const layers = stored.map(
    ({ weights }, index): FullyConnectedLayer => ({
      kind: 'fullyConnected',
      name: `fc${index}`,
      inputs: weights.columns,
      outputs: weights.rows,
      weights,
      thresholds: index === stored.length - 1 ? null : Int32Array.from(thresholds[index]!),
    }),
  )
  const network: Network = {
    name: options.name ?? topology,
    input: { kind: 'bits', shape: [28, 28, 1], threshold: 128 },
    layers,
    scores: { kind: 'popcount' },
    decision: { rule: 'highest-set-bit', thresholds: thresholds.at(-1)! },
    classes,
  }
  atPlace(folder, () => validateNetwork(network))
  return network
}

/** `pop > threshold` as `pop >= result`. What does not fit 32 bits is out of reach on the same side when clamped. */
function atLeast(threshold: bigint): number {
  const limit = 2 ** 31
  return Math.max(-limit, Math.min(limit - 1, Number(threshold) + 1))
}

function checkLayers(folder: string, topology: string, count: number): void {
  const found = storedLayers(folder)
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
