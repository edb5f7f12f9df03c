/** Image sets: MNIST IDX files and CIFAR-10 record files, recognised by their content. */

import { atPlace, InputError } from '../tools/files/input-error.ts'
import { readInputFile } from '../tools/files/read-file.ts'
import { inputSize } from './encoding.ts'
import type { ImageShape, Network } from './network.ts'

/** Images of one shape, with labels when they are known. */
export interface ImageSet {
  readonly count: number
  readonly shape: ImageShape
  /** Image after image, each row by row, channel fastest. */
  readonly pixels: Uint8Array
  /** One class index an image, or null. */
  readonly labels: Uint8Array | null
}

const cifarSide = 32
const cifarPlane = cifarSide * cifarSide
const cifarRecord = 1 + 3 * cifarPlane

/** The bytes of image `index`, as `Reference.run` eats them: a view, not a copy. */
export function imageAt(images: ImageSet, index: number): Uint8Array {
  if (!(index >= 0 && index < images.count)) throw new Error(`internal: image ${index} of ${images.count}`)
  const size = images.pixels.length / images.count
  return images.pixels.subarray(index * size, (index + 1) * size)
}

/** Every image in order, as `referenceBatch` eats them: views, not copies. */
export function eachImage(images: ImageSet): Uint8Array[] {
  return Array.from({ length: images.count }, (_, index) => imageAt(images, index))
}

/** The first `count` images, or all of them when there are fewer. */
export function firstImages(images: ImageSet, count: number): ImageSet {
  const kept = Math.min(count, images.count)
  const size = images.pixels.length / images.count
  const labels = images.labels?.subarray(0, kept) ?? null
  return { ...images, count: kept, pixels: images.pixels.subarray(0, kept * size), labels }
}

/**
 * Reads an image file and, for IDX, its labels file.
 *
 * @param labelsPath An IDX labels file; null when there is none or, for CIFAR-10, when the labels are inside.
 * @throws InputError when a file is missing, of an unknown kind, or truncated, or when images and labels differ in number.
 *
 * @example
 * const images = loadImages('t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte')
 */
export function loadImages(path: string, labelsPath: string | null = null): ImageSet {
  const bytes = readInputFile(path)
  const images = atPlace(path, () => parseImages(bytes))
  if (labelsPath === null) return images
  const labels = readInputFile(labelsPath)
  return atPlace(labelsPath, () => withLabels(images, labels))
}

/**
 * Images from the bytes of a file.
 * - IDX (Y. LeCun, MNIST): big-endian words 0x00000803, count, height, width, then the pixels; one channel, no labels.
 * - CIFAR-10 (A. Krizhevsky, 2009), records of 3073 bytes: label 0..9, then a red, a green and a blue plane of 32 x 32.
 *
 * @throws InputError when the content is neither.
 */
export function parseImages(bytes: Uint8Array): ImageSet {
  const magic = bigEndianWord(bytes, 0)
  // A label of 0 and dark pixels can look like the start of an IDX file, so the length has a say as well.
  const isCifar = bytes.length > 0 && bytes.length % cifarRecord === 0 && hasCifarLabels(bytes)
  if (magic === 0x803 && (bytes.length === idxLength(bytes) || !isCifar)) return parseIdx(bytes)
  if (isCifar) return parseCifar(bytes)
  if (magic === 0x801) throw unknownImages('this is an IDX file of labels, not of images')
  if (magic !== null && magic >>> 16 === 0x1f8b)
    throw unknownImages('this file is compressed by gzip; unpack it first')
  throw unknownImages(`${bytes.length} bytes of an unknown kind`)
}

/**
 * Adds the labels of an IDX labels file (words 0x00000801 and count, then one byte an image).
 *
 * @throws InputError when the bytes are no such file, or the number of labels is not that of the images.
 */
export function withLabels(images: ImageSet, bytes: Uint8Array): ImageSet {
  const count = bigEndianWord(bytes, 4)
  if (bigEndianWord(bytes, 0) !== 0x801 || count === null) {
    throw new InputError('this is no IDX file of labels', {
      help: 'it must begin with the bytes 00 00 08 01; CIFAR-10 files hold their labels themselves',
    })
  }
  if (bytes.length !== 8 + count) throw wrongLength(bytes.length, 8 + count, `${count} labels`)
  if (count !== images.count) {
    throw new InputError(`${count} labels for ${images.count} images`, {
      help: 'name the labels file that belongs to the images',
    })
  }
  return { ...images, labels: bytes.subarray(8) }
}

/**
 * Checks that a network can eat the images, and that every label is one of its classes.
 *
 * @throws InputError when it cannot, or one is not.
 */
export function checkImages(images: ImageSet, network: Network): void {
  const { shape } = network.input
  if (shape.some((size, axis) => size !== images.shape[axis])) {
    throw new InputError(
      `images of ${images.shape.join(' x ')} bytes, but network ${network.name} eats ${shape.join(' x ')} ` +
        `(height x width x channels, ${inputSize(network.input)} bytes)`,
      { help: 'name the image set that the network was trained for' },
    )
  }
  const stray = images.labels?.findIndex((label) => label >= network.classes.length) ?? -1
  if (stray !== -1) {
    throw new InputError(
      `image ${stray} has label ${images.labels![stray]}, but network ${network.name} has ${network.classes.length} classes`,
      { help: 'name the image set that the network was trained for' },
    )
  }
}

function parseIdx(bytes: Uint8Array): ImageSet {
  const [count, height, width] = [4, 8, 12].map((at) => bigEndianWord(bytes, at) ?? 0) as [
    number,
    number,
    number,
  ]
  const length = idxLength(bytes)
  if (bytes.length !== length)
    throw wrongLength(bytes.length, length, `${count} images of ${height} x ${width}`)
  if (count * height * width === 0) throw unknownImages('the file holds no image')
  return { count, shape: [height, width, 1], pixels: bytes.subarray(16), labels: null }
}

/** The length that the header of an IDX image file announces. */
function idxLength(bytes: Uint8Array): number {
  const [count, height, width] = [4, 8, 12].map((at) => bigEndianWord(bytes, at) ?? 0) as [
    number,
    number,
    number,
  ]
  return 16 + count * height * width
}

function hasCifarLabels(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += cifarRecord) if (bytes[at]! > 9) return false
  return true
}

/** Red, green and blue planes become pixels of three channels. */
function parseCifar(bytes: Uint8Array): ImageSet {
  const count = bytes.length / cifarRecord
  const pixels = new Uint8Array(count * 3 * cifarPlane)
  const labels = new Uint8Array(count)
  for (let image = 0, at = 0; image < count; image++) {
    const record = image * cifarRecord
    labels[image] = bytes[record]!
    for (let pixel = 0; pixel < cifarPlane; pixel++) {
      for (let channel = 0; channel < 3; channel++, at++) {
        pixels[at] = bytes[record + 1 + channel * cifarPlane + pixel]!
      }
    }
  }
  return { count, shape: [cifarSide, cifarSide, 3], pixels, labels }
}

function bigEndianWord(bytes: Uint8Array, at: number): number | null {
  if (bytes.length < at + 4) return null
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
}

function wrongLength(length: number, expected: number, content: string): InputError {
  return new InputError(
    `the header announces ${content}, ${expected} bytes in all, but the file has ${length}`,
    {
      help: 'the file is truncated or damaged; copy it again',
    },
  )
}

function unknownImages(message: string): InputError {
  return new InputError(message, {
    help: 'give an MNIST IDX file of images (it begins with 00 00 08 03) or a CIFAR-10 file (records of 3073 bytes)',
  })
}
