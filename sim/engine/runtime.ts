/** What generated code calls: operators on values of several words, `m` being the memory of all values, low word first. */

type Words = Int32Array

/** Ones in a word. */
export function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  x = (x + (x >>> 4)) & 0x0f0f0f0f
  return Math.imul(x, 0x01010101) >>> 24
}

/** Ones in `n` words. */
export function popcount(m: Words, a: number, n: number): number {
  let count = 0
  for (let i = 0; i < n; i++) count += ones(m[a + i]!)
  return count
}

/** popcount(~(a ^ b)): the inner product of a binarized layer, without storing the vector between. */
export function popcountXnor(m: Words, a: number, b: number, n: number, mask: number): number {
  const last = n - 1
  let count = ones(~(m[a + last]! ^ m[b + last]!) & mask)
  for (let i = 0; i < last; i++) count += ones(~(m[a + i]! ^ m[b + i]!))
  return count
}

/** Copies `n` words. */
export function copy(m: Words, d: number, a: number, n: number): void {
  for (let i = 0; i < n; i++) m[d + i] = m[a + i]!
}

/** Copies words between a memory of the design and the values. */
export function transfer(target: Words, d: number, source: Words, a: number, n: number): void {
  for (let i = 0; i < n; i++) target[d + i] = source[a + i]!
}

/** `d = ~a`; `mask` keeps the bits of the last word. */
export function not(m: Words, d: number, a: number, n: number, mask: number): void {
  for (let i = 0; i < n; i++) m[d + i] = ~m[a + i]!
  m[d + n - 1]! &= mask
}

/** `d = a & b`. */
export function and(m: Words, d: number, a: number, b: number, n: number): void {
  for (let i = 0; i < n; i++) m[d + i] = m[a + i]! & m[b + i]!
}

/** `d = a | b`. */
export function or(m: Words, d: number, a: number, b: number, n: number): void {
  for (let i = 0; i < n; i++) m[d + i] = m[a + i]! | m[b + i]!
}

/** `d = a ^ b`. */
export function xor(m: Words, d: number, a: number, b: number, n: number): void {
  for (let i = 0; i < n; i++) m[d + i] = m[a + i]! ^ m[b + i]!
}

/** `d = ~(a ^ b)`; `mask` keeps the bits of the last word. */
export function xnor(m: Words, d: number, a: number, b: number, n: number, mask: number): void {
  for (let i = 0; i < n; i++) m[d + i] = ~(m[a + i]! ^ m[b + i]!)
  m[d + n - 1]! &= mask
}

/** `d = a + b`, wrapping. */
export function add(m: Words, d: number, a: number, b: number, n: number, mask: number): void {
  let carry = 0
  for (let i = 0; i < n; i++) {
    const sum = (m[a + i]! >>> 0) + (m[b + i]! >>> 0) + carry
    m[d + i] = sum | 0
    carry = sum > 0xffffffff ? 1 : 0
  }
  m[d + n - 1]! &= mask
}

/** `d = a - b`, wrapping. */
export function sub(m: Words, d: number, a: number, b: number, n: number, mask: number): void {
  let borrow = 0
  for (let i = 0; i < n; i++) {
    const difference = (m[a + i]! >>> 0) - (m[b + i]! >>> 0) - borrow
    m[d + i] = difference | 0
    borrow = difference < 0 ? 1 : 0
  }
  m[d + n - 1]! &= mask
}

/** `d = -a`, wrapping. */
export function negate(m: Words, d: number, a: number, n: number, mask: number): void {
  let borrow = 0
  for (let i = 0; i < n; i++) {
    const difference = -(m[a + i]! >>> 0) - borrow
    m[d + i] = difference | 0
    borrow = difference < 0 ? 1 : 0
  }
  m[d + n - 1]! &= mask
}

/** Whether every word equals; 1 or 0 as the language has it. */
export function equal(m: Words, a: number, b: number, n: number): number {
  for (let i = 0; i < n; i++) if (m[a + i] !== m[b + i]) return 0
  return 1
}

/** Unsigned `a < b`, 1 or 0. */
export function less(m: Words, a: number, b: number, n: number): number {
  for (let i = n - 1; i >= 0; i--) {
    const x = m[a + i]! >>> 0
    const y = m[b + i]! >>> 0
    if (x !== y) return x < y ? 1 : 0
  }
  return 0
}

/** Signed comparison of values of `width` bits. */
export function lessSigned(m: Words, a: number, b: number, width: number): number {
  const n = (width + 31) >>> 5
  const up = (32 * n - width) & 31
  const x = m[a + n - 1]! << up
  const y = m[b + n - 1]! << up
  return x !== y ? (x < y ? 1 : 0) : less(m, a, b, n)
}

/** A shift amount of `n` words, at most `limit`. */
export function amount(m: Words, a: number, n: number, limit: number): number {
  for (let i = 1; i < n; i++) if (m[a + i] !== 0) return limit
  return Math.min(m[a]! >>> 0, limit)
}

/** `d = a << by`, filled with 0. */
export function shl(m: Words, d: number, a: number, n: number, by: number, mask: number): void {
  const words = by >>> 5
  const bits = by & 31
  for (let i = n - 1; i >= 0; i--) {
    const from = i - words
    const high = from < 0 ? 0 : m[a + from]! << bits
    const low = from < 1 || bits === 0 ? 0 : m[a + from - 1]! >>> (32 - bits)
    m[d + i] = high | low
  }
  m[d + n - 1]! &= mask
}

/** `d = a >>> by`, filled with 0. */
export function shr(m: Words, d: number, a: number, n: number, by: number): void {
  const words = by >>> 5
  const bits = by & 31
  for (let i = 0; i < n; i++) {
    const from = i + words
    const low = from >= n ? 0 : m[a + from]! >>> bits
    const high = from + 1 >= n || bits === 0 ? 0 : m[a + from + 1]! << (32 - bits)
    m[d + i] = low | high
  }
}

/** Arithmetic right shift of a value of `width` bits by at most `width`. */
export function sar(m: Words, d: number, a: number, width: number, by: number): void {
  const n = (width + 31) >>> 5
  shr(m, d, a, n, by)
  const negative = (m[a + n - 1]! >>> ((width - 1) & 31)) & 1
  if (negative) setBits(m, d, width - by, width)
}

/** Sets bits `from` to `to - 1`. */
function setBits(m: Words, d: number, from: number, to: number): void {
  for (let bit = from; bit < to; ) {
    const low = bit & 31
    const count = Math.min(32 - low, to - bit)
    m[d + (bit >>> 5)]! |= (count === 32 ? -1 : 2 ** count - 1) << low
    bit += count
  }
}

/** Copies `width` bits from bit `low` of `a` on. */
export function extract(m: Words, d: number, a: number, low: number, width: number): void {
  for (let i = 0; 32 * i < width; i++) m[d + i] = field(m, a, low + 32 * i, Math.min(32, width - 32 * i))
}

/** `width` bits (at most 32) from bit `low` of `a` on. */
export function field(m: Words, a: number, low: number, width: number): number {
  const at = a + (low >>> 5)
  const bits = low & 31
  const value = bits === 0 ? m[at]! : (m[at]! >>> bits) | (m[at + 1]! << (32 - bits))
  return width === 32 ? value : value & (2 ** width - 1)
}

/** Unsigned product; `d` gets all `width` bits. The operands may not overlap `d`. */
export function mul(m: Words, d: number, width: number, a: number, na: number, b: number, nb: number): void {
  const n = (width + 31) >>> 5
  for (let i = 0; i < n; i++) m[d + i] = 0
  // Half words keep every partial sum exact in a double: 16 x 16 bits and two carries.
  for (let i = 0; i < 2 * na; i++) {
    const x = half(m, a, i)
    if (x === 0) continue
    let carry = 0
    for (let j = 0; i + j < 2 * n; j++) {
      const y = j < 2 * nb ? half(m, b, j) : 0
      const sum = x * y + half(m, d, i + j) + carry
      putHalf(m, d, i + j, sum & 0xffff)
      carry = Math.floor(sum / 0x10000)
    }
  }
}

/** Signed product of values of `wa` and `wb` bits; `d` gets all `wa + wb` bits. */
export function smul(m: Words, d: number, a: number, wa: number, b: number, wb: number): void {
  const width = wa + wb
  mul(m, d, width, a, (wa + 31) >>> 5, b, (wb + 31) >>> 5)
  // A negative operand counts 2^w too much: the other one, shifted up by w, must go.
  if (signOf(m, a, wa)) subtractShifted(m, d, width, b, wb, wa)
  if (signOf(m, b, wb)) subtractShifted(m, d, width, a, wa, wb)
  m[d + ((width + 31) >>> 5) - 1]! &= width % 32 === 0 ? -1 : 2 ** (width % 32) - 1
}

function signOf(m: Words, a: number, width: number): number {
  return (m[a + ((width - 1) >>> 5)]! >>> ((width - 1) & 31)) & 1
}

/** d -= a << by, where `a` has `wa` bits and `d` has `width`. */
function subtractShifted(m: Words, d: number, width: number, a: number, wa: number, by: number): void {
  let borrow = 0
  for (let bit = 0; bit < width; bit += 32) {
    let word = 0
    for (let k = Math.max(0, by - bit); k < 32 && bit + k - by < wa; ) {
      const from = bit + k - by
      const count = Math.min(32 - k, wa - from)
      word |= field(m, a, from, count) << k
      k += count
    }
    const difference = (m[d + (bit >>> 5)]! >>> 0) - (word >>> 0) - borrow
    m[d + (bit >>> 5)] = difference | 0
    borrow = difference < 0 ? 1 : 0
  }
}

function half(m: Words, a: number, i: number): number {
  return i & 1 ? m[a + (i >>> 1)]! >>> 16 : m[a + (i >>> 1)]! & 0xffff
}

function putHalf(m: Words, d: number, i: number, value: number): void {
  const at = d + (i >>> 1)
  m[at] = i & 1 ? (m[at]! & 0xffff) | (value << 16) : (m[at]! & 0xffff0000) | value
}

/** The names that generated code takes from here. */
export const runtimeNames = [
  ...['ones', 'popcount', 'popcountXnor', 'copy', 'transfer', 'not', 'and', 'or', 'xor', 'xnor'],
  ...['add', 'sub', 'negate', 'mul', 'smul', 'equal', 'less', 'lessSigned'],
  ...['amount', 'shl', 'shr', 'sar', 'extract', 'field'],
] as const
