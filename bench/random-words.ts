/** Contents for memories that are measured. */

import { Data } from '../dsl/index.ts'

/** Words without pattern, always the same. */
export function randomWords(depth: number, width: number): Data {
  let state = 1
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return BigInt(state >>> 16)
  }
  return Data.of(
    width,
    Array.from({ length: depth }, () => {
      let word = 0n
      for (let bit = 0; bit < width; bit += 16) word = (word << 16n) | next()
      return BigInt.asUintN(width, word)
    }),
  )
}
