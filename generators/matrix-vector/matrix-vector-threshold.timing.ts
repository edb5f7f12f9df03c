/** Timing of the matrix-vector-threshold unit, in plain numbers, and all that a plan knows of one. */

import { dotProductLatency, type PopcountStructure } from '../dot-product/dot-product.timing.ts'
import { bitsFor } from '../idioms/bits.timing.ts'
import { fifoLatency } from '../streams/stream-fifo.timing.ts'
import {
  foldsOf,
  holdsInput,
  type MatrixVectorFolding,
  neuronFolds,
  type Stationary,
  synapseFolds,
} from './folding.timing.ts'
import { type ActivationType, activationBits, largestRawSum } from './raw-sum.timing.ts'
import { borderClassesOf, type RowFunction, type RowSource, rowWidth } from './threshold-unit.timing.ts'
import type { WeightStyle } from './weight-memory.timing.ts'

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

/** A unit in plain numbers: what decides its cycles and what it costs, but for weights and constants themselves. */
export interface MatrixVectorUnit extends MatrixVectorTiming {
  readonly stationary: Stationary
  readonly popcount: PopcountStructure
  readonly activation: ActivationType
  /** What becomes of the sums. */
  readonly result: RowFunction['kind']
  /** Bits of a raw sum. */
  readonly sumWidth: number
  /** Bits of a row's result. */
  readonly resultWidth: number
  /** Thresholds of a row: one for each class of border pixels. */
  readonly borderClasses: number
  readonly weightStyle: WeightStyle
}

/** What a unit is made for, as far as its numbers follow from it. */
export interface MatrixVectorSource extends RowSource {
  readonly weightStyle: WeightStyle
  /** `output` unless given. */
  readonly stationary?: Stationary
  /** How the dot products count; behavioural unless given. The other structures take dissolved weights into their logic. */
  readonly popcount?: PopcountStructure
}

/** The numbers of a unit. */
export function matrixVectorUnit(source: MatrixVectorSource): MatrixVectorUnit {
  const { rows, columns, pe, simd, activation, output, weightStyle } = source
  const { stationary = 'output', popcount = 'behavioural' } = source
  return {
    rows,
    columns,
    pe,
    simd,
    stationary,
    popcount,
    weightStyle,
    activation,
    planes: activationBits(activation),
    scaled: output.kind === 'affine',
    result: output.kind,
    sumWidth: bitsFor(largestRawSum(activation, columns, simd)),
    resultWidth: rowWidth(source),
    borderClasses: borderClassesOf(output, rows),
  }
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
  return holdsInput(unit.stationary ?? 'output')
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
  return holdsInput(unit.stationary ?? 'output')
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
  if (!holdsInput(unit.stationary ?? 'output')) return Math.ceil(cycles / synapseFolds(unit))
  const burst = neuronFolds(unit)
  const whole = Math.floor(cycles / foldsOf(unit))
  return whole * burst + Math.min(cycles % foldsOf(unit), burst)
}
