/** Normalisation and sign as a comparison of integers: exact for any floating-point numbers. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BatchNorm, signTest } from '../../network/import/batch-norm.ts'

/** True when the normalised sum is not negative, by fractions with the denominator 2^149, which every float32 has. */
function isPositive(
  { bias, beta, gamma, mean, inverseDeviation }: BatchNorm,
  unit: number,
  sum: bigint,
): boolean {
  const scaled = (value: number) => BigInt(value * 2 ** 149)
  const one = 1n << 149n
  const slope = scaled(gamma) * scaled(inverseDeviation)
  const centred = sum * one + BigInt(unit) * (scaled(bias) - scaled(mean))
  return centred * slope + BigInt(unit) * scaled(beta) * one * one >= 0n
}

function holds(test: ReturnType<typeof signTest>, sum: bigint): boolean {
  switch (test.kind) {
    case 'atLeast':
      return sum >= test.sum
    case 'atMost':
      return sum <= test.sum
    default:
      return test.kind === 'always'
  }
}

/** Numbers of every size, and small fractions for which sums meet zero exactly. */
const number = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }),
  fc.integer({ min: -32, max: 32 }).map((n) => n / 8),
  fc.constantFrom(0, -0, 2 ** -149, -(2 ** -149), 1, -1),
)
const norms = fc.record<BatchNorm>({
  bias: number,
  beta: number,
  gamma: number,
  mean: number,
  inverseDeviation: number.map(Math.abs),
})

describe('signTest', () => {
  it('decides every sum as exact fractions do', () => {
    fc.assert(
      fc.property(
        norms,
        fc.constantFrom(1, 128, 255),
        fc.array(fc.bigInt(-2000n, 2000n)),
        (norm, unit, sums) => {
          const test = signTest(norm, unit)
          // Just there, where it matters, and anywhere.
          const edges = 'sum' in test ? [test.sum - 1n, test.sum, test.sum + 1n] : []
          for (const sum of [...edges, ...sums]) expect(holds(test, sum)).toBe(isPositive(norm, unit, sum))
        },
      ),
      { seed: 21, numRuns: 2000 },
    )
  })

  it('takes a sum that becomes exactly 0 for +1, whatever the sign of the scale', () => {
    const norm = { bias: 0.5, beta: -3, gamma: 2, mean: 2.5, inverseDeviation: 0.5 }
    expect(signTest(norm, 1)).toEqual({ kind: 'atLeast', sum: 5n })
    expect(signTest({ ...norm, gamma: -2 }, 1)).toEqual({ kind: 'atMost', sum: -1n })
    expect(signTest(norm, 255)).toEqual({ kind: 'atLeast', sum: 1275n })
  })

  it('makes constants of neurons without scale', () => {
    const norm = { bias: 0, beta: 0, gamma: 0, mean: 1, inverseDeviation: 1 }
    expect(signTest(norm, 1)).toEqual({ kind: 'always' })
    expect(signTest({ ...norm, beta: -(2 ** -149) }, 1)).toEqual({ kind: 'never' })
  })

  it('keeps doubles exact, too', () => {
    // 0.1 as a double is a little more than a tenth: ten of them are more than 1.
    const norm = { bias: 0, beta: 0, gamma: 1, mean: 0.1, inverseDeviation: 1 }
    expect(signTest(norm, 10)).toEqual({ kind: 'atLeast', sum: 2n })
    expect(signTest({ ...norm, mean: 0.125 }, 8)).toEqual({ kind: 'atLeast', sum: 1n })
  })
})
