/** The catalogue: instructive instances of every generator, whose RTL is kept under rtl-out/catalogue for reading. */

import { Data, type Design, elaborate, type Generator, type Ports } from '../dsl/index.ts'
import { DotProduct } from './dot-product/dot-product.ts'
import { XnorPopcount } from './dot-product/xnor-popcount.ts'
import { Argmax } from './layers/argmax.ts'
import { fullyConnectedLayer } from './layers/fully-connected-layer.ts'
import { StreamingLayer } from './layers/streaming-layer.ts'
import { MatrixVectorThreshold } from './matrix-vector/matrix-vector-threshold.ts'
import { Gearbox } from './streams/gearbox.ts'
import { ReplayBuffer } from './streams/replay-buffer.ts'
import { StreamFifo } from './streams/stream-fifo.ts'

/** An instance worth reading. */
export interface CatalogueEntry {
  /** What there is to see. */
  readonly about: string
  readonly elaborate: () => Design
}

function entry<P, T extends Ports>(about: string, generator: Generator<P, T>, parameters: P): CatalogueEntry {
  return { about, elaborate: () => elaborate(generator, parameters) }
}

/** Words that look random and are always the same: multiples of the golden ratio. */
function words(width: number, count: number): Data {
  const golden = (1n << BigInt(width)) - ((1n << BigInt(width)) * 1000n) / 1618n
  return Data.of(
    width,
    Array.from({ length: count }, (_, i) => BigInt.asUintN(width, BigInt(i + 1) * (golden | 1n))),
  )
}

const bits = { kind: 'binary' } as const
const pixels = { kind: 'integer', bits: 8, signed: false } as const

const thresholds = Int32Array.from([12, 10, 14, 0, 11, 25, 13, 12, 9, 12, 15, 8, 12, 11, 13, 10])

/** The instances, from the smallest to a whole layer. */
export const catalogue: readonly CatalogueEntry[] = [
  entry('the product of ±1 vectors is an equality, the sum a count', XnorPopcount, { lanes: 64 }),
  entry('a wide count is a sum of slices', XnorPopcount, { lanes: 200 }),
  entry('numbers are dot products of their bit planes', DotProduct, { lanes: 16, planes: 4, width: 8 }),
  entry(
    'a count of full adders and counters of seven for synthesis, a model of it for simulators',
    DotProduct,
    {
      lanes: 49,
      planes: 1,
      width: 6,
      structure: 'compressor',
    },
  ),
  entry('a FIFO of one beat is a register', StreamFifo, { payload: { data: 8 }, depth: 1 }),
  entry('a shallow FIFO reads at once', StreamFifo, { payload: { data: 8 }, depth: 16 }),
  entry('a deep FIFO fetches ahead from block memory', StreamFifo, {
    payload: { scores: 40, answer: 4 },
    depth: 500,
  }),
  entry('whole beats side by side: no bit passes a LUT', Gearbox, { from: 16, to: 64, frame: 256 }),
  entry('wide beats become narrow ones', Gearbox, { from: 24, to: 6, frame: 96 }),
  entry('any ratio, and a frame that fills neither side', Gearbox, { from: 7, to: 3, frame: 40 }),
  entry('each vector several times, while the next one arrives', ReplayBuffer, {
    width: 8,
    beats: 5,
    replays: 3,
  }),
  entry('a tournament of signed scores', Argmax, {
    name: 'argmax_5',
    classes: 5,
    width: 8,
    signed: true,
  }),
  entry('the last score that has reached its threshold', Argmax, {
    name: 'highest_set_bit_4',
    classes: 4,
    width: 6,
    signed: false,
    thresholds: [20, 30, 25, 35],
  }),
  entry('a hidden layer, folded four by three, weights and thresholds in memories', MatrixVectorThreshold, {
    name: 'hidden_mvtu',
    rows: 16,
    columns: 24,
    pe: 4,
    simd: 8,
    activation: bits,
    weights: words(24, 16),
    output: { kind: 'bits', thresholds },
    weightStyle: 'block',
  }),
  entry('the same layer with its input held still: sixteen sums grow side by side', MatrixVectorThreshold, {
    name: 'patient_mvtu',
    rows: 16,
    columns: 24,
    pe: 4,
    simd: 8,
    activation: bits,
    weights: words(24, 16),
    output: { kind: 'bits', thresholds },
    weightStyle: 'logic',
    stationary: 'input',
  }),
  entry('all at once: weights and thresholds are constants', MatrixVectorThreshold, {
    name: 'unfolded_mvtu',
    rows: 4,
    columns: 12,
    pe: 4,
    simd: 12,
    activation: bits,
    weights: words(12, 4),
    output: { kind: 'bits', thresholds: Int32Array.from([6, 5, 7, 6]) },
    weightStyle: 'dissolved',
  }),
  entry('a last layer: scale x dot + offset, weights dissolved into a decoder', MatrixVectorThreshold, {
    name: 'last_mvtu',
    rows: 6,
    columns: 16,
    pe: 2,
    simd: 8,
    activation: bits,
    weights: words(16, 6),
    output: {
      kind: 'affine',
      scale: Int32Array.from([3, 5, -2, 4, 1, 7]),
      offset: Int32Array.from([-10, 4, 0, 25, -3, 9]),
    },
    weightStyle: 'dissolved',
  }),
  entry(
    'a first layer for pixels: regroup, replay, multiply; PE and SIMD divide nothing',
    StreamingLayer,
    fullyConnectedLayer({
      name: 'first_layer',
      rows: 10,
      columns: 25,
      pe: 4,
      simd: 3,
      sourceWidth: 8,
      activation: pixels,
      weights: words(25, 10),
      output: { kind: 'bits', thresholds: Int32Array.from([0, 100, -50, 300, 20, -200, 10, 0, 75, -5]) },
      weightStyle: 'logic',
    }),
  ),
]
