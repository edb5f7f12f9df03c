/** A packer of BNN-PYNQ parameter folders for tests, written from the format's description alone. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One layer to be packed: what it computes, and how it is cut. */
export interface PackedLayer {
  readonly rows: number
  readonly columns: number
  readonly pe: number
  readonly simd: number
  readonly weight: (row: number, column: number) => number
  /** Strict: bit = pop > threshold. */
  readonly threshold: (row: number) => bigint
  /** Rows written; further ones are padding. */
  readonly storedRows: number
  readonly paddingThreshold: bigint
}

/** Writes `L-P-weights.bin` and `L-P-thres.bin` for each layer, and `classes.txt`. */
export function packFolder(folder: string, layers: readonly PackedLayer[], classes: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'classes.txt'), classes)
  layers.forEach((layer, index) => {
    for (let element = 0; element < layer.pe; element++) {
      const { weights, thresholds } = packElement(layer, element)
      writeFileSync(join(folder, `${index}-${element}-weights.bin`), wordBytes(weights))
      writeFileSync(join(folder, `${index}-${element}-thres.bin`), wordBytes(thresholds))
    }
  })
}

/** 64-bit little-endian words. */
export function wordBytes(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * words.length)
  const view = new DataView(bytes.buffer)
  words.forEach((word, i) => {
    view.setBigInt64(8 * i, BigInt.asIntN(64, word), true)
  })
  return bytes
}

function packElement(layer: PackedLayer, element: number): { weights: bigint[]; thresholds: bigint[] } {
  const weights: bigint[] = []
  const thresholds: bigint[] = []
  for (let row = element; row < layer.storedRows; row += layer.pe) {
    const isPadding = row >= layer.rows
    thresholds.push(isPadding ? layer.paddingThreshold : layer.threshold(row))
    for (let first = 0; first < layer.columns; first += layer.simd) {
      let word = 0n
      for (let bit = 0; bit < layer.simd; bit++) {
        const column = first + bit
        if (isPadding || column >= layer.columns || layer.weight(row, column) === 1) word |= 1n << BigInt(bit)
      }
      weights.push(word)
    }
  }
  return { weights, thresholds }
}
