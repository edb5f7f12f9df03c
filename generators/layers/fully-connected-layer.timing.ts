/** The parts and the timing of a fully connected layer, in plain numbers. */

import { foldsOf, holdsInput, neuronFolds, synapseFolds } from '../matrix-vector/folding.timing.ts'
import {
  type MatrixVectorTiming,
  type MatrixVectorUnit,
  resultTime,
} from '../matrix-vector/matrix-vector-threshold.timing.ts'
import { gearboxGeometry } from '../streams/gearbox.timing.ts'
import { replayLatency } from '../streams/replay-buffer.timing.ts'
import { fifoLatency } from '../streams/stream-fifo.timing.ts'
import { lineBufferLatency } from '../windows/line-buffer.timing.ts'
import { type GearboxPart, gearboxParts, type LayerPart, type OrderPart } from './layer.timing.ts'

/** The numbers that decide its cycles. */
export interface FullyConnectedFolding extends MatrixVectorTiming {
  /** Bits of a beat of its source. */
  readonly sourceWidth: number
}

/** Beats that wait in front of a unit which holds its input: enough for one every cycle. */
const waitingBeats = 2

/**
 * What stands between the gearbox and the unit. An output-stationary unit takes each vector once for every neuron fold, from a replay
 * buffer. An input-stationary one works on the last beat of a vector as long as on any other, even if few of its columns exist; where
 * it otherwise waits for its source, the source must go on meanwhile, and beats wait in a FIFO.
 */
function orderParts(layer: FullyConnectedFolding): OrderPart[] {
  const { sourceWidth, columns, simd, planes, stationary = 'output' } = layer
  const [width, folds] = [simd * planes, neuronFolds(layer)]
  if (folds === 1) return []
  switch (stationary) {
    case 'output':
      return [{ kind: 'replay', name: 'replay', width, beats: synapseFolds(layer), replays: folds }]
    case 'input': {
      const isSlow = sourceWidth * folds < width
      const waits = isSlow && columns % simd !== 0
      return waits ? [{ kind: 'fifo', name: 'waiting', width, depth: waitingBeats }] : []
    }
  }
}

/** What regroups vectors from beats of `sourceWidth` bits into beats of SIMD activations. */
export function vectorGearbox(
  { columns, simd, planes }: Pick<MatrixVectorTiming, 'columns' | 'simd' | 'planes'>,
  sourceWidth: number,
): GearboxPart[] {
  return gearboxParts('regroup', { from: sourceWidth, to: simd * planes, frame: columns * planes })
}

/**
 * The parts of a fully connected layer whose source has beats of `sourceWidth` bits: a gearbox, what brings vectors in the unit's order,
 * the unit.
 */
export function fullyConnectedParts(unit: MatrixVectorUnit, sourceWidth: number): LayerPart[] {
  return [
    ...vectorGearbox(unit, sourceWidth),
    ...orderParts({ ...unit, sourceWidth }),
    { kind: 'matrixVector', name: 'mvtu', ...unit },
  ]
}

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
  const { beatsIn } = gearboxGeometry(sourceWidth, simd * planes, columns * planes)
  const first = resultTime(layer, 0)
  const entered = beatEntry(layer)
  const firstResult = entered[first.beat]! + first.cycles
  const turns = neuronFolds(layer) - 1
  const held = holdsInput(layer.stationary ?? 'output')
  return {
    interval: Math.max(beatsIn, foldsOf(layer)),
    firstResult,
    lastResult: firstResult + turns * (held ? 1 : synapseFolds(layer)),
  }
}

/** The cycle in which each beat of the first vector enters the unit for the first time, counted from the first beat of the source. */
function beatEntry(layer: FullyConnectedFolding): number[] {
  const { columns, planes, sourceWidth, simd } = layer
  const width = simd * planes
  const { beatsIn, beatsOut, latency } = gearboxGeometry(sourceWidth, width, columns * planes)
  const converts = sourceWidth !== width
  const stored = orderParts(layer).reduce((sum, part) => sum + orderLatency(part), 0)
  const cyclesPerBeat = holdsInput(layer.stationary ?? 'output') ? neuronFolds(layer) : 1
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

function orderLatency(part: OrderPart): number {
  switch (part.kind) {
    case 'fifo':
      return fifoLatency(part.depth)
    case 'replay':
      return replayLatency
    case 'lineBuffer':
      return lineBufferLatency
  }
}
