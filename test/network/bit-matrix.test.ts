/** The packed matrix behaves like a plain table of bits. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitMatrix } from '../../network/bit-matrix.ts'
import { matrix } from './networks.ts'

const tables = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100 }))
  .chain(([rows, columns]) => {
    const row = fc
      .array(fc.constantFrom('0', '1'), { minLength: columns, maxLength: columns })
      .map((bits) => bits.join(''))
    return fc.array(row, { minLength: rows, maxLength: rows })
  })

describe('BitMatrix', () => {
  it('puts the first column into the least significant bit of the first word', () => {
    const bits = matrix(`1${'0'.repeat(31)}01`, `0${'1'.repeat(31)}00`)
    expect(bits.wordsPerRow).toBe(2)
    expect(Array.from(bits.row(0))).toEqual([1, 2])
    expect(Array.from(bits.row(1))).toEqual([0xfffffffe, 0])
    expect(Array.from(bits.toBytes())).toEqual([1, 0, 0, 0, 2, 0xfe, 0xff, 0xff, 0xff, 0])
  })

  it('gives back every bit that was set', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const bits = matrix(...rows)
        expect(rows.map((row, r) => Array.from(row, (_, c) => bits.get(r, c)).join(''))).toEqual(rows)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('takes a bit back', () => {
    const bits = matrix('111')
    bits.set(0, 1, 0)
    expect(bits.equals(matrix('101'))).toBe(true)
  })

  it('survives the way through bytes', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const bits = matrix(...rows)
        const back = BitMatrix.fromBytes(bits.rows, bits.columns, bits.toBytes())
        expect(back.equals(bits)).toBe(true)
        expect(back.words).toEqual(bits.words)
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('is equal to a matrix of the same shape and bits only', () => {
    expect(matrix('10').equals(matrix('10'))).toBe(true)
    expect(matrix('10').equals(matrix('11'))).toBe(false)
    expect(matrix('10').equals(matrix('100'))).toBe(false)
    expect(matrix('10').equals(matrix('10', '00'))).toBe(false)
  })

  it('refuses bytes of a wrong length, and bits past the last column', () => {
    expect(() => BitMatrix.fromBytes(2, 12, new Uint8Array(3))).toThrow(
      '3 bytes cannot hold 2 rows of 12 bits, which take 4',
    )
    expect(() => BitMatrix.fromBytes(2, 12, Uint8Array.of(255, 15, 0, 16))).toThrow(
      'row 1 has bits set past its 12 columns',
    )
    expect(() => BitMatrix.fromBytes(1, 16, Uint8Array.of(255, 255))).not.toThrow()
  })

  it('does not let a wrong index through', () => {
    const bits = new BitMatrix(2, 3)
    for (const [row, column] of [
      [2, 0],
      [0, 3],
      [-1, 0],
      [0, -1],
    ] as const) {
      expect(() => bits.get(row, column)).toThrow('internal')
      expect(() => bits.set(row, column, 1)).toThrow('internal')
    }
  })
})
