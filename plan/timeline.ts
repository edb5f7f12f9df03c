/** The timeline of a plan: in which cycle the first and last beat of each stage moves, exactly, without any hardware. */

import type { Network } from '../network/network.ts'
import type { Plan } from './plan.ts'
import { FifoActor } from './timeline/fifo-actor.ts'
import { type PartMaker, partMakers } from './timeline/parts.ts'
import { Pipeline } from './timeline/pipeline.ts'

/** What of a plan decides when beats move. */
export type PlannedLayers = Pick<Plan, 'layers' | 'interval'>

/** When a layer's results of the first frame leave, in cycles from the reset on, and how full its FIFO becomes. */
export interface LayerTimeline {
  readonly name: string
  readonly firstOutput: number
  readonly lastOutput: number
  /** The most beats that ever wait in the FIFO in front of the layer. */
  readonly fifoPeak: number
}

/** What a pipeline does when images are always there and results are taken at once. */
export interface Timeline {
  /** Cycles between the last two frames. */
  readonly interval: number
  /** Cycles from the first beat of the first frame entering the empty pipeline to its result. */
  readonly latency: number
  /** The cycle in which the result of each frame leaves, counted from the reset on. */
  readonly results: readonly number[]
  readonly layers: readonly LayerTimeline[]
}

/** Frames after which a pipeline that has found no rhythm is taken as it is. */
const mostFrames = 32

/**
 * Plays a plan, every beat of it. With `frames`, so many images enter back to back. Without, one is let in every planned interval until
 * the pipeline repeats itself: whether it keeps the rate shows at once, while images back to back first fill whatever is
 * faster than the slowest layer, for many frames. The latency is the same.
 *
 * @throws InputError when the plan does not belong to the network.
 *
 * @example
 * timeline(network, planFor(network, defaultFolding(network))).latency
 */
export function timeline(network: Network, plan: PlannedLayers, frames?: number): Timeline {
  const depths = plan.layers.map(({ fifoDepth }) => fifoDepth)
  const played = assemble(partMakers(network, plan), depths)
  if (frames === undefined) playUntilSteady(played.pipeline, plan.interval)
  else for (let frame = 0; frame < frames; frame++) played.pipeline.playFrame(0)
  const results = played.pipeline.streams.at(-1)!.last
  return {
    interval: results.at(-1)! - results.at(-2)!,
    latency: results[0]! - played.pipeline.streams[0]!.first[0]!,
    results,
    layers: layersOf(network, played),
  }
}

/** A pipeline, and what its parts were made from. */
interface Assembly {
  readonly makers: readonly PartMaker[]
  readonly pipeline: Pipeline
}

/** A fresh pipeline with FIFOs of these depths in front of its layers, none where the depth is 0. */
export function assemble(all: readonly PartMaker[], depths: readonly number[]): Assembly {
  const makers = all.filter(({ role, layer }) => role !== 'fifo' || depths[layer]! > 0)
  const parts = makers.map(({ make, layer, beatsOut }) => ({
    actor: make(depths[layer]!),
    beatsPerFrame: beatsOut,
  }))
  return { makers, pipeline: new Pipeline(makers[0]!.beatsIn, parts) }
}

/**
 * Lets a frame in every `interval` cycles until the last three left every part at that distance; whether that happened. What repeats
 * itself goes on for ever, because nothing but the beats before decides when a beat moves.
 */
export function playUntilSteady(pipeline: Pipeline, interval: number): boolean {
  const isSteady = () =>
    pipeline.streams.every(
      ({ last }) => last.at(-1)! - last.at(-2)! === interval && last.at(-2)! - last.at(-3)! === interval,
    )
  for (let frame = 0; frame < mostFrames; frame++) {
    pipeline.playFrame(frame * interval)
    if (isSteady()) return true
  }
  return false
}

function layersOf(network: Network, { makers, pipeline }: Assembly): LayerTimeline[] {
  return network.layers.map(({ name }, layer) => {
    const index = makers.findIndex((maker) => maker.role === 'layer' && maker.layer === layer)
    const fifo = makers.findIndex((maker) => maker.role === 'fifo' && maker.layer === layer)
    const { first, last } = pipeline.streams[index + 1]!
    const actor = fifo < 0 ? null : pipeline.parts[fifo]!.actor
    return {
      name,
      firstOutput: first[0]!,
      lastOutput: last[0]!,
      fifoPeak: actor instanceof FifoActor ? actor.peak() : 0,
    }
  })
}
