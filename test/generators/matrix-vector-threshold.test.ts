/** The MVTU against its definition: foldings, activations, outputs and weight styles, with and without stalls. */

import { describe, test } from 'vitest'
import { foldsOf } from '../../generators/matrix-vector/folding.timing.ts'
import { MatrixVectorThreshold } from '../../generators/matrix-vector/matrix-vector-threshold.ts'
import { type ActivationType, activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { allSimulators, bench, usualSimulators, verifyStream } from '../support/generator-bench.ts'
import { describeShape, type LayerShape, layerExample, matrixVectorCase } from '../support/generator-layer.ts'
import { pairwise } from '../support/generator-pairwise.ts'

const sizes: readonly (readonly [rows: number, columns: number])[] = [
  [16, 16],
  [18, 32],
  [64, 576],
  [10, 1024],
  [3, 784],
  [5, 2304],
]

const binary: ActivationType = { kind: 'binary' }
const integers = [1, 2, 4, 8, 9].flatMap((bits) =>
  [false, true].map((signed): ActivationType => ({ kind: 'integer', bits, signed })),
)

/** How much of a dimension is computed at once: a part for each way in which it can fold. */
const parts = {
  one: () => 1,
  'a small divisor': (n: number) => divisors(n).at(1)!,
  'a large divisor': (n: number) => divisors(n).at(-2)!,
  'no divisor': (n: number) => upTo(n).find((part) => part * part >= n && n % part !== 0)!,
  'all but one': (n: number) => n - 1,
  all: (n: number) => n,
}
const partNames = Object.keys(parts) as (keyof typeof parts)[]

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1)
}

function divisors(n: number): number[] {
  return upTo(n).filter((part) => n % part === 0)
}

/** Larger ones tell nothing new and take long: very wide integer beats, very many folds, long decoders, many wide elements with weights inside. */
function isQuick(shape: LayerShape): boolean {
  const folds = foldsOf(shape)
  const beat = shape.simd * activationBits(shape.activation)
  return (
    folds <= 1200 &&
    beat <= 1200 &&
    folds * beat <= 60_000 &&
    (shape.weightStyle !== 'dissolved' || (folds <= 64 && shape.pe * beat <= 20_000))
  )
}

const shapes = pairwise(
  {
    size: sizes,
    pe: partNames,
    simd: partNames,
    activation: [binary, ...integers],
    output: ['bits', 'sums', 'affine'],
    weightStyle: ['block', 'logic', 'dissolved'],
    stationary: ['output', 'input'],
    popcount: ['behavioural', 'carry-save', 'compressor'],
  },
  (row) => isQuick(shapeOf(row)),
).map(shapeOf)

interface Folded extends Omit<LayerShape, 'rows' | 'columns' | 'pe' | 'simd'> {
  readonly size: (typeof sizes)[number]
  readonly pe: keyof typeof parts
  readonly simd: keyof typeof parts
}

function shapeOf({ size: [rows, columns], pe, simd, ...rest }: Folded, seed = 1): LayerShape {
  return { ...rest, rows, columns, pe: parts[pe](rows), simd: parts[simd](columns), seed }
}

async function verify(shape: LayerShape, simulators = usualSimulators): Promise<void> {
  const example = layerExample(shape)
  const target = await bench(MatrixVectorThreshold, example.parameters)
  await verifyStream(target, matrixVectorCase(example), simulators)
}

describe('every two of size, PE, SIMD, activation, output, weight style, what is held still and popcount', () => {
  for (const shape of shapes) test(describeShape(shape), () => verify(shape))
})

describe('one row and column at a time, and all at once', () => {
  for (const [rows, columns] of sizes) {
    const shape = { rows, columns, activation: binary, output: 'bits', weightStyle: 'block' } as const
    for (const extreme of [
      { ...shape, pe: 1, simd: 1 },
      { ...shape, pe: rows, simd: columns },
      { ...shape, pe: 1, simd: 1, stationary: 'input' as const },
      { ...shape, pe: 1, simd: columns, stationary: 'input' as const },
    ]) {
      test(describeShape(extreme), () => verify(extreme))
    }
  }
})

describe('in Verilator, too', () => {
  const [rows, columns] = [18, 32]
  const sample: LayerShape[] = [
    { rows, columns, pe: 5, simd: 6, activation: binary, output: 'bits', weightStyle: 'block' },
    { rows, columns, pe: 18, simd: 32, activation: binary, output: 'sums', weightStyle: 'dissolved' },
    { rows: 10, columns: 1024, pe: 10, simd: 64, activation: binary, output: 'affine', weightStyle: 'logic' },
    {
      rows,
      columns,
      pe: 5,
      simd: 6,
      activation: binary,
      output: 'bits',
      weightStyle: 'logic',
      stationary: 'input',
    },
    {
      rows,
      columns,
      pe: 9,
      simd: 6,
      activation: integers[5]!,
      output: 'affine',
      weightStyle: 'block',
      stationary: 'input',
    },
    { rows, columns, pe: 17, simd: 31, activation: integers[0]!, output: 'affine', weightStyle: 'dissolved' },
    { rows, columns, pe: 1, simd: 6, activation: integers[6]!, output: 'bits', weightStyle: 'logic' },
    { rows, columns, pe: 9, simd: 1, activation: integers[9]!, output: 'sums', weightStyle: 'block' },
  ]
  for (const shape of sample) test(describeShape(shape), () => verify(shape, allSimulators))
})
