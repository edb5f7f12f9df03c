/** Weights in another order of columns: importers turn whatever they read into taps with the channel fastest. */
import { BitMatrix } from '../bit-matrix.ts'

/** Sizes of a kernel or of a map. */
export interface Extent {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/**
 * Builds weights from bits in any order.
 *
 * @param bit The weight of a row and a column.
 */
export function bitMatrix(
  rows: number,
  columns: number,
  bit: (row: number, column: number) => boolean,
): BitMatrix {
  const matrix = new BitMatrix(rows, columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if (bit(row, column)) matrix.set(row, column, 1)
  }
  return matrix
}

/**
 * For each column in our order (y, x, channel), the column in the order channel, y, x, in which Theano and PyTorch keep
 * kernels and flatten maps.
 *
 * @param flipped True when the kernel belongs to a convolution proper, which runs through it from the far end.
 *
 * @example
 * channelFirstColumns({ height: 1, width: 2, channels: 3 }) // [0, 2, 4, 1, 3, 5]
 */
export function channelFirstColumns({ height, width, channels }: Extent, flipped = false): Int32Array {
  const pixels = height * width
  return Int32Array.from({ length: pixels * channels }, (_, column) => {
    const pixel = Math.floor(column / channels)
    return (column % channels) * pixels + (flipped ? pixels - 1 - pixel : pixel)
  })
}
