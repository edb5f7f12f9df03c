/** The hardware that the cost model is fitted to: small modules of every kind, and what the model says of each. */

import { type Design, elaborate } from '../dsl/index.ts'
import { Argmax } from '../generators/argmax.ts'
import { DotProduct } from '../generators/dot-product.ts'
import { signedData } from '../generators/fold-rows.ts'
import type { LineBufferFolding } from '../generators/line-buffer.timing.ts'
import { LineBuffer } from '../generators/line-buffer.ts'
import { MatrixVectorThreshold } from '../generators/matrix-vector-threshold.ts'
import { MaxPool } from '../generators/max-pool.ts'
import { ReplayBuffer } from '../generators/replay-buffer.ts'
import { StreamFifo } from '../generators/stream-fifo.ts'
import { WidthConverter } from '../generators/width-converter.ts'
import {
  argmaxCost,
  converterCost,
  fifoCost,
  planeBits,
  poolCost,
  replayCost,
  sumsCost,
  windowCost,
} from '../plan/cost.ts'
import { type CostModel, costOf } from '../plan/cost-model.ts'
import type { Stationary } from '../plan/plan.ts'
import type { Resources } from '../plan/resources.ts'
import { bitsFor, type LayerFacts, unitOf } from '../plan/unit.ts'
import { randomWords } from './random-words.ts'

/** A module whose cost, submodules included, is a sum of the model's terms. */
export interface Sample {
  readonly name: string
  readonly design: () => Design
  readonly estimate: (model: CostModel) => Resources
  /** Whether the modules that it uses are left out of what is measured. */
  readonly alone?: boolean
}

/** Modules for the terms. */
export function samples(): Sample[] {
  return [
    ...fifos(),
    ...converters(),
    ...replays(),
    ...windows(),
    ...pools(),
    ...decisions(),
    ...planes(),
    ...units(),
  ]
}

function fifos(): Sample[] {
  const sizes = [1, 2, 4, 16, 32, 64, 512].flatMap((depth) => [8, 32, 128].map((width) => ({ depth, width })))
  return sizes.map(({ depth, width }) => ({
    name: `FIFO of ${depth} x ${width}`,
    design: () => elaborate(StreamFifo, { payload: { data: width }, depth }),
    estimate: (model) => fifoCost(model, depth, width),
  }))
}

function converters(): Sample[] {
  const ratios = [
    [26, 128, 128],
    [64, 128, 128],
    [128, 32, 128],
    [3, 16, 64],
    [10, 20, 200],
    [24, 3, 24],
    [13, 256, 256],
    [64, 171, 512],
    [1, 64, 256],
    [37, 256, 256],
    [4, 8, 1024],
    [88, 110, 110],
    [55, 110, 110],
    [22, 110, 110],
    [32, 16, 1024],
    [12, 110, 110],
    [32, 49, 784],
    [16, 3, 48],
    [43, 64, 1024],
    [64, 43, 1024],
    [43, 100, 1024],
    [7, 37, 256],
    [85, 128, 1024],
    [12, 32, 512],
    [256, 37, 512],
    [37, 256, 512],
    [1, 171, 1024],
    [2, 18, 512],
    [8, 24, 200],
    [32, 64, 200],
    [12, 8, 96],
  ] as const
  return ratios.map(([from, to, frame]) => ({
    name: `converter of ${from} to ${to} bits, frames of ${frame}`,
    design: () => elaborate(WidthConverter, { from, to, frame }),
    estimate: (model) => converterCost(model, from, to, frame),
  }))
}

function replays(): Sample[] {
  const sizes = [
    [8, 4],
    [64, 16],
    [32, 128],
    [128, 64],
    [36, 29],
    [4, 256],
    [64, 4],
  ] as const
  return sizes.map(([width, beats]) => ({
    name: `replay buffer of ${beats} x ${width}`,
    design: () => elaborate(ReplayBuffer, { width, beats, replays: 8 }),
    estimate: (model) => replayCost(model, beats, width),
  }))
}

function square(size: number, words: number, taps: number, padding: 0 | 1): LineBufferFolding {
  const windows = size - 2 + 2 * padding
  return {
    image: [size, size],
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: padding, left: padding, bottom: padding, right: padding },
    windows: [windows, windows],
    words,
    taps,
    replays: 8,
  }
}

function windows(): Sample[] {
  const sizes = [
    [32, 24, 1, 1, 1],
    [32, 128, 1, 1, 1],
    [32, 128, 1, 3, 1],
    [32, 64, 1, 9, 1],
    [16, 128, 1, 3, 1],
    [16, 64, 2, 1, 1],
    [8, 171, 3, 1, 1],
    [8, 256, 1, 3, 1],
    [30, 32, 2, 1, 0],
    [14, 32, 2, 1, 0],
    [5, 32, 4, 1, 0],
    [32, 3, 8, 1, 0],
  ] as const
  return sizes.map(([size, width, words, taps, padding]) => {
    const folding = square(size, words, taps, padding)
    return {
      name: `line buffer of ${size} x ${size} x ${words * width}, ${taps} taps of ${width}`,
      design: () => elaborate(LineBuffer, { ...folding, name: 'windows', width, outside: 'zeros', spare: 0 }),
      estimate: (model) => windowCost(model, folding, width),
    }
  })
}

function pools(): Sample[] {
  const sizes = [
    [32, 26, 2],
    [16, 13, 2],
    [28, 32, 2],
    [8, 64, 2],
    [8, 16, 32],
    [16, 32, 8],
    [32, 64, 2],
    [16, 37, 7],
    [8, 6, 86],
  ] as const
  return sizes.map(([size, width, words]) => {
    const folding: LineBufferFolding = {
      ...square(size, words, 4, 0),
      kernel: [2, 2],
      stride: [2, 2],
      windows: [size / 2, size / 2],
      replays: 1,
    }
    return {
      name: `pool of ${size} x ${size} x ${words * width}, ${width} at once`,
      design: () => elaborate(MaxPool, { ...folding, name: 'pool', width }),
      estimate: (model) => poolCost(model, folding, width),
    }
  })
}

function decisions(): Sample[] {
  const sizes = [
    [10, 10, 'argmax'],
    [10, 16, 'argmax'],
    [2, 8, 'argmax'],
    [44, 9, 'argmax'],
    [100, 8, 'argmax'],
    [10, 11, 'highest-set-bit'],
    [10, 8, 'highest-set-bit'],
    [44, 9, 'highest-set-bit'],
  ] as const
  return sizes.map(([classes, width, rule]) => ({
    name: `${rule} of ${classes} scores of ${width} bits`,
    design: () => {
      const thresholds = Array.from({ length: classes }, (_, index) => 2 ** (width - 1) - 5 * index)
      return elaborate(Argmax, {
        name: 'decision',
        classes,
        width,
        signed: false,
        rule: rule === 'argmax' ? { kind: rule } : { kind: rule, thresholds },
      })
    },
    estimate: (model) => argmaxCost(model, classes, width, rule),
  }))
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
  readonly output?: LayerFacts['output']
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
    const facts = factsOf(size)
    const choice = { pe, simd, weightStyle: 'block', stationary, popcount: 'behavioural' } as const
    return {
      name: `${rows} x ${columns} unit, ${pe} x ${simd}, ${stationary}-stationary, ${output}`,
      design: () =>
        elaborate(MatrixVectorThreshold, {
          name: 'unit',
          rows,
          columns,
          pe,
          simd,
          activation: bytes ? { kind: 'integer', bits: 8, signed: false } : { kind: 'binary' },
          weights: randomWords(rows, columns),
          output: rowFunctionOf(size),
          weightStyle: 'block',
          stationary,
        }),
      estimate: (model) => sumsCost(model, unitOf(facts, choice)),
      alone: true,
    }
  })
}

function factsOf({ rows, columns, bytes, output = 'bits' }: UnitSize): LayerFacts {
  const layer = {
    kind: 'fullyConnected',
    name: 'unit',
    inputs: columns,
    outputs: rows,
    thresholds: output === 'bits' ? new Int32Array(rows) : null,
  }
  const scoreWidth = bitsFor(columns * 16 + 50) + 1
  return { layer: layer as LayerFacts['layer'], planes: bytes ? 8 : 1, output, scoreWidth, borderClasses: 1 }
}

function rowFunctionOf({ rows, columns, bytes, output }: UnitSize) {
  if (output === 'sums') return { kind: 'sums' } as const
  const random = randomWords(rows, 16).words
  const spread = (from: number, to: number) =>
    signedData(random.map((word) => from + Math.floor((Number(word) / 2 ** 16) * (to - from))))
  if (output === 'affine') return { kind: 'affine', scale: spread(1, 16), offset: spread(-50, 50) } as const
  const middle = bytes ? 0 : columns / 2
  const reach = bytes ? 40 * columns : columns / 8
  return { kind: 'bits', thresholds: spread(middle - reach, middle + reach) } as const
}
