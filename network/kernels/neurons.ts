/** The neurons of a layer in the memory of the kernels: weights packed for the taps of a window that are inside the map. */
import type { BitMatrix } from '../bit-matrix.ts'
import type { KernelMachine } from './instance.ts'
import { bitBytes } from './stored-map.ts'

/** The part of a kernel that is inside the map, tap by tap. */
export interface Taps {
  /** Index of each tap in the whole kernel, row by row. */
  readonly indices: readonly number[]
  readonly channels: number
}

/** Neurons that work on windows with the same taps. */
export interface Neurons {
  /** Bytes of a window that has been gathered, a multiple of 16. */
  readonly windowBytes: number
  /** Computes the sums of `count` windows. */
  accumulate(windows: number, count: number, sums: number, sumBytes: number): void
  /** The least sum of a neuron at which its accumulator reaches a threshold; it may not fit 32 bits. */
  leastSum(neuron: number, threshold: number): number
  /** The accumulator of a neuron with a sum. */
  accumulator(neuron: number, sum: number): number
}

/** Bytes for the sums of a pixel: a whole number of the groups in which the kernels work. */
export function sumBytes(neurons: number): number {
  return Math.ceil(neurons / 16) * 64
}

/**
 * Neurons that count matching bits.
 *
 * @param signed True when the accumulator is the signed sum over the given taps, false when it is their matches.
 */
export function matchingNeurons(
  machine: KernelMachine,
  weights: BitMatrix,
  taps: Taps,
  signed: boolean,
): Neurons {
  const { kernels } = machine
  const inside = taps.indices.length * taps.channels
  const windowBytes = 16 * Math.ceil((taps.indices.length * bitBytes(taps.channels)) / 16)
  const address = machine.place(packRows(weights, taps, windowBytes))
  return {
    windowBytes,
    accumulate(windows, count, sums, sumBytes) {
      kernels.countMatches(windows, count, windowBytes, inside, address, weights.rows, sums, sumBytes)
    },
    leastSum: (_, threshold) => (signed ? Math.ceil((threshold + inside) / 2) : threshold),
    accumulator: (_, sum) => (signed ? 2 * sum - inside : sum),
  }
}

/** Neurons that add and subtract integers. */
export function addingNeurons(machine: KernelMachine, weights: BitMatrix, taps: Taps): Neurons {
  const { kernels } = machine
  const inside = taps.indices.length * taps.channels
  const windowBytes = 16 * Math.ceil((4 * inside) / 16)
  const signs = packSigns(weights, taps)
  const address = machine.place(signs)
  // A negative weight inverts the bits of a number, which is its negative minus one.
  const lost = new Int32Array(weights.rows)
  signs.forEach((sign, i) => {
    const neuron = Math.floor(i / (16 * inside)) * 16 + (i % 16)
    if (neuron < weights.rows) lost[neuron] = lost[neuron]! - sign
  })
  return {
    windowBytes,
    accumulate(windows, count, sums, sumBytes) {
      kernels.addSigned(windows, count, windowBytes, inside, address, weights.rows, sums, sumBytes)
    },
    leastSum: (neuron, threshold) => threshold - lost[neuron]!,
    accumulator: (neuron, sum) => sum + lost[neuron]!,
  }
}

/** A row of bytes for each neuron, four neurons at a time: tap after tap, each as a pixel is stored. */
function packRows(weights: BitMatrix, { indices, channels }: Taps, rowBytes: number): Uint8Array {
  const packed = new Uint8Array(4 * Math.ceil(weights.rows / 4) * rowBytes)
  const pixelBytes = bitBytes(channels)
  const bytes = weights.toBytes()
  const bytesPerRow = Math.ceil(weights.columns / 8)
  for (let row = 0; row < weights.rows; row++) {
    const source = bytes.subarray(row * bytesPerRow, (row + 1) * bytesPerRow)
    let target = row * rowBytes
    for (const index of indices) {
      copyBits(source, index * channels, channels, packed, target)
      target += pixelBytes
    }
  }
  return packed
}

/** Copies `count` bits, from bit `from` of the source to whole bytes of the target. */
function copyBits(source: Uint8Array, from: number, count: number, target: Uint8Array, at: number): void {
  if (from % 8 === 0 && count % 8 === 0) {
    target.set(source.subarray(from / 8, (from + count) / 8), at)
    return
  }
  for (let i = 0; i < count; i++) {
    const bit = (source[(from + i) >> 3]! >> ((from + i) & 7)) & 1
    target[at + (i >> 3)]! |= bit << (i & 7)
  }
}

/** For 16 neurons at a time, tap after tap: all ones for a negative weight, zeros for a positive one. */
function packSigns(weights: BitMatrix, { indices, channels }: Taps): Int32Array {
  const packed = new Int32Array(16 * Math.ceil(weights.rows / 16) * indices.length * channels)
  let at = 0
  for (let first = 0; first < weights.rows; first += 16) {
    for (const index of indices) {
      for (let column = index * channels; column < (index + 1) * channels; column++) {
        for (let lane = 0; lane < 16; lane++, at++) {
          if (first + lane < weights.rows && weights.get(first + lane, column) === 0) packed[at] = -1
        }
      }
    }
  }
  return packed
}
