/** A quick estimate of a plan's latency, good enough to choose by; the timeline says it exactly. */

import { holdsInput, neuronFolds, synapseFolds } from '../../generators/matrix-vector/folding.timing.ts'
import type { MatrixVectorUnit } from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import {
  beatsPerWindow,
  columnsNeeded,
  lineBufferLatency,
  rowSchedule,
  type WindowGeometry,
} from '../../generators/windows/line-buffer.timing.ts'
import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import { lower } from '../../lowering/lower.ts'
import type { Network } from '../../network/network.ts'
import type { LayerChoice, PlacedPart, SourcePart } from '../../pipeline/part.ts'
import { partBefore } from '../../pipeline/part.ts'
import { pipelineParts } from '../../pipeline/pipeline-parts.ts'

/** Cycles through the pipeline of a matrix-vector unit and its FIFO, and through what stands in front of one: of usual ones, which is enough to choose by. */
const unitLatency = 6
const entryLatency = 1
/** Cycles from the last score to the answer. */
const decisionLatency = 6

/** When the parts of a frame are there: items of `bits` bits, in cycles from the first beat of the image. */
interface Arrival {
  readonly bits: number
  readonly times: Float64Array
}

/**
 * Estimates latencies of one network under changing choices, one a layer, pools included: from the first beat of the first image to
 * its answer, with an empty pipeline and nobody who waits.
 *
 * @example
 * latencyEstimator(network)(planFor(network, defaultFolding(network)).layers)
 */
export function latencyEstimator(network: Network): (choices: readonly LayerChoice[]) => number {
  const lowered = lower(network)
  const needed = pixelsNeededByLayer()
  return (choices) => {
    const parts = pipelineParts(lowered, choices)
    let arrival: Arrival = { bits: 0, times: new Float64Array() }
    for (const part of parts) arrival = behind(part, arrival, parts, needed)
    return arrival.times.at(-1)!
  }
}

/** What leaves a part. What a gearbox, a FIFO or a replay buffer adds is in the latency of entering the unit behind it. */
function behind(
  placed: PlacedPart,
  arrival: Arrival,
  parts: readonly PlacedPart[],
  needed: PixelsNeeded,
): Arrival {
  const { part, layer, beats } = placed
  const { bits, times } = arrival
  switch (part.kind) {
    case 'source':
      return imageArrival(
        part,
        beats,
        parts.some((other) => other.part.kind === 'lineBuffer' && other.layer === layer),
      )
    case 'gearbox':
    case 'fifo':
    case 'replay':
    case 'lineBuffer':
      return arrival
    case 'pool': {
      const cycles = beatsPerWindow(poolFolding(part, part.words))
      return { bits, times: slide(needed(part, layer), times, cycles, lineBufferLatency) }
    }
    case 'matrixVector': {
      const before = partBefore(placed, parts).part
      if (before.kind !== 'lineBuffer') return vectorResults(part, arrival)
      const latency = lineBufferLatency + unitLatency
      const pixel = part.rows * part.resultWidth
      return { bits: pixel, times: slide(needed(before, layer), times, beatsPerWindow(before), latency) }
    }
    case 'decision':
      return { bits, times: times.map((time) => time + decisionLatency) }
  }
}

/** Images arrive beat by beat; those of a convolution count pixel by pixel. */
function imageArrival(source: SourcePart, beats: number, isMap: boolean): Arrival {
  const { activation, activationsPerBeat, activationsPerGroup } = source
  const times = (count: number, step: number) =>
    Float64Array.from({ length: count }, (_, index) => (index + 1) * step - 1)
  if (!isMap) return { bits: activationBits(activation) * activationsPerBeat, times: times(beats, 1) }
  const words = Math.ceil(activationsPerGroup / activationsPerBeat)
  return { bits: activationBits(activation) * activationsPerGroup, times: times(beats / words, words) }
}

/** The pixels that must have arrived before each window can be read. */
type PixelsNeeded = (windows: WindowGeometry, layer: number) => Int32Array

/** Windows of a layer are the same whatever it is given. */
function pixelsNeededByLayer(): PixelsNeeded {
  const known = new Map<number, Int32Array>()
  return (windows, layer) => {
    const before = known.get(layer) ?? pixelsNeeded(windows)
    known.set(layer, before)
    return before
  }
}

function pixelsNeeded(geometry: WindowGeometry): Int32Array {
  const { stored, last } = rowSchedule(geometry)
  const rows = stored.flatMap((isStored, row) => (isStored ? [row] : []))
  const columns = columnsNeeded(geometry)
  const needed = last.flatMap((row) =>
    columns.map((pixels) => (row < 0 ? 0 : rows[row]! * geometry.image[1] + pixels)),
  )
  return Int32Array.from(needed)
}

function slide(needed: Int32Array, arrived: Float64Array, cycles: number, latency: number): Float64Array {
  const times = new Float64Array(needed.length)
  let free = 0
  for (let window = 0; window < needed.length; window++) {
    const pixels = needed[window]!
    const complete = pixels === 0 ? 0 : arrived[pixels - 1]! + entryLatency
    free = Math.max(free, complete) + cycles
    times[window] = free + latency
  }
  return times
}

/**
 * Output-stationary, the first pass runs as the vector arrives and every further one takes a cycle a beat; input-stationary, every beat
 * takes a cycle a neuron fold and all results leave together.
 */
function vectorResults(unit: MatrixVectorUnit, { bits, times }: Arrival): Arrival {
  const { pe, resultWidth, stationary, columns, simd, planes } = unit
  const [beats, groups] = [synapseFolds(unit), neuronFolds(unit)]
  const held = holdsInput(stationary)
  const beatCycles = held ? groups : 1
  let free = 0
  for (let beat = 0; beat < beats; beat++) {
    const item = Math.ceil((Math.min((beat + 1) * simd, columns) * planes) / bits) - 1
    free = Math.max(free, times[item]! + entryLatency) + beatCycles
  }
  const [first, step] = held ? [free - groups + 1, 1] : [free, beats]
  const results = Float64Array.from({ length: groups }, (_, group) => first + group * step + unitLatency)
  return { bits: pe * resultWidth, times: results }
}
