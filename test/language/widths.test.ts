/** Widths and literals: exact everywhere, checked again where TypeScript sees only `number`. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bits, clog2, elaborate, indexWidth, input, module, output } from '../../dsl/index.ts'
import { literal } from '../../dsl/width.ts'

describe('literal widths', () => {
  it('are checked again at elaboration, where TypeScript sees only `number`', () => {
    const Mixed = module(
      ({ width }: { width: number }) => `mixed_${width}`,
      ({ width }) => ({ a: input(width), b: input(8), y: output(8) }),
      ({ a, b }) => ({ y: b.xnor(a) }),
    )
    expect(elaborate(Mixed, { width: 8 }).top).toBe('mixed_8')
    expect(() => elaborate(Mixed, { width: 9 })).toThrow(
      /BL0104 width mismatch in xnor: `b` is 8 bits, `a` is 9 bits/,
    )
  })
})

describe('literals of w bits', () => {
  it('are exactly the integers from -2^(w-1) to 2^w - 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (width) => {
        const lowest = -(2n ** BigInt(width - 1))
        const highest = 2n ** BigInt(width) - 1n
        expect(literal(lowest, width)).toBe(2n ** BigInt(width - 1))
        expect(literal(highest, width)).toBe(highest)
        expect(literal(-1, width)).toBe(highest)
        expect(() => literal(lowest - 1n, width)).toThrow('BL0103')
        expect(() => literal(highest + 1n, width)).toThrow('BL0103')
      }),
      { seed: 6 },
    )
  })

  it('are whole numbers that JavaScript holds exactly', () => {
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => literal(wrong, 64)).toThrow('BL0102')
    }
    expect(literal(2 ** 53 - 1, 64)).toBe(2n ** 53n - 1n)
  })
})

describe('the bits that things need', () => {
  it('clog2(n) is the smallest number of bits with n different values, 0 for one value', () => {
    expect([1, 2, 3, 4, 5, 8, 9, 1024, 1025].map(clog2)).toEqual([0, 1, 2, 2, 3, 3, 4, 10, 11])
  })

  it('indexWidth(n) is the same but never 0, because width 0 does not exist', () => {
    expect([1, 2, 3, 4, 5].map(indexWidth)).toEqual([1, 1, 2, 2, 3])
    expect(() => Bits.of(0, 0)).toThrow('BL0101')
  })

  it('a popcount of w bits holds 0 to w', () => {
    for (const width of [1, 2, 3, 4, 7, 8, 63, 64, 1000]) {
      const all = Bits.of(-1, width).popcount()
      expect(all.value).toBe(BigInt(width))
      expect(2 ** all.width).toBeGreaterThan(width)
      expect(2 ** (all.width - 1)).toBeLessThanOrEqual(width)
    }
  })
})
