/** Pipelining: how many levels of logic lie between the registers of generators, on a device with carry chains. */

import { describe, expect, it } from 'vitest'
import { networkDesign } from '../../accelerator/design.ts'
import { emitDesign } from '../../dsl/emit/index.ts'
import { Data, type Design, elaborate } from '../../dsl/index.ts'
import { Argmax } from '../../generators/layers/argmax.ts'
import type { Stationary } from '../../generators/matrix-vector/folding.timing.ts'
import { MatrixVectorThreshold } from '../../generators/matrix-vector/matrix-vector-threshold.ts'
import { WeightMemory } from '../../generators/matrix-vector/weight-memory.ts'
import { Gearbox } from '../../generators/streams/gearbox.ts'
import { ReplayBuffer } from '../../generators/streams/replay-buffer.ts'
import { StreamFifo } from '../../generators/streams/stream-fifo.ts'
import type { WindowGeometry } from '../../generators/windows/line-buffer.timing.ts'
import { LineBuffer } from '../../generators/windows/line-buffer.ts'
import { MaxPool } from '../../generators/windows/max-pool.ts'
import { loadModel } from '../../network/load-model.ts'
import { planForTarget } from '../../plan/search/planner.ts'
import { planningTarget } from '../../plan/target.ts'
import { rtlOf } from '../../synthesis/rtl.ts'
import { synthesize } from '../../synthesis/synthesize.ts'

/** A matrix-vector-threshold unit of many folds, two neuron folds among them. */
function unit(weightStyle: 'block' | 'logic', stationary: Stationary = 'output'): Design {
  const [rows, columns] = [8, 96]
  const word = (row: number) =>
    BigInt.asUintN(columns, BigInt(2 * row + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n)
  return elaborate(MatrixVectorThreshold, {
    name: 'unit',
    rows,
    columns,
    pe: 4,
    simd: 24,
    activation: { kind: 'binary' },
    weights: Data.of(
      columns,
      Array.from({ length: rows }, (_, row) => word(row)),
    ),
    output: { kind: 'bits', thresholds: Int32Array.from([40, 44, 48, 52, 41, 45, 49, 53]) },
    weightStyle,
    popcount: 'compressor',
    stationary,
  })
}

/** A window that slides over an image of so many rows and columns. */
function windows(size: number, change: Partial<WindowGeometry> = {}): WindowGeometry {
  return {
    image: [size, size],
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 1, left: 1, bottom: 1, right: 1 },
    windows: [size, size],
    ...change,
  }
}

const wideWords = Data.of(
  12,
  Array.from({ length: 512 }, (_, index) => BigInt.asUintN(12, (BigInt(index * index) * 0x9e3779b9n) >> 7n)),
)
const unpadded = { top: 0, left: 0, bottom: 0, right: 0 }
const halved = windows(16, { kernel: [2, 2], stride: [2, 2], padding: unpadded, windows: [8, 8] })
const padded = { ...windows(16), width: 8, words: 3, taps: 2, replays: 3, spare: 5 }
/** The first layer of a network for large images: 7x7 pixels of three bytes. */
const large = {
  ...windows(224, {
    kernel: [7, 7],
    stride: [2, 2],
    padding: { top: 3, left: 3, bottom: 3, right: 3 },
    windows: [112, 112],
  }),
  width: 8,
  words: 3,
  taps: 1,
  replays: 3,
  spare: 0,
}

/** The network for MNIST with the plan for a device, where the paths go from layer to layer. */
function shippedAccelerator(): Design {
  const network = loadModel('examples/cnn-mnist')
  const target = planningTarget({ fps: 20_000, clockMhz: 200, device: 'xczu3eg' })!
  return networkDesign(network, planForTarget(network, target))
}

const designs: Readonly<Record<string, () => Design>> = {
  'a FIFO of one beat': () => elaborate(StreamFifo, { payload: { data: 8 }, depth: 1 }),
  'a FIFO read at once': () => elaborate(StreamFifo, { payload: { data: 8 }, depth: 16 }),
  'a FIFO that fetches ahead': () => elaborate(StreamFifo, { payload: { data: 8 }, depth: 100 }),
  'a replay buffer': () => elaborate(ReplayBuffer, { width: 8, beats: 7, replays: 2 }),
  'a deep replay buffer': () => elaborate(ReplayBuffer, { width: 32, beats: 72, replays: 16 }),
  'a unit with block memories': () => unit('block'),
  'a unit with LUT memories': () => unit('logic'),
  'an input-stationary unit': () => unit('block', 'input'),
  'a line buffer': () => elaborate(LineBuffer, { ...padded, name: 'rows', outside: 'checkerboard' }),
  'a line buffer for large images': () => elaborate(LineBuffer, { ...large, name: 'rows', outside: 'zeros' }),
  'a pool': () => elaborate(MaxPool, { ...halved, name: 'pool', width: 16, words: 2 }),
  'a gearbox to wider beats': () => elaborate(Gearbox, { from: 16, to: 128, frame: 1024 }),
  'a gearbox to narrower beats': () => elaborate(Gearbox, { from: 32, to: 2, frame: 1024 }),
  'a gearbox whose frames end with fewer beats': () => elaborate(Gearbox, { from: 3, to: 12, frame: 512 }),
  'a gearbox with a ring': () => elaborate(Gearbox, { from: 32, to: 24, frame: 800 }),
  'a gearbox with a large ring': () => elaborate(Gearbox, { from: 43, to: 64, frame: 1024 }),
  'a gearbox with a ring of many slots': () => elaborate(Gearbox, { from: 256, to: 37, frame: 512 }),
  'a memory in LUTs of as many words as the planner allows': () =>
    elaborate(WeightMemory, { name: 'weights', weights: [wideWords], style: 'logic' }),
  'a decision': () =>
    elaborate(Argmax, { name: 'decision', classes: 10, width: 17, signed: true, rule: { kind: 'argmax' } }),
  'the shipped convolutional network': shippedAccelerator,
}

describe('a carry chain and two LUT levels are the most between registers', () => {
  it.each(Object.entries(designs))('%s', async (_, design) => {
    const { total } = await synthesize(rtlOf(emitDesign(design())), 'xcup')
    expect(total.depth).toBeGreaterThan(0)
    expect(total.depth).toBeLessThanOrEqual(3)
  })
})
