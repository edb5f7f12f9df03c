/** Images through an elaborated network, on all cores: scores, answers, and the cycles they took. */

import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { ImageSet } from '../network/images.ts'
import { SimulationError } from '../sim/error.ts'
import { InputError } from '../tools/files/input-error.ts'
import { Interrupted } from '../tools/interrupted.ts'
import { inParallel } from '../tools/parallel.ts'
import { workerPool } from '../tools/pool.ts'
import type { ThreadData } from './chunk-thread.ts'
import {
  type Chunk,
  type ChunkResult,
  chunksOf,
  cyclesOf,
  imagesOf,
  intervalsOf,
  type NetworkSimulator,
  type RunCycles,
  type Verdict,
} from './chunks.ts'
import { type ElaboratedFolder, folderDigest } from './elaborated-folder.ts'
import { openResults } from './results-file.ts'
import { type ChunkOutcome, chunkRunner, type NetworkStalls } from './run-chunk.ts'

export { type NetworkSimulator, networkSimulators } from './chunks.ts'
export { type ElaboratedFolder, loadElaborated } from './elaborated-folder.ts'
export { traceNetwork } from './run-chunk.ts'

export interface ImageResult extends Verdict {
  readonly index: number
  /** The label in the image set, null when it has none. */
  readonly label: number | null
}

/** The first image whose scores are not those of the reference. */
export interface Difference extends Verdict {
  readonly index: number
  readonly expected: Verdict
}

/** The JSON of `npm run simulate`. */
export interface NetworkRun {
  readonly network: string
  readonly simulator: NetworkSimulator
  /** Whether all images were run; a run that is interrupted, or finds a difference, holds those that were. */
  readonly complete: boolean
  readonly images: readonly ImageResult[]
  /** How many answers equal their labels; null without labels. */
  readonly correct: number | null
  readonly cycles: RunCycles
  /** Every distance between two results that was seen, in cycles: only `cycles.interval` if the pipeline runs evenly. */
  readonly intervals: readonly number[]
  /** Null when every score equals the reference's, or nobody asked. */
  readonly difference: Difference | null
}

/** How far a run is. */
export interface RunProgress {
  readonly done: number
  /** How many of these a results file held. */
  readonly resumed: number
  /** How many answers of these are right; null without labels. */
  readonly correct: number | null
}

export interface NetworkRunOptions {
  readonly simulator: NetworkSimulator
  /** Stalls of the image and the result stream; none by default. */
  readonly stalls?: NetworkStalls
  /** Chunks of images that run at the same time; by default one a core. Nothing but time depends on it. */
  readonly jobs?: number
  /** What the reference says about each image: the run ends at the first chunk that says something else. */
  readonly expected?: readonly Verdict[]
  /** A results file to go on with, or to begin. */
  readonly resume?: string
  /** Ends the run before its time; chunks that are done count. */
  readonly signal?: AbortSignal
  /** Called whenever a chunk is done. */
  readonly onProgress?: (progress: RunProgress) => void
}

/**
 * Runs every image of `images` through the network: in chunks that run at the same time, the images of a chunk one after the
 * other without a pause. Chunks do not depend on the machine, and neither do the results.
 *
 * @throws InputError when the images do not fit, a simulator is missing, or the results file is of another run
 * @throws SimulationError when the hardware breaks a stream rule
 *
 * @example
 * const folder = { directory: 'rtl-out/lfc', network, plan } // or loadElaborated('rtl-out/lfc')
 * const { correct } = await simulateNetwork(folder, images, { simulator: 'engine' })
 */
export async function simulateNetwork(
  folder: ElaboratedFolder,
  images: ImageSet,
  options: NetworkRunOptions,
): Promise<NetworkRun> {
  const { simulator, expected } = options
  const chunks = chunksOf(images.count, folder.plan, simulator)
  const file =
    options.resume === undefined ? null : resultsOf(options.resume, folder, images, options, chunks)
  const known = new Map(file?.results.map((result) => [result.start, result]))
  const results = chunks.map(({ start }) => known.get(start) ?? null)
  const tell = progressTeller(images, file?.results ?? [], options.onProgress)
  let differing = Number.POSITIVE_INFINITY
  const take = (result: ChunkResult, index: number) => {
    results[index] = result
    if (differenceIn([result], expected) !== null) differing = Math.min(differing, index)
    tell(result)
  }
  results.forEach((result, index) => {
    if (result !== null) take(result, index)
  })

  const workers = await workersFor(folder, chunks.length - known.size, options)
  const jobs = chunks.map((chunk, index) => async () => {
    if (results[index] !== null) return
    const result = await runChunk(chunk, imagesOf(images, chunk), workers.run, options.signal)
    if (result === null) return
    file?.append(result)
    take(result, index)
  })
  try {
    const goesOn = (index: number) => !options.signal?.aborted && index < differing
    await inParallel(jobs, workers.count, goesOn)
  } finally {
    await workers.close()
  }
  return describeRun(folder, images, simulator, results, expected)
}

/** Something that runs `count` chunks at a time. */
interface Workers {
  readonly count: number
  readonly run: (images: ImageSet, signal?: AbortSignal) => Promise<ChunkOutcome>
  readonly close: () => Promise<void>
}

/** Icarus and Verilator are processes of their own; what computes in this one gets threads when there is work for several. */
async function workersFor(
  folder: ElaboratedFolder,
  chunks: number,
  { simulator, stalls, jobs = availableParallelism() }: NetworkRunOptions,
): Promise<Workers> {
  const count = Math.min(jobs, chunks)
  const isProcess = simulator === 'icarus' || simulator === 'verilator'
  if (isProcess || count <= 1) {
    const run = chunks === 0 ? nothingToRun : await chunkRunner(folder, simulator, stalls)
    return { count: jobs, run, close: async () => {} }
  }
  const pool = workerPool<ThreadData, ImageSet, ChunkOutcome>({
    program: path.join(import.meta.dirname, 'chunk-thread.ts'),
    preload: path.join(import.meta.dirname, '../dsl/naming/register.mjs'),
    data: { directory: folder.directory, simulator, stalls: stalls ?? null },
    threads: count,
    errors: [InputError, SimulationError],
  })
  return { count, run: pool.run, close: pool.close }
}

async function nothingToRun(): Promise<ChunkOutcome> {
  throw new Error('internal: every chunk is known')
}

/** The result of a chunk, null when the run is interrupted. */
async function runChunk(
  chunk: Chunk,
  images: ImageSet,
  run: Workers['run'],
  signal: AbortSignal | undefined,
): Promise<ChunkResult | null> {
  // What computes in this thread leaves room for signals between chunks.
  await new Promise(setImmediate)
  if (signal?.aborted) return null
  try {
    return { ...chunk, ...(await run(images, signal)) }
  } catch (error) {
    if (error instanceof Interrupted && signal?.aborted) return null
    throw error
  }
}

function resultsOf(
  path: string,
  folder: ElaboratedFolder,
  { count, pixels }: ImageSet,
  { simulator, stalls }: NetworkRunOptions,
  chunks: readonly Chunk[],
) {
  const key = createHash('sha256')
    .update(folderDigest(folder))
    .update(JSON.stringify(stalls ?? null))
    .update(pixels)
    .digest('hex')
  return openResults(path, { network: folder.network.name, simulator, images: count, key }, chunks)
}

/** Adds chunks up for `onProgress`. */
function progressTeller(
  { labels }: ImageSet,
  known: readonly ChunkResult[],
  onProgress: NetworkRunOptions['onProgress'],
): (result: ChunkResult) => void {
  const resumed = known.reduce((sum, { count }) => sum + count, 0)
  let done = 0
  let correct = 0
  return (result) => {
    done += result.count
    correct += indexed(result).filter(({ index, answer }) => labels?.[index] === answer).length
    onProgress?.({ done, resumed, correct: labels === null ? null : correct })
  }
}

function indexed({ start, verdicts }: ChunkResult): (Verdict & { readonly index: number })[] {
  return verdicts.map(({ scores, answer }, place) => ({ index: start + place, scores, answer }))
}

/** The first image of some chunks, in order, that the reference sees otherwise. */
function differenceIn(
  results: readonly ChunkResult[],
  expected: readonly Verdict[] | undefined,
): Difference | null {
  if (expected === undefined) return null
  for (const verdict of results.flatMap(indexed)) {
    const other = expected[verdict.index]!
    const same =
      verdict.answer === other.answer && verdict.scores.every((score, k) => score === other.scores[k])
    if (!same) return { ...verdict, expected: { scores: other.scores, answer: other.answer } }
  }
  return null
}

/** Chunks after the first difference may have run at the same time; they do not count. */
function describeRun(
  { network }: ElaboratedFolder,
  { count, labels }: ImageSet,
  simulator: NetworkSimulator,
  all: readonly (ChunkResult | null)[],
  expected: readonly Verdict[] | undefined,
): NetworkRun {
  const done = all.filter((result) => result !== null)
  const difference = differenceIn(done, expected)
  const results = difference === null ? done : done.filter(({ start }) => start <= difference.index)
  const images = results
    .flatMap(indexed)
    .map((verdict) => ({ ...verdict, label: labels?.[verdict.index] ?? null }))
  const correct = labels === null ? null : images.filter(({ label, answer }) => label === answer).length
  return {
    network: network.name,
    simulator,
    complete: images.length === count,
    images,
    correct,
    cycles: cyclesOf(results),
    intervals: intervalsOf(results),
    difference,
  }
}
