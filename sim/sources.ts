/** The SystemVerilog of a target, read once: for cache keys and for the simulators' command lines. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InputError } from '../tools/files/input-error.ts'
import type { SimulationTarget } from './target.ts'

export interface RtlSources {
  /** The folder to run in, absolute. */
  readonly directory: string
  /** Absolute paths. */
  readonly files: readonly string[]
  /** What decides a build: names and texts. */
  readonly content: readonly string[]
}

/**
 * Reads the `*.sv` files of a target.
 *
 * @throws InputError when the target has no RTL or a file cannot be read
 */
export async function readSources(target: SimulationTarget): Promise<RtlSources> {
  if (target.directory === null || target.files.length === 0) {
    throw new InputError(`there is no SystemVerilog for ${target.top}`, {
      help: 'emit the design to a folder first, or use the engine',
    })
  }
  const directory = path.resolve(target.directory)
  const files = target.files.map((file) => path.join(directory, file))
  const texts = await Promise.all(
    files.map((file) =>
      readFile(file, 'utf8').catch((error: Error) => {
        throw new InputError(`cannot be read: ${error.message}`, { place: file })
      }),
    ),
  )
  return { directory, files, content: [...target.files, ...texts] }
}
