/** Large constant parameters (weights, thresholds): compared by content, shown as a short digest. */

import { createHash } from 'node:crypto'
import type { MemoryContents } from './ir/design.ts'
import { fail } from './scope.ts'
import { checkWidth, integer, showBits } from './width.ts'

/**
 * A list of words of one width. Two `Data` with equal contents are the same parameter.
 *
 * @example
 * Data.of(4, [1, 2, 15]).digest.length // 12
 */
export class Data<W extends number = number> implements MemoryContents {
  readonly width: W
  readonly words: readonly bigint[]
  /** 12 hexadecimal digits of the SHA-256 over width and words. */
  readonly digest: string
  /** @internal The whole SHA-256, by which parameters are compared. */
  readonly hash: string

  private constructor(width: W, words: readonly bigint[]) {
    this.width = width
    this.words = words
    const hash = createHash('sha256').update(`${width}:`)
    hash.update(words.map((word) => word.toString(16)).join('\n'))
    this.hash = hash.digest('hex')
    this.digest = this.hash.slice(0, 12)
  }

  /**
   * Words of `width` bits, unsigned.
   *
   * @throws DiagnosticError BL0501 when a word does not fit in `width` bits or the list is empty.
   *
   * @example
   * Data.of(4, [1, 2, 15]).depth // 3
   */
  static of<W extends number>(width: W, words: readonly (number | bigint)[]): Data<W> {
    checkWidth(width, 'Data.of')
    if (words.length === 0) {
      fail({ code: 'BL0501', message: 'Data.of was given no words', help: 'Data holds at least one word' })
    }
    const limit = 1n << BigInt(width)
    const exact = words.map(integer)
    const bad = exact.findIndex((word) => word < 0n || word >= limit)
    if (bad >= 0) {
      fail({
        code: 'BL0501',
        message: `word ${bad} of the data is ${exact[bad]}, which does not fit in ${showBits(width)}`,
        help: 'words are unsigned; wrap negative numbers with BigInt.asUintN(width, value)',
      })
    }
    return new Data(width, Object.freeze(exact))
  }

  /** The number of words. */
  get depth(): number {
    return this.words.length
  }
}
