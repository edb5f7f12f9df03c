/** The generators' part of the catalogue: instructive instances, whose RTL is kept under rtl-out/catalogue for reading. */

import { Data, type Design, elaborate, type Generator, type Ports } from '../dsl/index.ts'
import { DotProduct } from './dot-product/dot-product.ts'
import { XnorPopcount } from './dot-product/xnor-popcount.ts'
import { Argmax } from './layers/argmax.ts'
import { convolutionLayer } from './layers/convolution-layer.ts'
import { fullyConnectedLayer } from './layers/fully-connected-layer.ts'
import { StreamingLayer } from './layers/streaming-layer.ts'
import { MatrixVectorThreshold } from './matrix-vector/matrix-vector-threshold.ts'
import { WeightMemory } from './matrix-vector/weight-memory.ts'
import { Gearbox } from './streams/gearbox.ts'
import { ReplayBuffer } from './streams/replay-buffer.ts'
import { StreamFifo } from './streams/stream-fifo.ts'
import { LineBuffer } from './windows/line-buffer.ts'
import { MaxPool } from './windows/max-pool.ts'

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
export function goldenWords(width: number, count: number): Data {
  const golden = (1n << BigInt(width)) - ((1n << BigInt(width)) * 1000n) / 1618n
  return Data.of(
    width,
    Array.from({ length: count }, (_, i) => BigInt.asUintN(width, BigInt(i + 1) * (golden | 1n))),
  )
}

const bits = { kind: 'binary' } as const
const pixels = { kind: 'integer', bits: 8, signed: false } as const

/** The words of four memories of nine bits that stand side by side. */
function ninths({ words }: Data): Data[] {
  return [0n, 9n, 18n, 27n].map((low) =>
    Data.of(
      9,
      words.map((word) => (word >> low) & 0x1ffn),
    ),
  )
}

/** Windows over a small map; both of a pair are the same. */
const square = (
  image: number,
  windows: number,
  kernel: number,
  stride: number,
  dilation: number,
  pad: number,
) => ({
  image: [image, image] as const,
  windows: [windows, windows] as const,
  kernel: [kernel, kernel] as const,
  stride: [stride, stride] as const,
  dilation: [dilation, dilation] as const,
  padding: { top: pad, left: pad, bottom: pad, right: pad },
})

/** Thresholds of four neurons, a little lower for each tap outside of the map: those of the nine border classes in their order. */
const borderThresholds = [5, 3, 5, 3, 0, 3, 5, 3, 5].flatMap((outside) =>
  [9, 8, 10, 9].map((inside) => inside - outside),
)

const thresholds = Int32Array.from([12, 10, 14, 0, 11, 25, 13, 12, 9, 12, 15, 8, 12, 11, 13, 10])

/** The instances, from the smallest to a whole layer. */
export const generatorCatalogue: readonly CatalogueEntry[] = [
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
    weights: goldenWords(24, 16),
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
    weights: goldenWords(24, 16),
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
    weights: goldenWords(12, 4),
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
    weights: goldenWords(16, 6),
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
      weights: goldenWords(25, 10),
      output: { kind: 'bits', thresholds: Int32Array.from([0, 100, -50, 300, 20, -200, 10, 0, 75, -5]) },
      weightStyle: 'logic',
    }),
  ),
  entry('weights of one element after the other share block memories', WeightMemory, {
    name: 'shared_weights',
    weights: ninths(goldenWords(36, 64)),
    style: 'block',
  }),
  entry('many words in LUTs are banks, which the address chooses between a cycle later', WeightMemory, {
    name: 'banked_weights',
    weights: [goldenWords(8, 200), goldenWords(8, 200)],
    style: 'logic',
  }),
  entry(
    'windows of a padded map: what lies outside is put in while reading, and costs no cycle',
    LineBuffer,
    {
      name: 'padded_windows',
      ...square(6, 6, 3, 1, 1, 1),
      ...{ words: 1, taps: 1, replays: 2, width: 4, outside: 'ones', spare: 0 },
    },
  ),
  entry(
    'a stride of two: a row of taps leaves side by side, rows that no window needs are dropped',
    LineBuffer,
    {
      name: 'strided_windows',
      ...square(8, 3, 3, 2, 1, 0),
      ...{ words: 1, taps: 3, replays: 1, width: 4, outside: 'zeros', spare: 0 },
    },
  ),
  entry('taps two pixels apart, pixels in two words, a checkerboard outside', LineBuffer, {
    name: 'dilated_windows',
    ...square(6, 4, 3, 1, 2, 1),
    ...{ words: 2, taps: 1, replays: 1, width: 3, outside: 'checkerboard', spare: 1 },
  }),
  entry('a pool of ±1 is an OR of four taps', MaxPool, {
    name: 'pool_2x2',
    ...square(8, 4, 2, 2, 1, 0),
    ...{ words: 1, width: 8 },
  }),
  entry('windows of a pool may overlap and reach past the map', MaxPool, {
    name: 'pool_3x3',
    ...square(7, 4, 3, 2, 1, 1),
    ...{ words: 2, width: 4 },
  }),
  entry(
    'a convolution padded with the number zero on one bit: each class of border pixels has thresholds of its own',
    StreamingLayer,
    convolutionLayer({
      name: 'padded_convolution',
      ...square(5, 5, 3, 1, 1, 1),
      ...{ channels: 2, rows: 4, pe: 2, simd: 2, sourceWidth: 2, activation: bits, outside: 'zeros' },
      weights: goldenWords(18, 4),
      output: {
        kind: 'bits',
        thresholds: Int32Array.from(borderThresholds),
        borders: { lines: [0, 1, 1, 1, 2], columns: [0, 1, 1, 1, 2] },
      },
      weightStyle: 'logic',
      popcount: 'compressor',
    }),
  ),
]
