/** A matrix of bits, packed into rows of 32-bit words: how the weights of a layer are kept. */
import { InputError } from '../tools/files/input-error.ts'

/**
 * `rows` by `columns` bits. Column `c` of a row is bit `c % 32` (0 = least significant) of its word `floor(c / 32)`;
 * the bits of the last word past `columns` are always 0, so two rows can be compared and counted by whole words.
 *
 * @example
 * const weights = new BitMatrix(2, 40) // every bit 0, every weight -1
 * weights.set(1, 39, 1)
 * weights.row(1) // [0, 0x80]
 */
export class BitMatrix {
  readonly rows: number
  readonly columns: number
  readonly wordsPerRow: number
  readonly words: Uint32Array

  /** A matrix of zeros. */
  constructor(rows: number, columns: number) {
    this.rows = rows
    this.columns = columns
    this.wordsPerRow = Math.ceil(columns / 32)
    this.words = new Uint32Array(rows * this.wordsPerRow)
  }

  /**
   * The inverse of `toBytes`.
   *
   * @throws InputError when the length is not `rows * ceil(columns / 8)`, or a bit past `columns` is set.
   */
  static fromBytes(rows: number, columns: number, bytes: Uint8Array): BitMatrix {
    const bytesPerRow = Math.ceil(columns / 8)
    if (bytes.length !== rows * bytesPerRow) {
      throw new InputError(
        `${bytes.length} bytes cannot hold ${rows} rows of ${columns} bits, which take ${rows * bytesPerRow}`,
        { help: 'each row begins in a byte of its own: ceil(columns / 8) bytes a row' },
      )
    }
    const matrix = new BitMatrix(rows, columns)
    const unused = bytesPerRow * 8 - columns
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < bytesPerRow; i++) {
        const word = row * matrix.wordsPerRow + (i >> 2)
        matrix.words[word] = matrix.words[word]! | (bytes[row * bytesPerRow + i]! << (8 * (i & 3)))
      }
      if (bytes[(row + 1) * bytesPerRow - 1]! >> (8 - unused) !== 0) {
        throw new InputError(`row ${row} has bits set past its ${columns} columns`, {
          help: 'the first column belongs in the least significant bit of byte 0, and unused bits must be 0',
        })
      }
    }
    return matrix
  }

  /** One bit. */
  get(row: number, column: number): 0 | 1 {
    this.#check(row, column)
    return ((this.words[row * this.wordsPerRow + (column >>> 5)]! >>> (column & 31)) & 1) as 0 | 1
  }

  /** Changes one bit; for whoever builds the matrix, before it becomes part of a network. */
  set(row: number, column: number, bit: 0 | 1): void {
    this.#check(row, column)
    const word = row * this.wordsPerRow + (column >>> 5)
    const mask = 1 << (column & 31)
    this.words[word] = bit === 1 ? this.words[word]! | mask : this.words[word]! & ~mask
  }

  /** The words of one row: a view, not a copy. */
  row(row: number): Uint32Array {
    this.#check(row, 0)
    return this.words.subarray(row * this.wordsPerRow, (row + 1) * this.wordsPerRow)
  }

  /** How many bits of a row are 1 in the columns `from` .. `to` - 1. */
  ones(row: number, from: number, to: number): number {
    const words = this.row(row)
    let ones = 0
    for (let column = from; column < to; ) {
      const low = column & 31
      const count = Math.min(32 - low, to - column)
      let bits = (words[column >>> 5]! >>> low) & (count === 32 ? 0xffffffff : (1 << count) - 1)
      for (; bits !== 0; bits &= bits - 1) ones++
      column += count
    }
    return ones
  }

  equals(other: BitMatrix): boolean {
    return (
      this.rows === other.rows &&
      this.columns === other.columns &&
      this.words.every((word, i) => word === other.words[i])
    )
  }

  /** `ceil(columns / 8)` bytes a row, the first column in the least significant bit of the row's first byte. */
  toBytes(): Uint8Array {
    const bytesPerRow = Math.ceil(this.columns / 8)
    const bytes = new Uint8Array(this.rows * bytesPerRow)
    for (let row = 0; row < this.rows; row++) {
      for (let i = 0; i < bytesPerRow; i++) {
        bytes[row * bytesPerRow + i] = this.words[row * this.wordsPerRow + (i >> 2)]! >>> (8 * (i & 3))
      }
    }
    return bytes
  }

  #check(row: number, column: number): void {
    if (!(row >= 0 && row < this.rows && column >= 0 && column < this.columns)) {
      throw new Error(`internal: bit (${row}, ${column}) of a ${this.rows} x ${this.columns} matrix`)
    }
  }
}
