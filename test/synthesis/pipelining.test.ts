/** Pipelining: how many levels of logic lie between the registers of generators, on a device with carry chains. */

import { describe, expect, it } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { Data, type Design, elaborate } from '../../dsl/index.ts'
import { signedData } from '../../generators/fold-rows.ts'
import { MatrixVectorThreshold } from '../../generators/matrix-vector-threshold.ts'
import { ReplayBuffer } from '../../generators/replay-buffer.ts'
import { StreamFifo } from '../../generators/stream-fifo.ts'
import { rtlOf } from '../../synthesis/rtl.ts'
import { synthesize } from '../../synthesis/synthesize.ts'

/** A matrix-vector-threshold unit of many folds, two neuron folds among them. */
function unit(weightStyle: 'block' | 'logic'): Design {
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
    output: { kind: 'bits', thresholds: signedData([40, 44, 48, 52, 41, 45, 49, 53]) },
    weightStyle,
    popcount: 'compressor',
  })
}

const designs: Readonly<Record<string, () => Design>> = {
  'a FIFO of one beat': () => elaborate(StreamFifo, { payload: { data: 8 }, depth: 1 }),
  'a FIFO read at once': () => elaborate(StreamFifo, { payload: { data: 8 }, depth: 16 }),
  'a FIFO that fetches ahead': () => elaborate(StreamFifo, { payload: { data: 8 }, depth: 100 }),
  'a replay buffer': () => elaborate(ReplayBuffer, { width: 8, beats: 7, replays: 2 }),
  'a deep replay buffer': () => elaborate(ReplayBuffer, { width: 32, beats: 72, replays: 16 }),
  'a unit with block memories': () => unit('block'),
  'a unit with LUT memories': () => unit('logic'),
}

describe('a carry chain and two LUT levels are the most between registers', () => {
  it.each(Object.entries(designs))('%s', async (_, design) => {
    const { total } = await synthesize(rtlOf(emitDesign(design())), 'xcup')
    expect(total.depth).toBeGreaterThan(0)
    expect(total.depth).toBeLessThanOrEqual(3)
  })
})
