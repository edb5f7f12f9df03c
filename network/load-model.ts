/** One way to read a network, whatever format it comes in. */
import { descriptionFile, loadNetwork, parametersFile } from './files.ts'
import { bnnPynqTopologies, importBnnPynq } from './import/bnn-pynq.ts'
import { storedLayers } from './import/bnn-pynq-files.ts'
import { InputError } from './input-error.ts'
import type { Network } from './network.ts'
import { readInputFolder } from './read-file.ts'

/** The formats that `loadModel` reads. */
export const modelFormats = ['bitloom', 'bnn-pynq'] as const
export type ModelFormat = (typeof modelFormats)[number]

/**
 * Reads a network of any format.
 *
 * @param options.format What the folder holds; found out when not given.
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
  const format = options.format ?? detectFormat(path)
  const { topology } = options
  switch (format) {
    case 'bitloom':
      if (topology !== undefined) {
        throw new InputError(
          `a topology (${topology}) was given, but this folder describes its network itself`,
          {
            place: path,
            help: 'leave out --topology',
          },
        )
      }
      return loadNetwork(path)
    case 'bnn-pynq':
      if (topology === undefined) {
        throw new InputError(
          'these are BNN-PYNQ parameter files, which do not say how the layers are connected',
          {
            place: path,
            help: `add --topology with one of ${bnnPynqTopologies.join(', ')}`,
          },
        )
      }
      return importBnnPynq(path, topology)
    default:
      throw new InputError(`format ${JSON.stringify(format)} is not known`, {
        help: `use --format ${modelFormats.join(' or --format ')}, or leave it out`,
      })
  }
}

function detectFormat(path: string): ModelFormat {
  const names = readInputFolder(path)
  if (names.includes(descriptionFile)) return 'bitloom'
  if (storedLayers(path).length > 0) return 'bnn-pynq'
  throw new InputError(`there is no network here, among ${names.length} files`, {
    place: path,
    help: `name a folder with ${descriptionFile} and ${parametersFile}, or one with 0-0-weights.bin and so on (BNN-PYNQ)`,
  })
}
