/** BNN-PYNQ folders of CNV for tests: its shapes, weights and thresholds of something like noise, cut in any way. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type PackedLayer, packFolder } from './bnn-pynq.ts'

export const cnvColumns = [27, 576, 576, 1152, 1152, 2304, 256, 512, 512]
export const cnvRows = [64, 64, 128, 128, 256, 256, 512, 512, 10]

/** PE and SIMD of every layer in the published set. */
export const usualCnvCuts = [
  [16, 3],
  [32, 32],
  [16, 32],
  [16, 32],
  [4, 32],
  [1, 32],
  [1, 4],
  [1, 8],
  [4, 1],
] as const

/** A weight that every test can compute again. */
export const cnvWeight = (layer: number) => (row: number, column: number) =>
  Math.imul((row * 1000003) ^ (column * 7919) ^ (layer * 104729), 2654435761) >>> 31

/** A threshold that every test can compute again. */
export const cnvThreshold = (layer: number) => (row: number) =>
  BigInt(((row * 13) % 60) - (layer === 0 ? 30 : 3))

/** What a set of CNV may differ in. */
export interface CnvVariant {
  readonly cuts: readonly (readonly [pe: number, simd: number])[]
  /** Rows of the last layer, padding included. */
  readonly storedRows: number
  readonly withLastThresholds: boolean
  readonly threshold: (layer: number) => (row: number) => bigint
}

/** Writes a whole set into `folder`; in the published cut unless told otherwise. */
export function packCnv(folder: string, variant: Partial<CnvVariant> = {}): string {
  const { cuts = usualCnvCuts, storedRows = 64, withLastThresholds = false } = variant
  const { threshold = cnvThreshold } = variant
  const layers = cuts.map(
    ([pe, simd], index): PackedLayer => ({
      rows: cnvRows[index]!,
      columns: cnvColumns[index]!,
      pe,
      simd,
      weight: cnvWeight(index),
      threshold: threshold(index),
      storedRows: index === 8 ? storedRows : cnvRows[index]!,
      paddingThreshold: 65535n,
    }),
  )
  packFolder(folder, layers, Array.from({ length: 10 }, (_, k) => `class${k}`).join('\n'))
  if (!withLastThresholds) {
    for (let element = 0; element < cuts[8]![0]; element++) rmSync(join(folder, `8-${element}-thres.bin`))
  }
  return folder
}
