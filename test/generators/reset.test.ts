/** A reset in the middle of a frame, and nothing unknown after it. */

import { describe, expect, test } from 'vitest'
import { elaborate } from '../../dsl/index.ts'
import type { Design } from '../../dsl/ir/design.ts'
import { Argmax } from '../../generators/argmax.ts'
import { FullyConnectedLayer } from '../../generators/fully-connected-layer.ts'
import { MatrixVectorThreshold } from '../../generators/matrix-vector-threshold.ts'
import { ReplayBuffer } from '../../generators/replay-buffer.ts'
import { StreamFifo } from '../../generators/stream-fifo.ts'
import { WidthConverter } from '../../generators/width-converter.ts'
import { printed, randomStalls, runStream, type StreamCase } from '../support/generator-bench.ts'
import { decisionCase, decisionParameters } from '../support/generator-decision.ts'
import { fullyConnectedCase, layerExample, matrixVectorCase } from '../support/generator-layer.ts'
import { converterCase, fifoCase, replayCase } from '../support/generator-streams.ts'

const layer = layerExample({
  rows: 6,
  columns: 20,
  pe: 2,
  simd: 7,
  activation: { kind: 'binary' },
  output: 'bits',
  weightStyle: 'block',
})
const wide = { ...layer.parameters, sourceWidth: 5 }
const scaled = layerExample({
  rows: 6,
  columns: 20,
  pe: 2,
  simd: 7,
  activation: { kind: 'integer', bits: 3, signed: true },
  output: 'affine',
  weightStyle: 'dissolved',
})
const decision = decisionParameters({ classes: 10, width: 7, signed: true, rule: 'argmax' })

const blocks: Readonly<Record<string, readonly [design: Design, test: StreamCase]>> = {
  'an MVTU': [elaborate(MatrixVectorThreshold, layer.parameters), matrixVectorCase(layer)],
  'a scaling MVTU': [elaborate(MatrixVectorThreshold, scaled.parameters), matrixVectorCase(scaled)],
  'a layer': [elaborate(FullyConnectedLayer, wide), fullyConnectedCase(layer, wide)],
  'a width converter': [elaborate(WidthConverter, { from: 4, to: 6, frame: 50 }), converterCase(4, 6, 50)],
  'a replay buffer': [elaborate(ReplayBuffer, { width: 8, beats: 5, replays: 3 }), replayCase(8, 5, 3)],
  'a FIFO': [elaborate(StreamFifo, { payload: { data: 8 }, depth: 5 }), fifoCase(8, 5, 60)],
  'a deep FIFO': [elaborate(StreamFifo, { payload: { data: 8 }, depth: 40 }), fifoCase(8, 40, 60)],
  'a decision': [elaborate(Argmax, decision), decisionCase(decision)],
}

describe.each(Object.entries(blocks))('%s', (_, [design, stream]) => {
  test('starts clean after a reset in any cycle', async () => {
    const target = await printed(design)
    for (let cycle = 1; cycle <= 40; cycle++) {
      await runStream(target, stream, { ...randomStalls, resetAt: [cycle] }, ['engine'])
    }
  })

  test('starts clean, and shows nothing unknown, in Icarus', async () => {
    const target = await printed(design)
    for (const resetAt of [[], [4], [9, 10], [23]])
      await runStream(target, stream, { ...randomStalls, resetAt })
  })

  test('would be caught without its resets', async () => {
    const broken = await printed(design, (text) => text.replaceAll('if (rst)', "if (1'b0)"))
    await expect(runStream(broken, stream, {}, ['icarus'])).rejects.toThrow(/unknown|deadlock/)
  })
})
