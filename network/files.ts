/** Networks on disk in our own format; docs/network-format.md describes it. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { atPlace, InputError } from '../tools/files/input-error.ts'
import type { NpyArray, NpyData } from '../tools/files/npy.ts'
import { type Npz, readNpz, writeNpz } from '../tools/files/npz.ts'
import { readInputFile } from '../tools/files/read-file.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { BitMatrix } from './bit-matrix.ts'
import { formatDescription, type NetworkDescription, parseDescription } from './description.ts'
import type { Layer, Network } from './network.ts'
import { fanIn } from './shapes.ts'
import { validateNetwork } from './validate.ts'

export const descriptionFile = 'network.json'
export const parametersFile = 'parameters.npz'

/**
 * The files of a network by name: `parameters.npz`, then `network.json`, which carries the digest of the parameters, so that
 * files of two networks cannot be mixed up. Equal networks give equal bytes.
 *
 * @throws InputError when the network is not valid.
 */
export function networkFiles(network: Network): ReadonlyMap<string, string | Uint8Array> {
  validateNetwork(network)
  const parameters = writeNpz(parametersOf(network))
  return new Map<string, string | Uint8Array>([
    [parametersFile, parameters],
    [descriptionFile, formatDescription(network, sha256(parameters))],
  ])
}

/**
 * Writes the files of a network into a folder, the description last.
 *
 * @throws InputError when the network is not valid or the folder cannot be written.
 */
export function saveNetwork(network: Network, folder: string): void {
  for (const [name, content] of networkFiles(network)) writeFileWhole(join(folder, name), content)
}

/**
 * Reads a folder that `saveNetwork` wrote, or that was made by hand in the same format.
 *
 * @throws InputError when a file is missing, damaged, or contradicts another one.
 *
 * @example
 * const network = loadNetwork('examples/sfc-mnist')
 */
export function loadNetwork(folder: string): Network {
  const place = join(folder, descriptionFile)
  const text = new TextDecoder().decode(readInputFile(place))
  const description = parseDescription(text, place)
  const parametersPath = join(folder, parametersFile)
  const bytes = readInputFile(parametersPath)
  if (description.parametersSha256 !== undefined && description.parametersSha256 !== sha256(bytes)) {
    throw new InputError(`its SHA-256 is not the one that ${descriptionFile} names`, {
      place: parametersPath,
      help: `copy both files again; if you changed the parameters on purpose, remove parametersSha256 from ${descriptionFile}`,
    })
  }
  const layers = atPlace(parametersPath, () => layersOf(description, readNpz(bytes)))
  const { name, input, scores, decision, classes } = description
  const network: Network = { name, input, layers, scores, decision, classes }
  atPlace(place, () => validateNetwork(network))
  return network
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

const weightsOf = (layer: string) => `${layer}.weights`
const thresholdsOf = (layer: string) => `${layer}.thresholds`

function parametersOf(network: Network): Record<string, NpyArray> {
  const entries = network.layers.flatMap((layer) => {
    if (layer.kind === 'pool') return []
    const { name, outputs, weights, thresholds } = layer
    const packed: NpyArray = { shape: [outputs, Math.ceil(fanIn(layer) / 8)], data: weights.toBytes() }
    const rows: [string, NpyArray][] = [[weightsOf(name), packed]]
    if (thresholds !== null) rows.push([thresholdsOf(name), { shape: [outputs], data: thresholds }])
    return rows
  })
  return Object.fromEntries(entries)
}

function layersOf(description: NetworkDescription, npz: Npz): Layer[] {
  const wanted = new Set<string>()
  const take = <T extends NpyData>(
    name: string,
    type: new (length: number) => T,
    shape: readonly number[],
  ): T => {
    wanted.add(name)
    const array = npz.array(name)
    if (!(array.data instanceof type) || array.shape.join() !== shape.join()) {
      throw new InputError(
        `it is ${array.data.constructor.name} (${array.shape.join(', ')}), but ${type.name} (${shape.join(', ')}) is needed`,
        { place: name, help: `make it what the layer in ${descriptionFile} says` },
      )
    }
    return array.data
  }
  const layers = description.layers.map((layer, index): Layer => {
    if (layer.kind === 'pool') return layer
    const { name, outputs } = layer
    const columns = fanIn(layer)
    const bytes = take(weightsOf(name), Uint8Array, [outputs, Math.ceil(columns / 8)])
    const weights = atPlace(weightsOf(name), () => BitMatrix.fromBytes(outputs, columns, bytes))
    const isLast = index === description.layers.length - 1
    return { ...layer, weights, thresholds: isLast ? null : take(thresholdsOf(name), Int32Array, [outputs]) }
  })
  const stray = npz.names.find((name) => !wanted.has(name))
  if (stray !== undefined) {
    throw new InputError(`array ${JSON.stringify(stray)} belongs to no layer`, {
      help: `the arrays needed are ${[...wanted].join(', ')}`,
    })
  }
  return layers
}
