/** A file whose format is not known yet, as importers look at it. */
import { atPlace } from '../../tools/files/input-error.ts'
import { readNpz } from '../../tools/files/npz.ts'
import { readInputFile } from '../../tools/files/read-file.ts'

/** What recognising a file may take. */
export interface ModelFile {
  readonly bytes: Uint8Array
  /**
   * The names of the arrays of a .npz file; null for any other file.
   *
   * @throws InputError when it is a zip file, but damaged or none of arrays.
   */
  readonly arrays: () => readonly string[] | null
}

/** @throws InputError when the file cannot be read. */
export function openModelFile(path: string): ModelFile {
  const bytes = readInputFile(path)
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  let names: readonly string[] | null = null
  return {
    bytes,
    arrays() {
      if (isZip) names ??= atPlace(path, () => readNpz(bytes)).names
      return names
    },
  }
}

/** What the importers of .npz files have in common. */
export const npzFile = { kind: 'file', extension: '.npz', origin: 'numpy.savez wrote' } as const

/** True for the .npz files that hold all of these arrays. */
export function holding(...wanted: readonly string[]): (file: ModelFile) => boolean {
  return ({ arrays }) => wanted.every((name) => arrays()?.includes(name))
}
