/** The hardware that the curves of the cost model are measured on: dot products and ROMs of many sizes. */

import { type Design, elaborate } from '../dsl/index.ts'
import { DissolvedDotProduct } from '../generators/dot-product/dissolved-dot-product.ts'
import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import { DotProduct } from '../generators/dot-product/dot-product.ts'
import { bitsFor } from '../generators/idioms/bits.timing.ts'
import { WeightMemory } from '../generators/matrix-vector/weight-memory.ts'
import { randomWords } from './random-words.ts'

/** A module that gives a point of one of the model's curves. */
export interface CurveSample {
  readonly curve: 'rom' | `${'dot' | 'dissolved' | 'folded'} ${PopcountStructure}`
  readonly x: number
  /** What the measured LUTs are divided by. */
  readonly divisor: number
  readonly design: () => Design
}

/** Lanes at which dot products with weights of several folds inside are measured. */
const foldedLanes = 96

/** Points of the curves. */
export function curveSamples(): CurveSample[] {
  const lanes = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 96, 128, 256, 576]
  // A LUT holds 32 words of two bits, or 64 of one; more words are banks of 64.
  const depths = [
    2, 4, 8, 16, 32, 33, 64, 65, 96, 97, 128, 129, 160, 161, 192, 193, 224, 225, 256, 257, 384, 385, 512,
  ]
  const dots = popcountStructures.flatMap((structure) =>
    lanes.map(
      (x): CurveSample => ({
        curve: `dot ${structure}`,
        x,
        divisor: 1,
        design: () => elaborate(DotProduct, { lanes: x, planes: 1, width: bitsFor(x), structure }),
      }),
    ),
  )
  const inside = (['carry-save', 'compressor'] as const).flatMap((structure) => {
    const row = (folds: number, lanes: number) => () => {
      const weights = randomWords(folds, lanes)
      return elaborate(DissolvedDotProduct, {
        name: 'row',
        weights,
        planes: 1,
        width: bitsFor(lanes),
        structure,
      })
    }
    return [
      ...lanes.map((x): CurveSample => {
        return { curve: `dissolved ${structure}`, x, divisor: 1, design: row(1, x) }
      }),
      ...[1, 2, 4].map((x): CurveSample => {
        return { curve: `folded ${structure}`, x, divisor: 1, design: row(x, foldedLanes) }
      }),
    ]
  })
  const roms = depths.map(
    (x): CurveSample => ({
      curve: 'rom',
      x,
      divisor: 32,
      design: () =>
        elaborate(WeightMemory, { name: 'weights', weights: [randomWords(x, 32)], style: 'logic' }),
    }),
  )
  return [...dots, ...inside, ...roms]
}

export const popcountStructures: readonly PopcountStructure[] = ['behavioural', 'carry-save', 'compressor']
