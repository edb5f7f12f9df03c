/** Border classes: which output pixels of a convolution have the same taps outside the map, and what that does to sums. */

import type { Borders } from '../generators/matrix-vector/threshold-unit.timing.ts'
import type { BitMatrix } from '../network/bit-matrix.ts'
import type { ConvolutionLayer } from '../network/network.ts'
import { outputShape } from '../network/shapes.ts'

/** The classes of a convolution's output pixels. */
export interface BorderClasses extends Borders {
  /** For each class: per tap, in raster order, whether it lies inside the map. */
  readonly inside: readonly (readonly boolean[])[]
}

/**
 * Derives the classes for any kernel, stride, dilation and padding: lines with the same rows of the kernel outside share a
 * class, columns likewise. 3 x 3 = 9 classes for a 3x3 kernel with a pixel of padding all round.
 * Source: exact zero padding on a 1-bit datapath, docs/decisions/005.
 */
export function borderClasses(layer: ConvolutionLayer): BorderClasses {
  const [height, width] = outputShape(layer)
  const { input, kernel, stride, dilation, padding } = layer
  const along = (axis: 0 | 1, count: number, before: number) =>
    classesOf(
      Array.from({ length: count }, (_, at) =>
        Array.from({ length: kernel[axis] }, (_, tap) => {
          const position = at * stride[axis] - before + tap * dilation[axis]
          return position >= 0 && position < input[axis]
        }),
      ),
    )
  const lines = along(0, height, padding.top)
  const columns = along(1, width, padding.left)
  const inside = lines.patterns.flatMap((line) =>
    columns.patterns.map((column) => line.flatMap((row) => column.map((tap) => row && tap))),
  )
  return { lines: lines.classes, columns: columns.classes, inside }
}

/** Equal patterns share a class; classes are numbered as they appear. */
function classesOf(patterns: readonly (readonly boolean[])[]): {
  readonly classes: readonly number[]
  readonly patterns: readonly (readonly boolean[])[]
} {
  const known = new Map<string, number>()
  const distinct: (readonly boolean[])[] = []
  const classes = patterns.map((pattern) => {
    const key = pattern.map(Number).join('')
    const index = known.get(key) ?? known.size
    if (index === distinct.length) distinct.push(pattern)
    known.set(key, index)
    return index
  })
  return { classes, patterns: distinct }
}

/**
 * The sum of the ±1 weights of a neuron over the taps that lie inside the map, for each class: `insideSums(layer, classes)[c][r]`.
 */
export function insideSums(
  { weights, outputs, input }: ConvolutionLayer,
  { inside }: BorderClasses,
): number[][] {
  const channels = input[2]
  const taps = weights.columns / channels
  const perTap = Array.from({ length: outputs }, (_, row) =>
    Array.from({ length: taps }, (_, tap) => weightSum(weights, row, tap * channels, (tap + 1) * channels)),
  )
  return inside.map((mask) =>
    perTap.map((sums) => sums.reduce((total, sum, tap) => total + (mask[tap] ? sum : 0), 0)),
  )
}

/** The sum of the ±1 weights of each row. */
export function rowSums(weights: BitMatrix): number[] {
  return Array.from({ length: weights.rows }, (_, row) => weightSum(weights, row, 0, weights.columns))
}

function weightSum(weights: BitMatrix, row: number, from: number, to: number): number {
  return 2 * weights.ones(row, from, to) - (to - from)
}
