/** Widths: literal types where TypeScript knows them, exact numbers everywhere, and the errors for both. */

import { clog2 as bitsFor } from './ir/evaluate.ts'
import { fail } from './scope.ts'

/**
 * Nothing when the widths agree or one of them is only known at elaboration (`number`); otherwise a sentence that
 * TypeScript shows because no signal is assignable to it.
 */
export type SameWidth<W extends number, V extends number> = number extends W
  ? unknown
  : number extends V
    ? unknown
    : [W, V] extends [V, W]
      ? unknown
      : `width ${V} does not match width ${W}; use .zext/.sext/.trunc`

/**
 * ceil(log2(n)): the bits that `n` different values need; `clog2(1)` is 0.
 *
 * @throws DiagnosticError BL0119 when `n` is not a whole number of at least 1.
 *
 * @example
 * clog2(64 + 1) // 7
 */
export function clog2(n: number): number {
  if (Number.isSafeInteger(n) && n >= 1) return bitsFor(n)
  fail({
    code: 'BL0119',
    message: `there are no bits for ${n} different values`,
    help: 'clog2(n) and indexWidth(n) take whole numbers of at least 1',
  })
}

/**
 * The bits an index into `n` things needs, at least 1 because width 0 does not exist.
 *
 * @example
 * indexWidth(10) // 4
 * indexWidth(1) // 1
 */
export function indexWidth(n: number): number {
  return Math.max(1, clog2(n))
}

/** Checks that `width` is a positive whole number; `what` names the thing in the error BL0101. */
export function checkWidth(width: number, what: string): void {
  if (Number.isSafeInteger(width) && width >= 1) return
  fail({
    code: 'BL0101',
    message: `${what} has width ${width}; widths are whole numbers of at least 1`,
    help: 'for an index into n things use indexWidth(n), which is never 0',
  })
}

/**
 * The `width`-bit pattern of an integer literal, which must lie in -2^(width-1) .. 2^width - 1 (BL0103).
 *
 * @example
 * literal(-1, 4) // 15n
 */
export function literal(value: number | bigint, width: number): bigint {
  const exact = integer(value)
  const fits = exact >= -(1n << BigInt(width - 1)) && exact < 1n << BigInt(width)
  if (!fits) {
    fail({
      code: 'BL0103',
      message: `the literal ${exact} does not fit in ${showBits(width)}`,
      help: `literals of ${showBits(width)} lie between ${-(1n << BigInt(width - 1))} and ${(1n << BigInt(width)) - 1n}`,
    })
  }
  return BigInt.asUintN(width, exact)
}

/** `value` as a bigint; fractions, and numbers too large to be exact, are mistakes (BL0102). */
export function integer(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value
  if (Number.isSafeInteger(value)) return BigInt(value)
  fail({
    code: 'BL0102',
    message: `${value} is not a whole number that can be a literal`,
    help: 'literals are integers; from 2^53 on write a bigint such as 12345678901234567890n',
  })
}

/**
 * A number of bits in words.
 *
 * @example
 * showBits(1) // '1 bit'
 * showBits(8) // '8 bits'
 */
export function showBits(width: number): string {
  return width === 1 ? '1 bit' : `${width} bits`
}
