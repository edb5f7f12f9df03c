/** One way to read a network, whatever format it comes in. */
import { InputError } from '../tools/files/input-error.ts'
import { detectImporter, fileFor } from './import/detect.ts'
import { type Importer, knownTopology } from './import/importer.ts'
import { importers } from './import/importers.ts'
import type { Network } from './network.ts'
import { alternatives } from './require.ts'

/** The formats that `loadModel` reads. */
export const modelFormats: readonly string[] = importers.map(({ format }) => format)

/** The topologies of all formats that need one. */
export const modelTopologies: readonly string[] = [
  ...new Set(importers.flatMap(({ topologies }) => topologies)),
]

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
  const importer = options.format === undefined ? detectImporter(path) : importerOf(options.format)
  const topology = checkedTopology(path, importer, options.topology)
  switch (importer.kind) {
    case 'folder':
      return importer.read(path, topology)
    case 'file':
      return importer.read(fileFor(importer, path), topology)
  }
}

function importerOf(format: string): Importer {
  const known = importers.find((importer) => importer.format === format)
  if (known !== undefined) return known
  throw new InputError(`format ${JSON.stringify(format)} is not known`, {
    help: `use --format ${alternatives(modelFormats)}, or leave it out`,
  })
}

/** The topology of a format that needs one; the empty string for the others. */
function checkedTopology(
  path: string,
  { format, topologies }: Importer,
  topology: string | undefined,
): string {
  if (topologies.length === 0) {
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
      help: `add --topology with one of ${topologies.join(', ')}`,
    })
  }
  return knownTopology(topologies, topology)
}
