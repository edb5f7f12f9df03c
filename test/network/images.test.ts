/** Image files: recognised by what they hold, and refused when they are not whole. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  checkImages,
  firstImages,
  imageAt,
  loadImages,
  parseImages,
  withLabels,
} from '../../network/images.ts'
import { small } from './networks.ts'

const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const idx = (count: number, height: number, width: number, pixels: number[]) =>
  Uint8Array.from([...word(0x803), ...word(count), ...word(height), ...word(width), ...pixels])
const idxLabels = (labels: number[]) => Uint8Array.from([...word(0x801), ...word(labels.length), ...labels])

/** Records whose pixel (y, x) has red y, green x and blue 7. */
const cifar = (...labels: number[]) =>
  Uint8Array.from(
    labels.flatMap((label) => [
      label,
      ...Array.from({ length: 1024 }, (_, i) => i >> 5),
      ...Array.from({ length: 1024 }, (_, i) => i & 31),
      ...Array.from({ length: 1024 }, () => 7),
    ]),
  )

const two = idx(2, 2, 2, [1, 2, 3, 4, 5, 6, 7, 8])

describe('parseImages', () => {
  it('reads MNIST IDX files', () => {
    const images = parseImages(two)
    expect(images).toMatchObject({ count: 2, shape: [2, 2, 1], labels: null })
    expect(Array.from(imageAt(images, 1))).toEqual([5, 6, 7, 8])
    expect(() => imageAt(images, 2)).toThrow('internal')
  })

  it('reads CIFAR-10 files: labels inside, planes interleaved to pixels', () => {
    const images = parseImages(cifar(3, 9))
    expect(images).toMatchObject({ count: 2, shape: [32, 32, 3] })
    expect(Array.from(images.labels!)).toEqual([3, 9])
    const at = (5 * 32 + 11) * 3
    expect(Array.from(imageAt(images, 1).subarray(at, at + 3))).toEqual([5, 11, 7])
  })

  it('is not fooled by a CIFAR-10 file that begins like an IDX file', () => {
    const bytes = cifar(0, 1)
    bytes.set([0, 0, 8, 3])
    expect(parseImages(bytes)).toMatchObject({ count: 2, shape: [32, 32, 3] })
  })

  it('takes no CIFAR-10 file for an IDX file of the same length', () => {
    const bytes = idx(
      1,
      439,
      7,
      Array.from({ length: 3073 }, () => 200),
    )
    expect(parseImages(bytes)).toMatchObject({ count: 1, shape: [439, 7, 1] })
  })

  it.each<[string, Uint8Array, string]>([
    [
      'a truncated IDX file',
      two.subarray(0, 20),
      'the header announces 2 images of 2 x 2, 24 bytes in all, but the file has 20',
    ],
    [
      'an IDX file with something behind',
      Uint8Array.from([...two, 0]),
      '24 bytes in all, but the file has 25',
    ],
    ['a truncated header', two.subarray(0, 9), 'the header announces'],
    ['a header of huge numbers', idx(2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, []), 'but the file has 16'],
    ['no images', idx(0, 28, 28, []), 'the file holds no image'],
    ['an empty file', new Uint8Array(0), '0 bytes of an unknown kind'],
    ['a labels file', idxLabels([1, 2]), 'this is an IDX file of labels, not of images'],
    ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), 'this file is compressed by gzip; unpack it first'],
    ['a truncated CIFAR-10 file', cifar(1, 2).subarray(0, 6000), '6000 bytes of an unknown kind'],
    ['a CIFAR-10 label of 10', cifar(1, 10), '6146 bytes of an unknown kind'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseImages(bytes)).toThrow(message)
  })
})

describe('withLabels', () => {
  const images = parseImages(two)

  it('adds one label an image', () => {
    expect(Array.from(withLabels(images, idxLabels([7, 2])).labels!)).toEqual([7, 2])
  })

  it.each<[string, Uint8Array, string]>([
    ['an images file', two, 'this is no IDX file of labels'],
    ['an empty file', new Uint8Array(0), 'this is no IDX file of labels'],
    [
      'a truncated file',
      idxLabels([7, 2]).subarray(0, 9),
      'the header announces 2 labels, 10 bytes in all, but the file has 9',
    ],
    ['labels of other images', idxLabels([7, 2, 1]), '3 labels for 2 images'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => withLabels(images, bytes)).toThrow(message)
  })
})

describe('firstImages', () => {
  it('keeps images and labels from the front, and all when there are fewer', () => {
    const images = withLabels(parseImages(two), idxLabels([7, 2]))
    const first = firstImages(images, 1)
    expect(first.count).toBe(1)
    expect(Array.from(first.pixels)).toEqual([1, 2, 3, 4])
    expect(Array.from(first.labels!)).toEqual([7])
    expect(firstImages(images, 9)).toEqual(images)
    expect(firstImages(parseImages(two), 1).labels).toBeNull()
  })
})

describe('checkImages', () => {
  it('accepts images of the right shape, labelled or not', () => {
    expect(() => checkImages(parseImages(two), small)).not.toThrow()
    expect(() => checkImages(withLabels(parseImages(two), idxLabels([0, 1])), small)).not.toThrow()
  })

  it('refuses another shape, even of as many bytes', () => {
    expect(() => checkImages(parseImages(idx(1, 1, 4, [1, 2, 3, 4])), small)).toThrow(
      'images of 1 x 4 x 1 bytes, but network small eats 2 x 2 x 1 (height x width x channels, 4 bytes)',
    )
  })

  it('refuses a label that is no class', () => {
    expect(() => checkImages(withLabels(parseImages(two), idxLabels([0, 2])), small)).toThrow(
      'image 1 has label 2, but network small has 2 classes',
    )
  })
})

describe('loadImages', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitloom-images-'))
    writeFileSync(join(folder, 'images'), two)
    writeFileSync(join(folder, 'labels'), idxLabels([1, 0]))
    writeFileSync(join(folder, 'broken'), two.subarray(0, 20))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('reads both files', () => {
    expect(loadImages(join(folder, 'images'))).toMatchObject({ count: 2, labels: null })
    expect(Array.from(loadImages(join(folder, 'images'), join(folder, 'labels')).labels!)).toEqual([1, 0])
  })

  it('names the file that is wrong', () => {
    const place = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return error
      }
      return null
    }
    expect(place(() => loadImages(join(folder, 'broken')))).toMatchObject({ place: join(folder, 'broken') })
    expect(place(() => loadImages(join(folder, 'images'), join(folder, 'images')))).toMatchObject({
      message: 'this is no IDX file of labels',
      place: join(folder, 'images'),
    })
    expect(place(() => loadImages(join(folder, 'none')))).toMatchObject({
      message: 'there is no such file or folder',
      place: join(folder, 'none'),
    })
    expect(place(() => loadImages(folder))).toMatchObject({
      message: 'this is a folder, not a file',
      place: folder,
    })
  })
})
