/** Worker threads for what computes in this process: the reference and the engine, one chunk a thread at a time. */

import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ImageSet } from '../network/images.ts'
import { SimulationError, type SimulationErrorKind } from '../sim/error.ts'
import type { Trace } from '../sim/trace.ts'
import { InputError, type InputErrorDetails } from '../tools/files/input-error.ts'
import { Interrupted } from '../tools/tool.ts'
import type { NetworkSimulator } from './chunks.ts'
import type { ChunkOutcome, NetworkStalls } from './run-chunk.ts'

/** What a thread is told when it begins. */
export interface WorkerData {
  readonly directory: string
  readonly simulator: NetworkSimulator
  readonly stalls: NetworkStalls | null
}

/** What a thread is told to do. */
export interface ChunkTask {
  readonly images: ImageSet
}

/** What it answers. */
export type ChunkAnswer = { readonly outcome: ChunkOutcome } | { readonly failure: ChunkFailure }

/** An error, as plain data. */
export type ChunkFailure =
  | { readonly type: 'input'; readonly message: string; readonly details: InputErrorDetails }
  | {
      readonly type: 'simulation'
      readonly message: string
      readonly kind: SimulationErrorKind
      readonly details: { readonly subject: string | null; readonly cycle: number; readonly trace: Trace }
    }
  | { readonly type: 'bug'; readonly message: string }

const program = path.join(import.meta.dirname, 'chunk-worker.ts')
/** What lets a thread import TypeScript. */
const register = path.join(import.meta.dirname, '../dsl/naming/register.mjs')

/** Some threads that run chunks of one folder in one simulator. */
export interface ChunkThreads {
  /** Runs a chunk in a thread that has nothing to do; there are never more chunks at once than threads. */
  run(images: ImageSet): Promise<ChunkOutcome>
  /** Ends all threads; what they are computing is lost, and its promise rejects with `Interrupted`. */
  close(): Promise<void>
}

/** Starts `count` threads. */
export function chunkThreads(count: number, data: WorkerData): ChunkThreads {
  const start = () => new Worker(program, { workerData: data, execArgv: ['--import', register] })
  const threads = Array.from({ length: count }, start)
  const idle = [...threads]
  return {
    run: async (images) => {
      const thread = idle.pop()
      if (!thread) throw new Error('internal: more chunks at once than threads')
      const answer = await answerOf(thread, { images })
      idle.push(thread)
      if ('failure' in answer) throw errorOf(answer.failure)
      return answer.outcome
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}

/** Sends a task and waits for its answer, for an error outside of all tasks, or for the end of the thread. */
function answerOf(thread: Worker, task: ChunkTask): Promise<ChunkAnswer> {
  return new Promise((resolve, reject) => {
    const answered = (answer: ChunkAnswer) => settle(() => resolve(answer))
    const failed = (error: Error) => settle(() => reject(error))
    const ended = () => failed(new Interrupted('a chunk'))
    const settle = (end: () => void) => {
      thread.off('message', answered).off('error', failed).off('exit', ended)
      end()
    }
    thread.on('message', answered).on('error', failed).on('exit', ended)
    thread.postMessage(task)
  })
}

function errorOf(failure: ChunkFailure): Error {
  switch (failure.type) {
    case 'input':
      return new InputError(failure.message, failure.details)
    case 'simulation':
      return new SimulationError(failure.kind, failure.message, failure.details)
    case 'bug':
      return new Error(failure.message)
  }
}
