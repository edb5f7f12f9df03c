/** Timing and folding of the matrix-vector-threshold unit, in plain numbers. */

import { dotProductLatency, type PopcountStructure } from '../dot-product/dot-product.timing.ts'
import { fifoLatency } from '../streams/stream-fifo.timing.ts'

/** The numbers that decide how often it works. */
export interface MatrixVectorFolding {
  readonly rows: number
  readonly columns: number
  /** Rows computed at once. */
  readonly pe: number
  /** Columns computed at once. */
  readonly simd: number
}

/**
 * What a unit holds still: `output` finishes the sums of one group of rows after the other, and needs its input once for each;
 * `input` applies each beat of its input to all rows and finishes them together.
 */
export const stationaries = ['output', 'input'] as const
export type Stationary = (typeof stationaries)[number]

/** The numbers that decide its cycles. */
export interface MatrixVectorTiming extends MatrixVectorFolding {
  /** `output` unless given. */
  readonly stationary?: Stationary
  /** Bits of an activation. */
  readonly planes: number
  /** Whether sums are scaled and offset. */
  readonly scaled: boolean
  /** How the dot products count. */
  readonly popcount?: PopcountStructure
}

/** Beats of one input vector: the columns in groups of SIMD. */
export function synapseFolds({ columns, simd }: MatrixVectorFolding): number {
  return Math.ceil(columns / simd)
}

/** The rows in groups of PE. */
export function neuronFolds({ rows, pe }: MatrixVectorFolding): number {
  return Math.ceil(rows / pe)
}

/** Cycles for one vector. */
export function foldsOf(folding: MatrixVectorFolding): number {
  return synapseFolds(folding) * neuronFolds(folding)
}

/** How a vector enters the unit when nobody waits. */
export interface VectorEntry {
  /** Beats for each vector. */
  readonly beats: number
  /** Cycles from one beat to the next. */
  readonly cyclesPerBeat: number
}

/**
 * How vectors enter: an output-stationary unit takes each of them once for every neuron fold, a beat a cycle; an input-stationary one
 * takes it once and works on each beat for as many cycles as there are neuron folds.
 *
 * @example
 * vectorEntry({ rows: 6, columns: 20, pe: 2, simd: 5, planes: 1, scaled: false, stationary: 'input' }).cyclesPerBeat // 3
 */
export function vectorEntry(unit: MatrixVectorTiming): VectorEntry {
  return unit.stationary === 'input'
    ? { beats: synapseFolds(unit), cyclesPerBeat: neuronFolds(unit) }
    : { beats: foldsOf(unit), cyclesPerBeat: 1 }
}

/** When a result appears. */
export interface ResultTime {
  /** Which beat of the vector it needs last, counted from 0 as in `vectorEntry`. */
  readonly beat: number
  /** Cycles from that beat entering to the result at the output, if the output FIFO is empty. */
  readonly cycles: number
}

/**
 * When the result of a neuron fold appears. Output-stationary: `matrixVectorLatency` after the last beat of its pass.
 * Input-stationary: all of them one cycle after the other, the first `matrixVectorLatency` after the vector's last beat.
 *
 * @example
 * resultTime({ rows: 6, columns: 20, pe: 2, simd: 5, planes: 1, scaled: false, stationary: 'input' }, 2).beat // 3
 */
export function resultTime(unit: MatrixVectorTiming, neuronFold: number): ResultTime {
  const latency = matrixVectorLatency(unit)
  const beats = synapseFolds(unit)
  return unit.stationary === 'input'
    ? { beat: beats - 1, cycles: latency + neuronFold }
    : { beat: (neuronFold + 1) * beats - 1, cycles: latency }
}

/**
 * Cycles from the work on a row's last columns to its result at the output: weights, dot product, sum, scaling where there is any,
 * output FIFO. A threshold takes none of its own, because sums begin with it.
 */
export function matrixVectorLatency(unit: MatrixVectorTiming): number {
  return constantLatency + dotLatency(unit) + 1 + (unit.scaled ? 1 : 0) + fifoLatency(1)
}

/** Cycles in which weights and the constants of a row are read. */
const constantLatency = 1

/** Cycles from activations and weights to their dot product. */
export function dotLatency({ simd, planes, popcount }: MatrixVectorTiming): number {
  return dotProductLatency({ lanes: simd, planes, ...(popcount ? { structure: popcount } : {}) })
}

/**
 * Beats that the output FIFO must hold so that the unit never waits when its results are taken at once: as many as it begins in the
 * cycles from the promise of a result to its leaving. It only promises what the FIFO has room for.
 */
export function outputRoom(unit: MatrixVectorTiming): number {
  const cycles = matrixVectorLatency(unit) + 1
  if (unit.stationary !== 'input') return Math.ceil(cycles / synapseFolds(unit))
  const burst = neuronFolds(unit)
  const whole = Math.floor(cycles / foldsOf(unit))
  return whole * burst + Math.min(cycles % foldsOf(unit), burst)
}
