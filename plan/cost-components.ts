/** What the components of a layer cost: formulas whose coefficients are fitted to measured hardware. */

import type { ConverterGeometry } from '../generators/width-converter.timing.ts'
import { coefficients } from './cost-coefficients.ts'
import type { Family } from './devices.ts'
import { blockMemories } from './memory-shapes.ts'
import type { Resources } from './resources.ts'
import { bitsFor } from './unit.ts'

/** Points of a function, linear between them and proportional beyond the last. */
export type Curve = readonly (readonly [x: number, y: number])[]

/**
 * Components whose cost is a sum of coefficients times features:
 * `planes` adding up the bit planes of a dot product [planes x width, 1]; `accumulator` adding up folds [width, 1]; `integrator`,
 * which does so for many neurons in turn [width, 1]; `comparator` [width, 1]; `window`, a line buffer without its memory
 * [taps x width, taps x address bits, 1]; `converter` [bits held, bits held x choices of their position, 1]; `replay` [width,
 * address bits, 1]; `fifo` without its memory [width, address bits, 1]; `control` of a matrix-vector unit [fold bits, 1]; `pool`
 * [taps x width, 1]; `argmax` [classes x width, 1]; `scale` of a score [width, 1].
 */
export const componentKinds = [
  'planes',
  'accumulator',
  'integrator',
  'comparator',
  'window',
  'converter',
  'replay',
  'fifo',
  'control',
  'pool',
  'argmax',
  'scale',
] as const
export type ComponentKind = (typeof componentKinds)[number]

/** The coefficients of a family. */
export interface Coefficients {
  /** LUTs of a dot product of so many lanes, one bit plane. */
  readonly dot: Curve
  /** LUTs a lane that weights add (or save) which join the logic, over the folds. */
  readonly dissolved: Curve
  /** LUTs for each bit of a word of a memory in logic, over its depth. */
  readonly rom: Curve
  /** Deepest memory that is written and read and yet lies in LUTs. */
  readonly lookupDepth: number
  /** Its LUTs for each bit of a word: up to 32 words deep, and for each 64 words. */
  readonly lookup: readonly [shallow: number, deep: number]
  readonly lut: Readonly<Record<ComponentKind, readonly number[]>>
  readonly ff: Readonly<Record<ComponentKind, readonly number[]>>
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

/** A component with these features. */
export function component(family: Family, kind: ComponentKind, ...features: readonly number[]): Resources {
  const { lut, ff } = coefficients[family]
  return { lut: weighted(lut[kind], features), ff: weighted(ff[kind], features), memory: 0 }
}

function weighted(factors: readonly number[], features: readonly number[]): number {
  let sum = factors.at(-1)!
  for (const [index, feature] of features.entries()) sum += factors[index]! * feature
  return sum
}

/** The XNOR-popcount of an element, with a register behind it. */
export function dotProduct(family: Family, lanes: number): Resources {
  return { lut: valueAt(coefficients[family].dot, lanes), ff: bitsFor(lanes), memory: 0 }
}

/** Constants read at so many addresses, in logic. */
export function logicRom(family: Family, depth: number, width: number): Resources {
  return { lut: width * valueAt(coefficients[family].rom, depth), ff: width, memory: 0 }
}

/** Constants read at so many addresses, in block memories. */
export function blockRom(family: Family, depth: number, width: number): Resources {
  return { lut: 0, ff: 0, memory: blockMemories(family, depth, width) }
}

/** A memory that is written and read, in LUTs while shallow. */
export function readWrite(family: Family, depth: number, width: number): Resources {
  const { lookupDepth, lookup } = coefficients[family]
  if (depth > lookupDepth) return { lut: 0, ff: 0, memory: blockMemories(family, depth, width) }
  const lut = depth <= 32 ? lookup[0] : lookup[1] * Math.ceil(depth / 64)
  return { lut: width * lut, ff: width, memory: 0 }
}

/** A width converter. */
export function converter(
  family: Family,
  { unit, unitsIn, unitsOut, capacity }: ConverterGeometry,
): Resources {
  const held = unit * capacity
  const positions = bitsFor(Math.max(unitsIn, unitsOut) - 1) - 1
  return component(family, 'converter', held, held * positions)
}
