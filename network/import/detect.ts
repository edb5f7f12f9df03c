/** Which format a network comes in, from what lies there. */
import { join } from 'node:path'
import { InputError } from '../../tools/files/input-error.ts'
import { isFile, readInputFolder } from '../../tools/files/read-file.ts'
import { alternatives } from '../require.ts'
import type { FileImporter, Importer } from './importer.ts'
import { importers } from './importers.ts'
import { openModelFile } from './model-file.ts'

const ofFolders = importers.filter((importer) => importer.kind === 'folder')
const ofFiles = importers.filter((importer) => importer.kind === 'file')
const extensions = [...new Set(ofFiles.map(({ extension }) => extension))]

/**
 * Finds the importer of a folder, of a file, or of the only file of a folder that has the extension of a network.
 *
 * @throws InputError that says what was found instead.
 *
 * @example
 * detectImporter('examples/sfc-mnist').format // 'bitloom'
 */
export function detectImporter(path: string): Importer {
  if (!isFile(path)) {
    const names = readInputFolder(path)
    const found = ofFolders.find(({ recognises }) => recognises(names))
    if (found !== undefined) return found
    if (withExtension(names, extensions).length !== 1) throw noNetwork(path, names)
  }
  const place = fileAt(path, extensions)
  const file = openModelFile(place)
  const found = ofFiles.find(({ recognises }) => recognises(file))
  if (found === undefined) throw unknownFile(place, file.arrays())
  return found
}

/**
 * The path of a file that an importer reads, if a folder stands for it.
 *
 * @throws InputError when the folder does not hold exactly one such file.
 */
export function fileFor({ extension }: FileImporter, path: string): string {
  return fileAt(path, [extension])
}

function fileAt(path: string, extensions: readonly string[]): string {
  if (isFile(path)) return path
  const files = withExtension(readInputFolder(path), extensions)
  if (files.length === 1) return join(path, files[0]!)
  throw new InputError(`there are ${files.length} ${alternatives(extensions)} files in this folder`, {
    place: path,
    help: 'name the file',
  })
}

function withExtension(names: readonly string[], extensions: readonly string[]): string[] {
  return names.filter((name) => extensions.some((extension) => name.endsWith(extension)))
}

function noNetwork(place: string, names: readonly string[]): InputError {
  const folders = ofFolders.map(({ contents }) => contents).join(', one with ')
  return new InputError(`there is no network here, among ${names.length} files`, {
    place,
    help: `name a folder with ${folders}, or a ${alternatives(extensions)} file`,
  })
}

function unknownFile(place: string, arrays: readonly string[] | null): InputError {
  if (arrays !== null) {
    return new InputError(`its arrays are those of no known format: ${arrays.slice(0, 5).join(', ')}`, {
      place,
      help: 'docs/network-format.md lists the files that can be read',
    })
  }
  const origins = [...new Set(ofFiles.map(({ origin }) => origin))]
  return new InputError(`this is no ${alternatives(extensions)} file`, {
    place,
    help: `name a file that ${alternatives(origins)}, or the folder that a network lies in`,
  })
}
