/** Writing a file so that nobody ever sees half of it. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputError } from './input-error.ts'

/**
 * Writes a file under a temporary name beside its place, then renames it; missing folders are made.
 *
 * @throws InputError when that is not possible, for instance because the folder is a file; nothing is left behind.
 */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeThenRename(path, content)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new InputError(`cannot be written (${code})`, {
      place: path,
      help: 'name a folder that can be written to',
    })
  }
}

function writeThenRename(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
