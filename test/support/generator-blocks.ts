/** One small instance of each stream block with the case that it must pass, for tests about all of them. */

import { elaborate } from '../../dsl/index.ts'
import type { Design } from '../../dsl/ir/design.ts'
import { Argmax } from '../../generators/layers/argmax.ts'
import { convolutionLayer } from '../../generators/layers/convolution-layer.ts'
import { fullyConnectedLayer } from '../../generators/layers/fully-connected-layer.ts'
import { StreamingLayer } from '../../generators/layers/streaming-layer.ts'
import { MatrixVectorThreshold } from '../../generators/matrix-vector/matrix-vector-threshold.ts'
import { Gearbox } from '../../generators/streams/gearbox.ts'
import { ReplayBuffer } from '../../generators/streams/replay-buffer.ts'
import { StreamFifo } from '../../generators/streams/stream-fifo.ts'
import { LineBuffer } from '../../generators/windows/line-buffer.ts'
import { MaxPool } from '../../generators/windows/max-pool.ts'
import type { StreamCase } from './generator-bench.ts'
import { type ConvolutionShape, convolutionExample } from './generator-convolution.ts'
import { decisionCase, decisionParameters } from './generator-decision.ts'
import { fullyConnectedCase, type LayerShape, layerExample, matrixVectorCase } from './generator-layer.ts'
import { fifoCase, gearboxCase, replayCase } from './generator-streams.ts'
import {
  type LineBufferShape,
  lineBufferCase,
  lineBufferParameters,
  type PoolShape,
  poolCase,
  poolParameters,
} from './generator-windows.ts'

/** A design and what it must do. */
export interface Block {
  readonly design: Design
  readonly stream: StreamCase
}

const shape: LayerShape = {
  rows: 6,
  columns: 20,
  pe: 2,
  simd: 7,
  activation: { kind: 'binary' },
  output: 'bits',
  weightStyle: 'block',
}

function matrixVector(change: Partial<LayerShape>): Block {
  const example = layerExample({ ...shape, ...change })
  return { design: elaborate(MatrixVectorThreshold, example.parameters), stream: matrixVectorCase(example) }
}

function layer(): Block {
  const example = layerExample(shape)
  const parameters = { ...example.parameters, sourceWidth: 5 }
  return {
    design: elaborate(StreamingLayer, fullyConnectedLayer(parameters)),
    stream: fullyConnectedCase(example, parameters),
  }
}

function decision(rule: 'argmax' | 'highest-set-bit', signed: boolean): Block {
  const parameters = decisionParameters({ classes: 10, width: 7, signed, rule })
  return { design: elaborate(Argmax, parameters), stream: decisionCase(parameters) }
}

function fifo(depth: number): Block {
  return {
    design: elaborate(StreamFifo, { payload: { data: 8 }, depth }),
    stream: fifoCase(8, depth, 2 * depth + 40),
  }
}

const windows = {
  kernel: [3, 2],
  image: [4, 3],
  stride: [1, 1],
  dilation: [1, 1],
  pads: [1, 0, 2, 1],
} as const

function lineBuffer(change: Partial<LineBufferShape> = {}): Block {
  const shape = { ...windows, channels: 5, bits: 1, simd: 2, outside: 'ones', replays: 3, ...change } as const
  return { design: elaborate(LineBuffer, lineBufferParameters(shape)), stream: lineBufferCase(shape) }
}

function pool(): Block {
  const shape: PoolShape = { ...windows, stride: [2, 1], channels: 3, words: 1 }
  return { design: elaborate(MaxPool, poolParameters(shape)), stream: poolCase(shape) }
}

/** A convolution that the border classes of its pixels matter to. */
export const paddedConvolution: ConvolutionShape = {
  ...windows,
  channels: 3,
  simd: 3,
  outputs: 5,
  pe: 2,
  input: 'bits',
  mode: 'zero',
}

function convolution(): Block {
  const { parameters, stream } = convolutionExample(paddedConvolution)
  return { design: elaborate(StreamingLayer, convolutionLayer(parameters)), stream }
}

/** The blocks by name. */
export const blocks = {
  mvtu: matrixVector({}),
  'mvtu of one fold': matrixVector({ pe: 6, simd: 20 }),
  'input-stationary mvtu': matrixVector({ stationary: 'input', simd: 5, output: 'sums' }),
  'mvtu of signed numbers': matrixVector({
    activation: { kind: 'integer', bits: 3, signed: true },
    output: 'sums',
  }),
  'scaling mvtu': matrixVector({
    activation: { kind: 'integer', bits: 3, signed: false },
    output: 'affine',
    weightStyle: 'dissolved',
  }),
  layer: layer(),
  gearbox: {
    design: elaborate(Gearbox, { from: 4, to: 12, frame: 50 }),
    stream: gearboxCase(4, 12, 50),
  },
  'collecting gearbox': {
    design: elaborate(Gearbox, { from: 4, to: 12, frame: 56 }),
    stream: gearboxCase(4, 12, 56),
  },
  'gearbox with a ring': {
    design: elaborate(Gearbox, { from: 7, to: 5, frame: 70 }),
    stream: gearboxCase(7, 5, 70),
  },
  'replay buffer': {
    design: elaborate(ReplayBuffer, { width: 8, beats: 5, replays: 3 }),
    stream: replayCase(8, 5, 3),
  },
  fifo: fifo(5),
  'deep fifo': fifo(40),
  argmax: decision('argmax', true),
  'highest set bit': decision('highest-set-bit', false),
  'line buffer': lineBuffer(),
  'checkered line buffer': lineBuffer({ outside: 'checkerboard' }),
  pool: pool(),
  convolution: convolution(),
} as const satisfies Record<string, Block>
