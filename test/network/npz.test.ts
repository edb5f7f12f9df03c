/** Arrays as NumPy writes them: read exactly, written exactly, refused when damaged. */

import { readFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { formatNpy, type NpyArray, parseNpy } from '../../tools/files/npy.ts'
import { readNpz, writeNpz } from '../../tools/files/npz.ts'
import { describeWithData } from '../support/data.ts'

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** A file of version 1.0 with this dictionary and so many zero bytes of content. */
const npy = (dictionary: string, content: number, version = 1) => {
  const length = version === 1 ? [dictionary.length, 0] : [dictionary.length, 0, 0, 0]
  return Uint8Array.from([
    ...bytesOf('\x93NUMPY'),
    version,
    0,
    ...length,
    ...bytesOf(dictionary),
    ...new Uint8Array(content),
  ])
}
const plain = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }"

describe('.npy', () => {
  it('is written byte for byte as numpy.save does', () => {
    // numpy.save(f, numpy.array([[1, -2]], dtype=numpy.int16))
    const header = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2), }"
    const expected = bytesOf(`\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n\x01\x00\xfe\xff`)
    expect(formatNpy({ shape: [1, 2], data: Int16Array.of(1, -2) })).toEqual(expected)
    expect((expected.length - 4) % 64).toBe(0)
  })

  it.each<[string, NpyArray]>([
    ['uint8', { shape: [2, 3], data: Uint8Array.of(0, 1, 2, 128, 254, 255) }],
    ['int16', { shape: [2], data: Int16Array.of(-32768, 32767) }],
    ['int32', { shape: [3, 1], data: Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1) }],
    ['int64', { shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) }],
    ['float32', { shape: [4], data: Float32Array.of(0.5, Number.NaN, Number.POSITIVE_INFINITY, -0) }],
    ['float64', { shape: [3], data: Float64Array.of(0.1, Number.NaN, -0) }],
    ['a scalar', { shape: [], data: Int32Array.of(7) }],
    ['nothing', { shape: [0, 5], data: new Uint8Array(0) }],
  ])('comes back as it was: %s', (_, array) => {
    expect(parseNpy(formatNpy(array))).toEqual(array)
  })

  it('is read at any place in memory, and in version 2', () => {
    const file = formatNpy({ shape: [2], data: Int32Array.of(5, 6) })
    const moved = new Uint8Array(file.length + 1)
    moved.set(file, 1)
    expect(parseNpy(moved.subarray(1)).data).toEqual(Int32Array.of(5, 6))
    expect(parseNpy(npy(plain, 8, 2)).shape).toEqual([2])
  })

  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'this is no .npy array'],
    ['other content', bytesOf('PK and so on, long enough'), 'this is no .npy array'],
    ['an unknown version', npy(plain, 8, 4), 'this is no .npy array'],
    ['a truncated header', npy(plain, 0).subarray(0, 30), 'the header of the array ends at byte 67'],
    [
      'a version 2 header of four gigabytes',
      Uint8Array.from([...bytesOf('\x93NUMPY\x02\x00'), 255, 255, 255, 255]),
      'the header of the array ends at byte',
    ],
    ['truncated elements', npy(plain, 7), 'an array of shape (2) takes 8 bytes, but there are 7'],
    ['elements too many', npy(plain, 12), 'an array of shape (2) takes 8 bytes, but there are 12'],
    [
      'a huge shape',
      npy(plain.replace('(2,)', '(4294967296, 4294967296)'), 8),
      'takes 73786976294838210000 bytes',
    ],
    ['Fortran order', npy(plain.replace('False', 'True'), 8), 'not in C order'],
    ['a negative size', npy(plain.replace('(2,)', '(-2,)'), 8), 'header cannot be read'],
    ['big-endian elements', npy(plain.replace('<i4', '>i4'), 8), 'arrays of type ">i4" are not read'],
    ['Python objects', npy(plain.replace('<i4', '|O'), 8), 'arrays of type "|O" are not read'],
    [
      'a type called constructor',
      npy(plain.replace('<i4', 'constructor'), 8),
      'arrays of type "constructor" are not read',
    ],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => parseNpy(bytes)).toThrow(message)
  })
})

describe('.npz', () => {
  const arrays: Record<string, NpyArray> = {
    a: { shape: [2], data: Uint8Array.of(1, 2) },
    'b.c': { shape: [1], data: Int32Array.of(-1) },
  }

  it('comes back as it was, in order', () => {
    const npz = readNpz(writeNpz(arrays))
    expect(npz.names).toEqual(['a', 'b.c'])
    expect(npz.array('a')).toEqual(arrays.a)
    expect(npz.array('b.c')).toEqual(arrays['b.c'])
    expect(() => npz.array('d')).toThrow('there is no array d')
  })

  it('is the same file at any time of day', () => {
    const bytes = writeNpz(arrays)
    expect(writeNpz(arrays)).toEqual(bytes)
    // Time 00:00:00 of 1 January 1980, in the first local header.
    expect(Array.from(bytes.subarray(10, 14))).toEqual([0, 0, 0x21, 0])
  })

  it('may be deflated', () => {
    const data = new Uint8Array(10_000)
    const bytes = zipSync({ 'x.npy': formatNpy({ shape: [10_000], data }) }, { level: 9 })
    expect(bytes.length).toBeLessThan(500)
    expect(readNpz(bytes).array('x').data).toEqual(data)
  })

  it('is refused when truncated anywhere', () => {
    const bytes = writeNpz(arrays)
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => readNpz(bytes.subarray(0, length)), `${length} bytes`).toThrow(
        'the zip file cannot be read',
      )
    }
  })

  it('is refused when it would unpack to gigabytes', () => {
    const bytes = zipSync({ 'x.npy': new Uint8Array(1000) }, { level: 9 })
    const bomb = Uint8Array.from(bytes)
    const directory = bytes.findIndex(
      (_, i) => bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 1,
    )
    new DataView(bomb.buffer).setUint32(directory + 24, 0xfffffff0, true)
    expect(() => readNpz(bomb)).toThrow('it unpacks to more than 1073741824 bytes')
  })

  it('is refused when a member is no array, and never writes one to disk', () => {
    expect(() => readNpz(zipSync({ 'notes.txt': new Uint8Array(3) }))).toThrow(
      'member "notes.txt" is no .npy array',
    )
    expect(readNpz(zipSync({ '../../up.npy': new Uint8Array(3) })).names).toEqual(['../../up'])
  })

  it('names the array that is damaged', () => {
    const npz = readNpz(zipSync({ 'x.npy': new Uint8Array(3) }))
    expect(() => npz.array('x')).toThrow(
      expect.objectContaining({ place: 'x', message: 'this is no .npy array' }),
    )
  })
})

const wanted = ['binarynet-cifar10/params.npz', 'cnn-half-negative/params.npz']

await describeWithData('.npz files of others', wanted, (data) => {
  it('reads BinaryNet: shapes of 64 bits, thresholds of 16 and 32, weights as bytes', () => {
    const npz = readNpz(readFileSync(data('binarynet-cifar10', 'params.npz')))
    expect(npz.array('W1_shape')).toEqual({ shape: [4], data: BigInt64Array.of(128n, 128n, 3n, 3n) })
    expect(npz.array('T1').data[86]).toBe(50)
    expect(npz.array('t0_int').data[3]).toBe(-168)
    expect(npz.array('T0').data[3]).toBeCloseTo(-2702 / 4096, 10)
    expect(npz.array('W1_bits').data.subarray(12384, 12389)).toEqual(
      Uint8Array.of(0xe0, 0xcf, 0x3f, 0x0a, 0x7e),
    )
  })

  it('reads cnn-half-negative', () => {
    const npz = readNpz(readFileSync(data('cnn-half-negative', 'params.npz')))
    expect(npz.array('w0').shape).toEqual([64, 4])
    expect(npz.array('s8').data.subarray(0, 3)).toEqual(Int32Array.of(3, 512, 10))
  })
})
