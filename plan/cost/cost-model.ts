/** The cost model of a family: numbers that measured hardware gave, and the sums that they go into. */

import type { PopcountStructure } from '../../generators/dot-product/dot-product.timing.ts'
import type { Family } from '../devices.ts'
import type { Resources } from './resources.ts'

/** Points of a function; linear between them, proportional before the first and beyond the last. */
export type Curve = readonly (readonly [x: number, y: number])[]

/** What costs add up from: each of them takes so many LUTs and flip-flops. */
export const terms = [
  /** Matrix-vector units: bits of an activation beat, and of the sum of its bit planes. */
  'laneBit',
  'planeBit',
  /** Bits of sums of one fold, of many, of many that grow side by side, and of scaled scores. */
  'singleBit',
  'accumulatorBit',
  'integratorBit',
  'scaleBit',
  /** Bits of the fold index; one for each unit. */
  'foldBit',
  'unit',
  /** Line buffers: bits of all taps, of all counters, and of those that do not count to a power of two. Pools: bits of all taps. */
  'tapBit',
  'windowBit',
  'wrapBit',
  'window',
  'poolBit',
  'pool',
  /** Gearboxes: bits held, and bits of all steps of the shift. */
  'heldBit',
  'shiftedBit',
  /** Where they are a ring: bits of it, of the steps that turn a beat, between the stages, and of the slots that a beat out is chosen from. */
  'ringBit',
  'turnedBit',
  'betweenBit',
  'chosenBit',
  'ring',
  /** Bits that units are counted in. */
  'unitBit',
  'gearbox',
  /** Where they collect whole beats: bits of those and of the beat out; bits of that where the last one of a frame is made of fewer. */
  'collectedBit',
  'restBit',
  'collector',
  /** Replay buffers and FIFOs: bits of a beat and of an address. */
  'replayBit',
  'replayAddress',
  'replay',
  'fifoBit',
  'fifoAddress',
  'fifo',
  /** The decision: bits of all scores that meet in the tournament, or of those that are compared with thresholds. */
  'scoreBit',
  'reachedBit',
  'argmax',
] as const
export type Term = (typeof terms)[number]

/** Bits that wait in flip-flops and pass no LUT. */
export const waitingTerms: readonly Term[] = ['laneBit', 'betweenBit', 'collectedBit']

export type Coefficients = Readonly<Record<Term, number>>

/** What dot products of one bit plane take in one structure of their count. */
export interface ProductModel {
  /** LUTs and flip-flops of so many lanes, with weights from a memory. */
  readonly lut: Curve
  readonly ff: Curve
  /** LUTs of so many lanes with the weights of one fold inside; none where the structure cannot take them in. */
  readonly dissolved: Curve
  /** How many times as many LUTs the weights of so many folds take. */
  readonly folded: Curve
}

/** The model of a family. */
export interface CostModel {
  readonly family: Family
  readonly products: Readonly<Record<PopcountStructure, ProductModel>>
  /** LUTs for each bit of a word of a memory in logic, over its depth. */
  readonly rom: Curve
  readonly lut: Coefficients
  readonly ff: Coefficients
}

/** The value of a curve at x. */
export function valueAt(curve: Curve, x: number): number {
  let [x0, y0] = curve[0]!
  if (x <= x0) return (y0 * x) / x0
  for (const [x1, y1] of curve) {
    if (x <= x1) return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
    x0 = x1
    y0 = y1
  }
  return (y0 * x) / x0
}

/** So many of some terms. */
export function costOf(model: CostModel, amounts: Partial<Record<Term, number>>): Resources {
  let lut = 0
  let ff = 0
  for (const term in amounts) {
    const amount = amounts[term as Term]!
    lut += amount * model.lut[term as Term]
    ff += amount * model.ff[term as Term]
  }
  return { lut, ff, memory: 0 }
}
