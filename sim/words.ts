/** Values as 32-bit words, low word first: how wide values travel to engines and simulators. */

/** The number of words that `width` bits take. */
export function wordsOf(width: number): number {
  return Math.ceil(width / 32)
}

/** A mask of the bits of the highest word of a value of `width` bits, as a signed 32-bit number. */
export function topMask(width: number): number {
  const bits = width % 32
  return bits === 0 ? -1 : 2 ** bits - 1
}

/** Writes `value` to `count` words from `offset` on; bits above are cut off. */
export function putWords(
  target: Int32Array | Uint32Array,
  offset: number,
  count: number,
  value: bigint,
): void {
  let rest = value
  for (let i = 0; i < count; i++) {
    target[offset + i] = Number(rest & 0xffffffffn)
    rest >>= 32n
  }
}

/** Reads an unsigned value of `count` words from `offset` on. */
export function getWords(source: Int32Array | Uint32Array, offset: number, count: number): bigint {
  if (count === 1) return BigInt(source[offset]! >>> 0)
  let digits = '0x'
  for (let i = count - 1; i >= 0; i--) {
    digits += (source[offset + i]! >>> 0).toString(16).padStart(8, '0')
  }
  return BigInt(digits)
}
