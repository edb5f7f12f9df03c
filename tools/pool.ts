/** Worker threads, on Piscina: what computes for seconds does so beside this thread. */

import path from 'node:path'
import { Piscina } from 'piscina'
import { Interrupted } from './interrupted.ts'

/** What the default export of a thread's program is: called once a thread, it gives what does the thread's tasks. */
export type ThreadProgram<Data, Task, Result> = (data: Data) => (task: Task) => Result | Promise<Result>

export interface PoolOptions<Data> {
  /** The file of the threads' program. */
  readonly program: string
  /** A module that a thread loads before it, such as a loader for TypeScript. */
  readonly preload?: string
  readonly data: Data
  /** So many tasks run at once; more wait for their turn. */
  readonly threads: number
  /** A thread without work ends after so long, and gives its memory back; by default it waits for more. */
  readonly idleSeconds?: number
  /** Classes of errors that leave a thread as themselves; others arrive as plain errors. */
  readonly errors?: readonly ErrorClass[]
}

export type ErrorClass = new (...args: never) => Error

/** Threads start when they are needed, and those without work keep no process alive. */
export interface Pool<Task, Result> {
  /**
   * Does a task in a thread.
   *
   * @throws whatever the thread's program throws; `Interrupted` when `signal` ends the thread
   */
  run(task: Task, signal?: AbortSignal): Promise<Result>
  /** Ends all threads. */
  close(): Promise<void>
}

/** What comes back from a thread; errors are plain data on the way, which would lose their class anyway. */
type Answer<Result> = { readonly result: Result } | { readonly failure: Failure }

interface Failure {
  readonly name: string
  readonly message: string
  readonly stack: string | null
  /** Its own properties, if it is of one of the classes. */
  readonly properties: Readonly<Record<string, unknown>>
}

/**
 * A pool of threads that all run one program. `run/simulate-network.ts` makes one for images, `wasm-tools.ts` one for Yosys and nextpnr.
 */
export function workerPool<Data, Task, Result>(options: PoolOptions<Data>): Pool<Task, Result> {
  const { program, preload, data, threads, idleSeconds = Number.POSITIVE_INFINITY, errors = [] } = options
  const pool = new Piscina<Task, Answer<Result>>({
    filename: path.join(import.meta.dirname, 'thread.mjs'),
    workerData: { program, preload, data, errors: errors.map(({ name }) => name) },
    execArgv: [],
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 1000 * idleSeconds,
    recordTiming: false,
    // Tasks begin in the order in which they come.
    stricterFIFO: true,
  })
  return {
    run: async (task, signal) => {
      const answer = await pool.run(task, { signal: signal ?? null }).catch((error: unknown) => {
        throw signal?.aborted ? new Interrupted('a task') : error
      })
      if ('failure' in answer) throw errorOf(answer.failure, errors)
      return answer.result
    },
    close: () => pool.destroy(),
  }
}

function errorOf({ name, message, stack, properties }: Failure, classes: readonly ErrorClass[]): Error {
  const error = new Error(message)
  if (stack !== null) error.stack = stack
  const known = classes.find((known) => known.name === name)
  return known ? Object.assign(Object.setPrototypeOf(error, known.prototype), properties) : error
}
