/** Laying out the data folder: every file is checked by its digest before it gets its place, and none is ever replaced. */

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatInputError, InputError } from '../../tools/files/input-error.ts'
import { writeFileWhole } from '../../tools/files/write-file.ts'
import { type FolderOption, type Source, sources } from './sources.ts'

/** What the digest of a file may be, by its path in the data folder. */
export type Digests = Readonly<Record<string, string | readonly string[]>>

/**
 * What became of a file: it was there already, it was written, its source was not named or is not to be had, its source
 * does not have it, what the source has is something else, or what lies in its place is something else.
 */
export const outcomes = [
  'kept',
  'written',
  'missing',
  'notInSource',
  'wrongInSource',
  'wrongInPlace',
] as const
export type Outcome = (typeof outcomes)[number]

/** One file after the work. */
export interface LaidFile {
  readonly path: string
  readonly source: Source
  readonly outcome: Outcome
  /** Why a source could not be read, in one sentence. */
  readonly reason?: string
}

/** The digests of all files of the data folder, as they were published. */
export function knownDigests(): Digests {
  return JSON.parse(readFileSync(new URL('digests.json', import.meta.url), 'utf8')) as Digests
}

/** Where a file comes from. */
export function sourceOf(path: string): Source {
  const source = sources.find(({ paths }) => paths.test(path))
  if (source === undefined) throw new Error(`internal: ${path} comes from nowhere`)
  return source
}

/** Writes what is not in `out` yet and can be had from the folders that are named. */
export function layOut(
  out: string,
  folders: Readonly<Partial<Record<FolderOption, string>>>,
  digests: Digests = knownDigests(),
): LaidFile[] {
  return Object.entries(digests).map(([path, digest]): LaidFile => {
    const source = sourceOf(path)
    try {
      return { path, source, outcome: place(join(out, path), path, source, folders, [digest].flat()) }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return { path, source, outcome: 'wrongInSource', reason: formatInputError(error) }
    }
  })
}

function place(
  target: string,
  path: string,
  { option, candidates }: Source,
  folders: Readonly<Partial<Record<FolderOption, string>>>,
  digests: readonly string[],
): Outcome {
  const isRight = (content: Uint8Array) =>
    digests.includes(createHash('sha256').update(content).digest('hex'))
  if (existsSync(target)) return isRight(readFileSync(target)) ? 'kept' : 'wrongInPlace'
  const folder = option === null ? '' : folders[option]
  if (folder === undefined) return 'missing'
  const found = candidates(path, folder).filter((content) => content !== null)
  if (found.length === 0) return option === null ? 'missing' : 'notInSource'
  const right = found.find(isRight)
  if (right === undefined) return 'wrongInSource'
  writeFileWhole(target, right)
  return 'written'
}

/** True for what the user must look at. */
export function isFailure({ outcome }: LaidFile): boolean {
  return outcome === 'notInSource' || outcome === 'wrongInSource' || outcome === 'wrongInPlace'
}
