/** Matrix-vector units and sums of bit planes that the cost model is fitted to, without the popcounts, which have curves of their own. */

import { elaborate } from '../dsl/index.ts'
import { DotProduct } from '../generators/dot-product/dot-product.ts'
import { bitsFor } from '../generators/idioms/bits.timing.ts'
import type { Stationary } from '../generators/matrix-vector/folding.timing.ts'
import {
  type MatrixVectorSource,
  matrixVectorUnit,
} from '../generators/matrix-vector/matrix-vector-threshold.timing.ts'
import { MatrixVectorThreshold } from '../generators/matrix-vector/matrix-vector-threshold.ts'
import type { RowFunction } from '../generators/matrix-vector/threshold-unit.timing.ts'
import { planeBits, sumsCost } from '../plan/cost/cost.ts'
import { costOf } from '../plan/cost/cost-model.ts'
import type { Sample } from './cost-sample.ts'
import { randomWords } from './random-words.ts'

/** Units and planes. */
export function unitSamples(): Sample[] {
  return [...planes(), ...units()]
}

/** Sums of bit planes; the popcounts are measured by themselves. */
function planes(): Sample[] {
  return [3, 9, 15, 27].map((lanes) => {
    const width = bitsFor(lanes * 255)
    return {
      name: `dot product of ${lanes} bytes`,
      design: () => elaborate(DotProduct, { lanes, planes: 8, width }),
      estimate: (model) => costOf(model, { planeBit: planeBits(lanes, 8) }),
      alone: true,
    }
  })
}

/** A matrix-vector unit, without its dot products, weights and FIFO. */
interface UnitSize {
  readonly rows: number
  readonly columns: number
  readonly pe: number
  readonly simd: number
  readonly stationary?: Stationary
  readonly bytes?: boolean
  readonly output?: RowFunction['kind']
}

function units(): Sample[] {
  const sizes: readonly UnitSize[] = [
    { rows: 64, columns: 128, pe: 4, simd: 16 },
    { rows: 64, columns: 128, pe: 16, simd: 16 },
    { rows: 64, columns: 128, pe: 16, simd: 128 },
    { rows: 32, columns: 784, pe: 32, simd: 49 },
    { rows: 512, columns: 1024, pe: 2, simd: 16 },
    { rows: 128, columns: 1152, pe: 16, simd: 32 },
    { rows: 256, columns: 512, pe: 64, simd: 8 },
    { rows: 256, columns: 2304, pe: 1, simd: 32 },
    { rows: 64, columns: 128, pe: 4, simd: 16, stationary: 'input' },
    { rows: 256, columns: 128, pe: 16, simd: 16, stationary: 'input' },
    { rows: 512, columns: 512, pe: 4, simd: 32, stationary: 'input' },
    { rows: 64, columns: 27, pe: 16, simd: 3, bytes: true },
    { rows: 64, columns: 27, pe: 16, simd: 27, bytes: true },
    { rows: 10, columns: 64, pe: 10, simd: 8, output: 'sums' },
    { rows: 10, columns: 512, pe: 5, simd: 4, output: 'sums' },
    { rows: 10, columns: 64, pe: 5, simd: 8, output: 'affine' },
    { rows: 10, columns: 1024, pe: 10, simd: 8, output: 'affine' },
  ]
  return sizes.map((size) => {
    const { rows, columns, pe, simd, stationary = 'output', bytes = false, output = 'bits' } = size
    const source: MatrixVectorSource = {
      ...{ rows, columns, pe, simd, stationary, output: rowFunctionOf(size) },
      activation: bytes ? { kind: 'integer', bits: 8, signed: false } : { kind: 'binary' },
      weightStyle: 'block',
    }
    return {
      name: `${rows} x ${columns} unit, ${pe} x ${simd}, ${stationary}-stationary, ${output}`,
      design: () =>
        elaborate(MatrixVectorThreshold, { ...source, name: 'unit', weights: randomWords(rows, columns) }),
      estimate: (model) => sumsCost(model, matrixVectorUnit(source)),
      alone: true,
    }
  })
}

function rowFunctionOf({ rows, columns, bytes, output }: UnitSize) {
  if (output === 'sums') return { kind: 'sums' } as const
  const random = randomWords(rows, 16).words
  const spread = (from: number, to: number) =>
    Int32Array.from(random.map((word) => from + Math.floor((Number(word) / 2 ** 16) * (to - from))))
  if (output === 'affine') return { kind: 'affine', scale: spread(1, 16), offset: spread(-50, 50) } as const
  const middle = bytes ? 0 : columns / 2
  const reach = bytes ? 40 * columns : columns / 8
  return { kind: 'bits', thresholds: spread(middle - reach, middle + reach) } as const
}
