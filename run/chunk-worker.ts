/** The program of a worker thread: runs one chunk after the other, as `chunk-threads.ts` hands them out. */

import { parentPort, workerData } from 'node:worker_threads'
import { SimulationError } from '../sim/error.ts'
import { InputError } from '../tools/files/input-error.ts'
import type { ChunkAnswer, ChunkFailure, ChunkTask, WorkerData } from './chunk-threads.ts'
import { loadElaborated } from './elaborated-folder.ts'
import { chunkRunner } from './run-chunk.ts'

const { directory, simulator, stalls } = workerData as WorkerData
const port = parentPort
if (!port) throw new Error('internal: a worker thread has a parent')
const runner = chunkRunner(loadElaborated(directory), simulator, stalls ?? undefined)

port.on('message', async ({ images }: ChunkTask) => {
  const answer: ChunkAnswer = await runner
    .then((run) => run(images))
    .then((outcome) => ({ outcome }))
    .catch((error: unknown) => ({ failure: failureOf(error) }))
  port.postMessage(answer)
})

/** Errors lose their class on the way to another thread: here is what it takes to make them again. */
function failureOf(error: unknown): ChunkFailure {
  if (error instanceof InputError) {
    const { message, place, help } = error
    return { type: 'input', message, details: { place, help } }
  }
  if (error instanceof SimulationError) {
    const { message, kind, subject, cycle, trace } = error
    return { type: 'simulation', message, kind, details: { subject, cycle, trace } }
  }
  return { type: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
