/** One way to read a network, whatever format it comes in. */
import { join } from 'node:path'
import { atPlace, InputError } from '../tools/files/input-error.ts'
import { readNpz } from '../tools/files/npz.ts'
import { isFile, readInputFile, readInputFolder } from '../tools/files/read-file.ts'
import { descriptionFile, loadNetwork, parametersFile } from './files.ts'
import { importBinaryNet, isBinaryNet } from './import/binarynet.ts'
import { importBitloomNpz, isBitloomNpz } from './import/bitloom-npz.ts'
import { bnnPynqTopologies, importBnnPynq } from './import/bnn-pynq.ts'
import { storedLayers } from './import/bnn-pynq-files.ts'
import { importLasagne, isLasagne, lasagneTopologies } from './import/lasagne.ts'
import type { Network } from './network.ts'

/** The formats that `loadModel` reads. */
export const modelFormats = ['bitloom', 'bnn-pynq', 'bitloom-npz', 'binarynet', 'lasagne'] as const
export type ModelFormat = (typeof modelFormats)[number]

/** Formats that do not say how the layers are connected, and the names of the ways that they can be. */
const topologies: Readonly<Partial<Record<ModelFormat, readonly string[]>>> = {
  'bnn-pynq': bnnPynqTopologies,
  lasagne: lasagneTopologies,
}

/**
 * Reads a network of any format.
 *
 * @param path A folder, or a `.npz` file; a folder with a single `.npz` file and nothing else that is known stands for that file.
 * @param options.format What it holds; found out when not given.
 * @param options.topology The shape of the network, for formats that do not store it.
 * @throws InputError that says what was found, and which flag would help.
 *
 * @example
 * loadModel('mnist-lfcW1A1', { topology: 'lfc' })
 */
export function loadModel(
  path: string,
  options: { readonly format?: string | undefined; readonly topology?: string | undefined } = {},
): Network {
  const format = knownFormat(options.format) ?? detectFormat(path)
  const topology = checkedTopology(path, format, options.topology)
  switch (format) {
    case 'bitloom':
      return loadNetwork(path)
    case 'bnn-pynq':
      return importBnnPynq(path, topology)
    case 'bitloom-npz':
      return importBitloomNpz(npzFile(path))
    case 'binarynet':
      return importBinaryNet(npzFile(path))
    case 'lasagne':
      return importLasagne(npzFile(path), topology)
  }
}

function knownFormat(name: string | undefined): ModelFormat | undefined {
  const known = modelFormats.find((format) => format === name)
  if (name !== undefined && known === undefined) {
    throw new InputError(`format ${JSON.stringify(name)} is not known`, {
      help: `use --format ${modelFormats.slice(0, -1).join(', ')} or ${modelFormats.at(-1)}, or leave it out`,
    })
  }
  return known
}

/** The topology of a format that needs one; the empty string for the others. */
function checkedTopology(path: string, format: ModelFormat, topology: string | undefined): string {
  const names = topologies[format]
  if (names === undefined) {
    if (topology === undefined) return ''
    throw new InputError(
      `a topology (${topology}) was given, but ${format} says itself how its layers are connected`,
      {
        place: path,
        help: 'leave out --topology',
      },
    )
  }
  if (topology === undefined) {
    throw new InputError(`these are ${format} parameters, which do not say how the layers are connected`, {
      place: path,
      help: `add --topology with one of ${names.join(', ')}`,
    })
  }
  if (!names.includes(topology)) {
    throw new InputError(`topology ${JSON.stringify(topology)} is not known`, {
      help: `the known ones are ${names.join(', ')}`,
    })
  }
  return topology
}

function detectFormat(path: string): ModelFormat {
  if (!isFile(path)) {
    const names = readInputFolder(path)
    if (names.includes(descriptionFile)) return 'bitloom'
    if (storedLayers(path).length > 0) return 'bnn-pynq'
    if (npzFiles(names).length !== 1) {
      throw new InputError(`there is no network here, among ${names.length} files`, {
        place: path,
        help:
          `name a folder with ${descriptionFile} and ${parametersFile}, one with 0-0-weights.bin and so on (BNN-PYNQ), ` +
          'or a .npz file',
      })
    }
  }
  const file = npzFile(path)
  const bytes = readInputFile(file)
  if (!(bytes[0] === 0x50 && bytes[1] === 0x4b)) {
    throw new InputError('this is no .npz file', {
      place: file,
      help: 'name a file that numpy.savez wrote, or the folder that a network lies in',
    })
  }
  const npz = atPlace(file, () => readNpz(bytes))
  if (isBitloomNpz(npz)) return 'bitloom-npz'
  if (isBinaryNet(npz)) return 'binarynet'
  if (isLasagne(npz)) return 'lasagne'
  throw new InputError(`its arrays are those of no known format: ${npz.names.slice(0, 5).join(', ')}`, {
    place: file,
    help: 'docs/network-format.md lists the files that can be read',
  })
}

/** The only .npz file of a folder, or the file itself. */
function npzFile(path: string): string {
  if (isFile(path)) return path
  const files = npzFiles(readInputFolder(path))
  if (files.length === 1) return join(path, files[0]!)
  throw new InputError(`there are ${files.length} .npz files in this folder`, {
    place: path,
    help: 'name the file',
  })
}

function npzFiles(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.npz'))
}
