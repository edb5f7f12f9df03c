/** The program of a thread that runs chunks of one folder, in the reference or in the engine. */

import type { ImageSet } from '../network/images.ts'
import type { ThreadProgram } from '../tools/pool.ts'
import type { NetworkSimulator } from './chunks.ts'
import { loadElaborated } from './elaborated-folder.ts'
import { type ChunkOutcome, chunkRunner, type NetworkStalls } from './run-chunk.ts'

/** What a thread is told when it begins. */
export interface ThreadData {
  readonly directory: string
  readonly simulator: NetworkSimulator
  readonly stalls: NetworkStalls | null
}

const program: ThreadProgram<ThreadData, ImageSet, ChunkOutcome> = ({ directory, simulator, stalls }) => {
  const runner = chunkRunner(loadElaborated(directory), simulator, stalls ?? undefined)
  return async (images) => (await runner)(images)
}

export default program
