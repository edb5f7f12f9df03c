/** One small instance of each stream block with the case that it must pass, for tests about all of them. */

import { elaborate } from '../../dsl/index.ts'
import type { Design } from '../../dsl/ir/design.ts'
import { Argmax } from '../../generators/argmax.ts'
import { FullyConnectedLayer } from '../../generators/fully-connected-layer.ts'
import { MatrixVectorThreshold } from '../../generators/matrix-vector-threshold.ts'
import { ReplayBuffer } from '../../generators/replay-buffer.ts'
import { StreamFifo } from '../../generators/stream-fifo.ts'
import { WidthConverter } from '../../generators/width-converter.ts'
import type { StreamCase } from './generator-bench.ts'
import { decisionCase, decisionParameters } from './generator-decision.ts'
import { fullyConnectedCase, type LayerShape, layerExample, matrixVectorCase } from './generator-layer.ts'
import { converterCase, fifoCase, replayCase } from './generator-streams.ts'

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
    design: elaborate(FullyConnectedLayer, parameters),
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

/** The blocks by name. */
export const blocks = {
  mvtu: matrixVector({}),
  'mvtu of one fold': matrixVector({ pe: 6, simd: 20 }),
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
  'width converter': {
    design: elaborate(WidthConverter, { from: 4, to: 6, frame: 50 }),
    stream: converterCase(4, 6, 50),
  },
  'replay buffer': {
    design: elaborate(ReplayBuffer, { width: 8, beats: 5, replays: 3 }),
    stream: replayCase(8, 5, 3),
  },
  fifo: fifo(5),
  'deep fifo': fifo(40),
  argmax: decision('argmax', true),
  'highest set bit': decision('highest-set-bit', false),
} as const satisfies Record<string, Block>
