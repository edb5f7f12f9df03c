/** Convolution and pooling on matrices: windows are copied out of a map into rows, and dot products do the rest. */
import * as tf from '@tensorflow/tfjs-core'
import type { ImageShape } from '../../network/network.ts'

/** Rows and columns of every convolution's window. */
export const KERNEL = 3
/** Rows and columns of -1 around every map, so that a convolution keeps its size. */
export const PAD = 1
/** Rows and columns, and step, of the pool that follows every convolution. */
export const POOL = 2

const WINDOWS_PER_POOL = POOL * POOL
/** Pixels of a window. */
export const TAPS = KERNEL * KERNEL
const OUTSIDE = -1

/**
 * The pixel of the map that each tap of each window sees, or {@link OUTSIDE}: tap after tap, row by row. The windows come
 * quarter after quarter, first those at the top left of their pool: then the four maps that a pool compares lie
 * one after the other, and each of them row by row.
 */
function tapPixels([height, width]: ImageShape): Int32Array {
  const pixels: number[] = []
  for (let place = 0; place < WINDOWS_PER_POOL; place++) {
    for (let y = Math.floor(place / POOL); y < height; y += POOL) {
      for (let x = place % POOL; x < width; x += POOL) {
        for (let tap = 0; tap < TAPS; tap++) {
          const row = y - PAD + Math.floor(tap / KERNEL)
          const column = x - PAD + (tap % KERNEL)
          const inside = row >= 0 && row < height && column >= 0 && column < width
          pixels.push(inside ? row * width + column : OUTSIDE)
        }
      }
    }
  }
  return Int32Array.from(pixels)
}

/**
 * The windows of a batch of maps, one a row, ready for a dot product with the weights.
 *
 * @param maps ±1, pixel by pixel, channel fastest.
 * @returns `[images * height * width, TAPS * channels]`, in the order of {@link tapPixels} with the images inside each
 * quarter.
 */
export function windows(maps: tf.Tensor2D, shape: ImageShape): tf.Tensor2D {
  const source = numbers(maps)
  // Taps outside the map keep the -1: that is the padding.
  const rows = new Float32Array(source.length * TAPS).fill(-1)
  const channels = shape[2]
  let to = 0
  for (const { map, pixels } of quarterWindows(source.length, shape)) {
    for (let tap = 0; tap < pixels.length; tap++, to += channels) {
      const from = map + pixels[tap]! * channels
      if (pixels[tap] === OUTSIDE) continue
      for (let channel = 0; channel < channels; channel++) rows[to + channel] = source[from + channel]!
    }
  }
  return tf.tensor2d(rows, [rows.length / (TAPS * channels), TAPS * channels])
}

/** The gradient of {@link windows} by the maps: a pixel collects the gradients of all its copies. */
export function windowsGradient(gradient: tf.Tensor2D, shape: ImageShape): tf.Tensor2D {
  const rows = numbers(gradient)
  const maps = new Float32Array(rows.length / TAPS)
  const channels = shape[2]
  let from = 0
  for (const { map, pixels } of quarterWindows(maps.length, shape)) {
    for (let tap = 0; tap < pixels.length; tap++, from += channels) {
      const to = map + pixels[tap]! * channels
      if (pixels[tap] === OUTSIDE) continue
      for (let channel = 0; channel < channels; channel++) maps[to + channel]! += rows[from + channel]!
    }
  }
  return tf.tensor2d(maps, [maps.length / channels, channels])
}

/** For each quarter and each of the maps that have `size` values together: where the map begins, and what its taps see. */
function* quarterWindows(size: number, shape: ImageShape): Generator<{ map: number; pixels: Int32Array }> {
  const [height, width, channels] = shape
  const all = tapPixels(shape)
  const perQuarter = all.length / WINDOWS_PER_POOL
  for (let start = 0; start < all.length; start += perQuarter) {
    const pixels = all.subarray(start, start + perQuarter)
    for (let map = 0; map < size; map += height * width * channels) yield { map, pixels }
  }
}

/**
 * The greatest of each four dot products that a pool compares. Since sign and a normalisation without negative scale keep
 * the order of numbers, this is the same as the maximum of the bits, their OR, with a quarter of the work after it.
 */
export function pool(dots: tf.Tensor2D): tf.Tensor2D {
  const values = numbers(dots)
  const quarter = values.length / WINDOWS_PER_POOL
  const greatest = values.slice(0, quarter)
  for (let start = quarter; start < values.length; start += quarter) {
    for (let at = 0; at < quarter; at++) greatest[at] = Math.max(greatest[at]!, values[start + at]!)
  }
  return tf.tensor2d(greatest, [dots.shape[0] / WINDOWS_PER_POOL, dots.shape[1]])
}

/** The gradient of {@link pool}: to the greatest dot product, in equal shares when several are greatest. */
export function poolGradient(dots: tf.Tensor2D, pooled: tf.Tensor2D, gradient: tf.Tensor2D): tf.Tensor2D {
  const values = numbers(dots)
  const greatest = numbers(pooled)
  const slopes = numbers(gradient)
  const quarter = greatest.length
  const result = new Float32Array(values.length)
  for (let at = 0; at < quarter; at++) {
    let ties = 0
    for (let index = at; index < values.length; index += quarter)
      ties += Number(values[index] === greatest[at])
    const share = slopes[at]! / ties
    for (let index = at; index < values.length; index += quarter) {
      result[index] = share * Number(values[index] === greatest[at])
    }
  }
  return tf.tensor2d(result, dots.shape)
}

function numbers(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array
}
