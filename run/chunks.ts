/** Chunks: images that run through a simulator back to back; what a chunk gives, and how chunks add up. */

import { firstImages, type ImageSet } from '../network/images.ts'
import type { Plan } from '../plan/plan.ts'
import { simulators } from '../sim/simulators.ts'

/** What computes the scores: the integer reference, or the hardware in one of the simulators. */
export const networkSimulators = ['reference', ...simulators] as const
export type NetworkSimulator = (typeof networkSimulators)[number]

/** Neighbouring images of a set. */
export interface Chunk {
  readonly start: number
  readonly count: number
}

/** What a network says about an image. */
export interface Verdict {
  readonly scores: readonly number[]
  readonly answer: number
}

/** What running a chunk gives; null where there is no hardware. */
export interface ChunkResult extends Chunk {
  /** One an image, in order. */
  readonly verdicts: readonly Verdict[]
  /** Cycles from the first beat of the first image to its result. */
  readonly latency: number | null
  /** Cycles from each result to the next one. */
  readonly intervals: readonly number[]
}

/** Cycles that a chunk takes at least, if there are images enough: some seconds of work. */
const leastCycles = { engine: 2 ** 17, icarus: 2 ** 14, verilator: 2 ** 20 } as const
/** The pipeline fills anew for each chunk, for two or three frame times: a small part of this many. */
const fewestImages = 16
/** So many images of a fast network already take longer to run than a simulator to start. */
const mostImages = 512
/** Multiplications that the reference does in a second or so, and images that are worth another thread. */
const leastProducts = 2 ** 37
const mostImagesOfReference = 2048

/**
 * The chunks of `count` images, nearly equal in size. They follow from what is simulated alone, never from the machine, so that
 * every run has the same ones.
 */
export function chunksOf(count: number, plan: Plan, simulator: NetworkSimulator): Chunk[] {
  const wanted =
    simulator === 'reference'
      ? between(fewestImages, leastProducts / productsOf(plan), mostImagesOfReference)
      : between(fewestImages, leastCycles[simulator] / plan.interval, mostImages)
  const chunks = Math.ceil(count / wanted)
  const edge = (index: number) => Math.round((index * count) / chunks)
  return Array.from({ length: chunks }, (_, index) => {
    const start = edge(index)
    return { start, count: edge(index + 1) - start }
  })
}

/** Products of weights and activations in a frame, those of idle lanes included. */
function productsOf({ layers }: Plan): number {
  return layers.reduce((sum, { pe, simd, cycles }) => sum + pe * simd * cycles.folds, 0)
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, Math.ceil(value)))
}

/** The images of a chunk, in memory of their own, labels left out. */
export function imagesOf(images: ImageSet, { start, count }: Chunk): ImageSet {
  const size = images.pixels.length / images.count
  const rest = { ...images, count: images.count - start, pixels: images.pixels.subarray(start * size) }
  const { shape, pixels } = firstImages({ ...rest, labels: null }, count)
  return { count, shape, pixels: pixels.slice(), labels: null }
}

/** Cycles of a run, put together from its chunks. */
export interface RunCycles {
  /** Cycles between the last two results of a chunk; null for fewer than two images, or no hardware. */
  readonly interval: number | null
  /** Cycles from the first beat of the first image to its result; null without hardware. */
  readonly latency: number | null
}

/** The cycles that the chunks of a run tell, in order: those of the first chunk that has them. */
export function cyclesOf(results: readonly ChunkResult[]): RunCycles {
  const measured = results.find(({ intervals }) => intervals.length > 0)
  return { interval: measured?.intervals.at(-1) ?? null, latency: results[0]?.latency ?? null }
}

/** Every distance between two results that was seen, each once, the shortest first: a single one if the pipeline runs evenly. */
export function intervalsOf(results: readonly ChunkResult[]): number[] {
  const seen = new Set(results.flatMap(({ intervals }) => intervals))
  return [...seen].sort((a, b) => a - b)
}
