/** A results file: the chunks of a run as they are finished, so that a run that was interrupted can go on. */

import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { InputError } from '../tools/files/input-error.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import type { Chunk, ChunkResult, NetworkSimulator } from './chunks.ts'

/** What results belong to. */
export interface ResultsOwner {
  readonly network: string
  readonly simulator: NetworkSimulator
  readonly images: number
  /** A digest of everything that decides the results: folder, pixels, stalls. */
  readonly key: string
}

/** An open results file. */
export interface ResultsFile {
  /** The chunks that it held when it was opened. */
  readonly results: readonly ChunkResult[]
  /** Adds a chunk. */
  append(result: ChunkResult): void
}

const format = 'bitloom results 1'
const freshStart = 'delete the file to start over, or name another one'

/**
 * Opens the results file of a run, or begins one. Each line is the digest of a record and the record as JSON: first the owner,
 * then one chunk a line. A last line without its end, left by a process that was killed, is dropped.
 *
 * @throws InputError when the file is of another run, or damaged
 */
export function openResults(path: string, owner: ResultsOwner, chunks: readonly Chunk[]): ResultsFile {
  const header = { format, ...owner }
  const append = (result: ChunkResult) => appendFileSync(path, lineOf(result))
  if (!existsSync(path)) {
    writeFileWhole(path, lineOf(header))
    return { results: [], append }
  }
  const bytes = readFileSync(path)
  const whole = bytes.lastIndexOf('\n') + 1
  const lines = bytes.toString('utf8', 0, Math.max(0, whole - 1)).split('\n')
  const [first, ...rest] = lines.map((line, index) => recordOf(path, line, index))
  checkOwner(path, first, header)
  const results = rest as ChunkResult[]
  results.forEach(({ start, count }, index) => {
    if (chunks.some((chunk) => chunk.start === start && chunk.count === count)) return
    throw new InputError(`images ${start} to ${start + count - 1} are no chunk of this run`, {
      place: `${path}: line ${index + 2}`,
      help: freshStart,
    })
  })
  if (whole < bytes.length) truncateSync(path, whole)
  return { results, append }
}

function lineOf(record: object): string {
  const text = JSON.stringify(record)
  return `${digestOf(text)} ${text}\n`
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function recordOf(path: string, line: string, index: number): unknown {
  const [, digest, text] = /^([0-9a-f]{16}) (.*)$/.exec(line) ?? []
  if (text !== undefined && digestOf(text) === digest) return JSON.parse(text)
  const what = index === 0 ? 'this is no results file of `simulate`' : 'the record is damaged'
  throw new InputError(what, { place: `${path}: line ${index + 1}`, help: freshStart })
}

function checkOwner(path: string, found: unknown, expected: ResultsOwner & { format: string }): void {
  const header = found as Record<string, unknown>
  for (const [name, value] of Object.entries(expected)) {
    if (header[name] === value) continue
    const other =
      name === 'key'
        ? 'another elaborated folder or other images'
        : `${name} ${String(header[name])}, not ${value}`
    throw new InputError(`these are results of ${other}`, { place: path, help: freshStart })
  }
}
