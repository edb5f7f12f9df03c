/** A quick estimate of a plan's latency, good enough to choose by; the timeline says it exactly. */

import { convolutionReading } from '../../generators/layers/convolution-layer.timing.ts'
import type { Stationary } from '../../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import {
  beatsPerWindow,
  columnsNeeded,
  type LineBufferFolding,
  lineBufferLatency,
  rowSchedule,
  type WindowGeometry,
} from '../../generators/windows/line-buffer.timing.ts'
import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import type { Fold } from '../../lowering/fold.ts'
import { convolutionFolding, poolGeometry } from '../../lowering/geometry.ts'
import type { FullyConnectedLayer, Layer, Network } from '../../network/network.ts'
import { inputShape } from '../../network/shapes.ts'

/** As much of a layer's plan as decides when its results leave. */
export interface LatencyChoice extends Fold {
  readonly stationary: Stationary | null
}

/** Cycles through the pipeline of a matrix-vector unit and its FIFO, and through a width converter. */
const unitLatency = 6
const converterLatency = 1
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
export function latencyEstimator(network: Network): (choices: readonly LatencyChoice[]) => number {
  const stages = network.layers.map(stageOf)
  const [height, width] = inputShape(network.layers[0]!)
  return (choices) => {
    let arrival = imageArrival(network.layers[0]!, height * width, choices[0]!)
    for (const [index, stage] of stages.entries()) arrival = stage(arrival, choices[index]!)
    return arrival.times.at(-1)! + decisionLatency
  }
}

type Stage = (arrival: Arrival, choice: LatencyChoice) => Arrival

function imageArrival(layer: Layer, pixels: number, { simd }: LatencyChoice): Arrival {
  if (layer.kind === 'fullyConnected') {
    const beats = Math.ceil(layer.inputs / simd)
    return { bits: simd, times: Float64Array.from({ length: beats }, (_, beat) => beat) }
  }
  const words = Math.ceil(layer.input[2] / Math.min(simd, layer.input[2]))
  return { bits: 0, times: Float64Array.from({ length: pixels }, (_, pixel) => (pixel + 1) * words - 1) }
}

function stageOf(layer: Layer): Stage {
  if (layer.kind === 'fullyConnected') return (arrival, choice) => denseStage(layer, arrival, choice)
  const geometry = layer.kind === 'pool' ? poolGeometry(layer) : convolutionFolding(layer, { pe: 1, simd: 1 })
  const needed = pixelsNeeded(geometry)
  const channels = layer.kind === 'pool' ? layer.input[2] : layer.outputs
  return ({ times }, choice) => {
    const [cycles, latency] =
      layer.kind === 'pool'
        ? [beatsPerWindow(poolFolding(poolGeometry(layer), Math.ceil(channels / choice.pe))), 0]
        : [beatsPerWindow(convolutionReading(convolutionFolding(layer, choice))), unitLatency]
    return { bits: channels, times: slide(needed, times, cycles, lineBufferLatency + latency) }
  }
}

/** The pixels that must have arrived before each window can be read. */
function pixelsNeeded(geometry: WindowGeometry | LineBufferFolding): Int32Array {
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
    const complete = pixels === 0 ? 0 : arrived[pixels - 1]! + converterLatency
    free = Math.max(free, complete) + cycles
    times[window] = free + latency
  }
  return times
}

/**
 * Output-stationary, the first pass runs as the vector arrives and every further one takes a cycle a beat; input-stationary, every beat
 * takes a cycle a neuron fold and all results leave together.
 */
function denseStage(layer: FullyConnectedLayer, { bits, times }: Arrival, choice: LatencyChoice): Arrival {
  const { pe, simd, stationary } = choice
  const beats = Math.ceil(layer.inputs / simd)
  const groups = Math.ceil(layer.outputs / pe)
  const beatCycles = stationary === 'input' ? groups : 1
  const perItem = bits === 0 ? layer.inputs : bits
  let free = 0
  for (let beat = 0; beat < beats; beat++) {
    const item = Math.ceil(Math.min((beat + 1) * simd, layer.inputs) / perItem) - 1
    free = Math.max(free, times[item]! + converterLatency) + beatCycles
  }
  const [first, step] = stationary === 'input' ? [free - groups + 1, 1] : [free, beats]
  return {
    bits: pe,
    times: Float64Array.from({ length: groups }, (_, group) => first + group * step + unitLatency),
  }
}
