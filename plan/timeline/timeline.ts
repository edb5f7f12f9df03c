/** The timeline of a plan: in which cycle the first and last beat of each stage moves, exactly, without any hardware. */

import { lower } from '../../lowering/lower.ts'
import type { Network } from '../../network/network.ts'
import { pipelineParts } from '../../pipeline/pipeline-parts.ts'
import type { Plan } from '../plan.ts'
import { FifoActor } from './fifo-actor.ts'
import { Pipeline } from './pipeline.ts'
import { isLayerFifo, type Player, playersOf } from './players.ts'

/** What of a plan decides when beats move. */
export type PlannedLayers = Pick<Plan, 'layers' | 'interval'>

/** When a layer's results of the first frame leave, in cycles from the reset on, and how full its FIFO becomes. */
export interface LayerTimeline {
  readonly name: string
  readonly firstOutput: number
  readonly lastOutput: number
  /** The beats that the FIFO in front of the layer needs room for; a deeper one does no more. */
  readonly fifoPeak: number
}

/** What a pipeline does when images are always there and results are taken at once. */
export interface Timeline {
  /** Cycles from the first beat of the first frame entering the empty pipeline to its result. */
  readonly latency: number
  /** The cycle in which the result of each frame leaves, counted from the reset on. */
  readonly results: readonly number[]
  readonly layers: readonly LayerTimeline[]
}

/**
 * Plays the first frames of a plan, back to back, every beat of them.
 *
 * @throws InputError when the plan does not belong to the network.
 *
 * @example
 * timeline(network, planFor(network, defaultFolding(network))).latency
 */
export function timeline(network: Network, plan: PlannedLayers, frames = 1): Timeline {
  const played = assemble(partsOf(network, plan), fifoDepthsOf(plan))
  for (let frame = 0; frame < frames; frame++) played.pipeline.playFrame(0)
  if (played.pipeline.streams.at(-1)!.last.length < frames) {
    throw new Error(`internal: the pipeline of ${network.name} stops`)
  }
  const [images, results] = [played.pipeline.streams[0]!, played.pipeline.streams.at(-1)!]
  return {
    latency: results.last[0]! - images.first[0]!,
    results: results.last,
    layers: layersOf(network, played),
  }
}

/**
 * The cycles between frames in steady state; null when none comes about within a few dozen frames.
 *
 * @throws InputError when the plan does not belong to the network.
 *
 * @example
 * steadyInterval(network, planFor(network, defaultFolding(network)))
 */
export function steadyInterval(network: Network, plan: PlannedLayers): number | null {
  return playUntilSteady(assemble(partsOf(network, plan), fifoDepthsOf(plan)).pipeline, plan.interval)
}

function fifoDepthsOf({ layers }: PlannedLayers): number[] {
  return layers.map(({ fifoDepth }) => fifoDepth)
}

/** The parts of a planned network. */
export function partsOf(network: Network, { layers }: Pick<Plan, 'layers'>): PlayedParts {
  const parts = pipelineParts(lower(network), layers)
  return { imageBeats: parts[0]!.beats, players: playersOf(parts) }
}

/** What a pipeline is assembled from. */
export interface PlayedParts {
  /** Beats of an image. */
  readonly imageBeats: number
  /** Who plays the parts behind the source; a FIFO in front of each layer but the first, whatever its depth. */
  readonly players: readonly Player[]
}

/** A pipeline, and who plays in it. */
export interface Assembly {
  readonly players: readonly Player[]
  readonly pipeline: Pipeline
}

/** A fresh pipeline with FIFOs of these depths in front of its layers, none where the depth is 0. */
export function assemble({ imageBeats, players: all }: PlayedParts, depths: readonly number[]): Assembly {
  const players = all.filter(({ placed }) => !isLayerFifo(placed) || depths[placed.layer]! > 0)
  const actors = players.map(({ make, placed }) => ({
    actor: make(depths[placed.layer]!),
    beatsPerFrame: placed.beats,
  }))
  return { players, pipeline: new Pipeline(imageBeats, actors) }
}

/** Frames after which a pipeline that has found no rhythm is taken to have none. */
const mostFrames = 512

/**
 * Lets a frame in every `interval` cycles until the last three left every part at the same distance, which is returned; null when that does
 * not come about, or when more than `patience` frames in a row came later after one another than that. What repeats itself goes on
 * for ever, because nothing but the beats before decides when a beat moves.
 *
 * Whether the pipeline keeps up shows sooner than with frames back to back, which first fill whatever is faster than the slowest layer.
 * The first frame comes late for the same reason: windows that see only padding have left by then, as those of later frames do.
 */
export function playUntilSteady(
  pipeline: Pipeline,
  interval: number,
  patience: number = mostFrames,
): number | null {
  const { last: results } = pipeline.streams.at(-1)!
  for (let frame = 1, late = 0; frame <= mostFrames && late <= patience; frame++) {
    pipeline.playFrame(frame * interval)
    const step = steadyStep(pipeline)
    if (step !== null) return step
    late = results.at(-1)! - results.at(-2)! > interval ? late + 1 : 0
  }
  return null
}

function steadyStep({ streams }: Pipeline): number | null {
  const [third, second, first] = streams[0]!.last.slice(-3)
  if (first === undefined) return null
  const step = first - second!
  const isSteady =
    step === second! - third! &&
    streams.every(({ last }) => last.at(-1)! - last.at(-2)! === step && last.at(-2)! - last.at(-3)! === step)
  return isSteady ? step : null
}

/** What the FIFO in front of each layer needed room for; 0 where there is none. */
export function fifoPeaks({ players, pipeline }: Assembly, layers: number): number[] {
  const peaks = new Array<number>(layers).fill(0)
  for (const [index, { placed }] of players.entries()) {
    const { actor } = pipeline.parts[index]!
    if (isLayerFifo(placed) && actor instanceof FifoActor) peaks[placed.layer] = actor.peak()
  }
  return peaks
}

function layersOf(network: Network, played: Assembly): LayerTimeline[] {
  const peaks = fifoPeaks(played, network.layers.length)
  return network.layers.map(({ name }, layer) => {
    const index = played.players.findLastIndex(({ placed }) => placed.layer === layer)
    const { first, last } = played.pipeline.streams[index + 1]!
    return { name, firstOutput: first[0]!, lastOutput: last[0]!, fifoPeak: peaks[layer]! }
  })
}
