/** Reading files and folders that a user named, with errors that say what to do. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { InputError } from './input-error.ts'

const causes: Readonly<Record<string, readonly [message: string, help: string]>> = {
  ENOENT: ['there is no such file or folder', 'check the path'],
  ENOTDIR: ['this is not a folder', 'name the folder that holds the files'],
  EISDIR: ['this is a folder, not a file', 'name a file'],
  EACCES: ['reading is not permitted', 'change the permissions'],
}

/** @throws InputError when the file cannot be read. */
export function readInputFile(path: string): Uint8Array {
  return withCauses(path, () => readFileSync(path))
}

/** The names in a folder, sorted. @throws InputError when it is missing or no folder. */
export function readInputFolder(path: string): string[] {
  return withCauses(path, () => readdirSync(path).sort())
}

/** True for a file, false for a folder. @throws InputError when there is neither. */
export function isFile(path: string): boolean {
  return withCauses(path, () => statSync(path).isFile())
}

function withCauses<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const [message, help] = causes[code] ?? [`cannot be read (${code})`, null]
    throw new InputError(message, { place: path, help })
  }
}
