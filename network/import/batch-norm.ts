/** Batch normalisation and sign as one comparison of an integer, in exact arithmetic. */

/** Of one neuron, as Lasagne keeps it: `y = (x + bias - mean) * gamma * inverseDeviation + beta`. */
export interface BatchNorm {
  readonly bias: number
  readonly beta: number
  readonly gamma: number
  readonly mean: number
  readonly inverseDeviation: number
}

/** When `y >= 0`, for `x = sum / unit`: from some sum upwards, down from some sum, or for every sum or none. */
export type SignTest =
  | { readonly kind: 'atLeast'; readonly sum: bigint }
  | { readonly kind: 'atMost'; readonly sum: bigint }
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }

/**
 * The integers `sum` for which the normalised `x = sum / unit` is not negative, and thus becomes +1.
 *
 * Floating-point numbers are fractions, so that `mean - bias - beta / (gamma * inverseDeviation)` is one as well, and is
 * rounded up or down to a whole number without any error. A negative scale turns the comparison round.
 *
 * @example
 * signTest({ bias: 0, beta: 1, gamma: -2, mean: 3, inverseDeviation: 1 }, 1) // { kind: 'atMost', sum: 3n }
 */
export function signTest({ bias, beta, gamma, mean, inverseDeviation }: BatchNorm, unit: number): SignTest {
  const slope = whole(gamma) * whole(inverseDeviation)
  if (slope === 0n) return { kind: beta >= 0 ? 'always' : 'never' }
  // The root (mean - bias) - beta / (gamma * inverseDeviation), all of them in units of the smallest number.
  const numerator = BigInt(unit) * ((whole(mean) - whole(bias)) * slope - whole(beta) * one * one)
  const denominator = one * slope
  const down = floorDivide(numerator, denominator)
  const isWhole = down * denominator === numerator
  return slope > 0n ? { kind: 'atLeast', sum: isWhole ? down : down + 1n } : { kind: 'atMost', sum: down }
}

/** The smallest number of 64 bits is 2^-1074; in its units, every number is whole. */
const one = 1n << 1074n

function whole(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const word = bits.getBigUint64(0)
  const exponent = (word >> 52n) & 0x7ffn
  const fraction = word & 0xfffffffffffffn
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n)
  return value < 0 ? -magnitude : magnitude
}

/** Towards negative infinity. */
function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  const isExact = quotient * denominator === numerator
  return !isExact && numerator < 0n !== denominator < 0n ? quotient - 1n : quotient
}
