/** How bytes become bits and integers. */
import { describe, expect, it } from 'vitest'
import { encodeImage, inputSize, valueTable } from '../../network/encoding.ts'
import type { InputEncoding } from '../../network/network.ts'

const shape = [2, 3, 1] as const
const every = Array.from({ length: 256 }, (_, byte) => byte)

describe('valueTable', () => {
  it('sets a bit from the threshold on', () => {
    expect(Array.from(valueTable({ kind: 'bits', shape, threshold: 128 }))).toEqual(
      every.map((byte) => (byte >= 128 ? 1 : 0)),
    )
  })

  it('gives constants for the thresholds 0 and 256', () => {
    expect(new Set(valueTable({ kind: 'bits', shape, threshold: 0 }))).toEqual(new Set([1]))
    expect(new Set(valueTable({ kind: 'bits', shape, threshold: 256 }))).toEqual(new Set([0]))
  })

  it('scales and moves', () => {
    const odd: InputEncoding = {
      kind: 'integers',
      shape,
      bits: 9,
      signed: true,
      mapping: { kind: 'affine', scale: 2, offset: -255 },
    }
    expect(Array.from(valueTable(odd))).toEqual(every.map((byte) => 2 * byte - 255))
  })

  it('rounds to the fixed-point numbers of CNV: no byte becomes 0, and 255 saturates', () => {
    const cnv: InputEncoding = {
      kind: 'integers',
      shape,
      bits: 8,
      signed: true,
      mapping: { kind: 'fixedPoint' },
    }
    const expected = every.map((p) => (p <= 127 ? p - 128 : p <= 254 ? p - 127 : 127))
    expect(Array.from(valueTable(cnv))).toEqual(expected)
  })

  it('rounds to any number of fraction bits', () => {
    for (const bits of [1, 2, 4, 12, 16]) {
      const encoding: InputEncoding = {
        kind: 'integers',
        shape,
        bits,
        signed: true,
        mapping: { kind: 'fixedPoint' },
      }
      const one = 2 ** (bits - 1)
      const expected = every.map((p) => Math.min(one - 1, Math.floor(one * ((2 * p) / 255 - 1) + 0.5)))
      expect(Array.from(valueTable(encoding))).toEqual(expected)
    }
  })
})

describe('encodeImage', () => {
  it('keeps the order of the bytes', () => {
    const input: InputEncoding = { kind: 'bits', shape, threshold: 100 }
    expect(inputSize(input)).toBe(6)
    expect(Array.from(encodeImage(input, Uint8Array.of(0, 99, 100, 101, 255, 7)))).toEqual([0, 0, 1, 1, 1, 0])
  })
})
