/** Timing of a fully connected layer, in plain numbers. */

import {
  foldsOf,
  type MatrixVectorTiming,
  neuronFolds,
  resultTime,
  synapseFolds,
} from '../matrix-vector/matrix-vector-threshold.timing.ts'
import { converterGeometry } from '../streams/gearbox.timing.ts'
import { replayLatency } from '../streams/replay-buffer.timing.ts'
import { fifoLatency } from '../streams/stream-fifo.timing.ts'

/** The numbers that decide its cycles. */
export interface FullyConnectedFolding extends MatrixVectorTiming {
  /** Bits of a beat of its source. */
  readonly sourceWidth: number
}

/** Whether it holds its input still; a single neuron fold needs every input once, whatever it holds. */
function holdsInput(layer: FullyConnectedFolding): boolean {
  return layer.stationary === 'input' && neuronFolds(layer) > 1
}

/** Whether it stores its input to replay it for each neuron fold. */
export function replaysInput(layer: FullyConnectedFolding): boolean {
  return layer.stationary !== 'input' && neuronFolds(layer) > 1
}

/**
 * Whether beats wait in front of the unit. An input-stationary unit works on the last beat of a vector as long as on any other, even
 * if few of its columns exist; where it otherwise waits for its source, the source must go on meanwhile.
 */
export function keepsBeatsReady(layer: FullyConnectedFolding): boolean {
  const { sourceWidth, columns, simd, planes } = layer
  const isSlow = sourceWidth * neuronFolds(layer) < simd * planes
  return holdsInput(layer) && isSlow && columns % simd !== 0
}

/** Beats that then wait: enough for one every cycle. */
export const waitingBeats = 2

/** Cycles of a layer whose neighbours never make it wait. */
export interface FullyConnectedTiming {
  /** Between vectors. */
  readonly interval: number
  /** From the first beat of a vector entering the idle layer to its first result. */
  readonly firstResult: number
  /** From the first beat of a vector entering the idle layer to its last result. */
  readonly lastResult: number
}

/**
 * The timing of a layer.
 *
 * @example
 * const layer = { rows: 2, columns: 4, pe: 1, simd: 2, planes: 1, scaled: false, sourceWidth: 1 }
 * fullyConnectedTiming(layer).interval // 4
 */
export function fullyConnectedTiming(layer: FullyConnectedFolding): FullyConnectedTiming {
  const { columns, planes, sourceWidth, simd } = layer
  const { beatsIn } = converterGeometry(sourceWidth, simd * planes, columns * planes)
  const first = resultTime(layer, 0)
  const entered = beatEntry(layer)
  const firstResult = entered[first.beat]! + first.cycles
  const turns = neuronFolds(layer) - 1
  return {
    interval: Math.max(beatsIn, foldsOf(layer)),
    firstResult,
    lastResult: firstResult + turns * (layer.stationary === 'input' ? 1 : synapseFolds(layer)),
  }
}

/** The cycle in which each beat of the first vector enters the unit for the first time, counted from the first beat of the source. */
function beatEntry(layer: FullyConnectedFolding): number[] {
  const { columns, planes, sourceWidth, simd } = layer
  const width = simd * planes
  const { beatsIn, beatsOut, latency } = converterGeometry(sourceWidth, width, columns * planes)
  const converts = sourceWidth !== width
  const stored =
    (replaysInput(layer) ? replayLatency : 0) + (keepsBeatsReady(layer) ? fifoLatency(waitingBeats) : 0)
  const cyclesPerBeat = holdsInput(layer) ? neuronFolds(layer) : 1
  const entered: number[] = []
  let next = 0
  for (let beat = 0; beat < beatsOut; beat++) {
    const last = Math.min(Math.ceil(((beat + 1) * width) / sourceWidth), beatsIn) - 1
    const arrived = converts ? last + latency : beat
    next = Math.max(next, arrived + stored)
    entered.push(next)
    next += cyclesPerBeat
  }
  return entered
}
