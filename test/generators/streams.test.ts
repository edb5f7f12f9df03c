/** What moves beats without computing: FIFO, gearbox, replay buffer. */

import { describe, expect, test } from 'vitest'
import { elaborate } from '../../dsl/index.ts'
import { gearboxGeometry } from '../../generators/streams/gearbox.timing.ts'
import { Gearbox } from '../../generators/streams/gearbox.ts'
import { replayModel } from '../../generators/streams/replay-buffer.model.ts'
import { replayLatency } from '../../generators/streams/replay-buffer.timing.ts'
import { ReplayBuffer } from '../../generators/streams/replay-buffer.ts'
import { StreamFifoModel } from '../../generators/streams/stream-fifo.model.ts'
import { StreamFifo } from '../../generators/streams/stream-fifo.ts'
import { targetOf } from '../../sim/target.ts'
import {
  allSimulators,
  bench,
  randomStalls,
  runInAll,
  runStream,
  usualSimulators,
  verifyStream,
} from '../support/generator-bench.ts'
import { fifoCase, gearboxCase, numbers, replayCase } from '../support/generator-streams.ts'

describe('a FIFO', () => {
  const depths = [1, 2, 3, 16, 32, 33, 1000]
  for (const depth of depths) {
    test(`of ${depth} passes beats in order, as fast as it says`, async () => {
      const target = await bench(StreamFifo, { payload: { data: 12 }, depth })
      await verifyStream(
        target,
        fifoCase(12, depth, 2 * depth + 40),
        depth === 3 ? allSimulators : usualSimulators,
      )
    })

    test(`of ${depth} takes exactly ${depth} beats when nothing leaves`, async () => {
      const target = await bench(StreamFifo, { payload: { data: 12 }, depth })
      const blocked = depth + 20
      const outputStalls = { kind: 'first', cycles: blocked } as const
      const { accepted } = await runStream(target, fifoCase(12, depth, depth + 40), { outputStalls })
      expect(accepted.filter((cycle) => cycle < blocked).length).toBe(depth)
    })
  }

  test('keeps the fields of a beat together', async () => {
    const target = await bench(StreamFifo, { payload: { data: 7, last: 1, id: 33 }, depth: 4 })
    const beats = numbers(50, 41).map((word) => ({
      data: word & 0x7fn,
      last: (word >> 7n) & 1n,
      id: word >> 8n,
    }))
    await verifyStream(target, { beats, expect: 50, check: (results) => expect(results).toEqual(beats) })
  })

  test('moves as the model does in every cycle', async () => {
    for (const depth of [1, 2, 3, 16]) {
      const target = await bench(StreamFifo, { payload: { data: 12 }, depth })
      const source = numbers(200, 12).map((data) => ({ data }))
      const stimulus = {
        cycles: 2000,
        inputs: { source: { beats: source, stalls: randomStalls.inputStalls! } },
        outputs: { sink: { expect: 200, stalls: randomStalls.outputStalls! } },
      }
      const { ports, cycles } = await runInAll(target, stimulus, usualSimulators, { tracePorts: true })
      const at = (port: string, cycle: number) => ports![port]![cycle]!
      const model = new StreamFifoModel<bigint>(depth)
      for (let cycle = 0; cycle < cycles; cycle++) {
        expect(at('source_ready', cycle) === 1n).toBe(model.ready)
        expect(at('sink_valid', cycle) === 1n).toBe(model.head !== undefined)
        const entering = at('source_valid', cycle) === 1n && model.ready
        if (model.head !== undefined) {
          expect(at('sink_data', cycle)).toBe(model.head)
          if (at('sink_ready', cycle) === 1n) model.pop()
        }
        if (entering) model.push(at('source_data', cycle))
      }
    }
  })
})

describe('a gearbox', () => {
  const shapes: readonly (readonly [from: number, to: number, frame: number])[] = [
    [24, 6, 96],
    [24, 6, 45],
    [6, 24, 96],
    [6, 24, 50],
    [4, 6, 24],
    [4, 6, 8],
    [7, 3, 21],
    [7, 3, 40],
    [64, 1, 64],
    [64, 1, 100],
    [1, 64, 128],
    [1, 64, 70],
    [16, 64, 784],
    [6, 17, 18],
    [43, 64, 256],
    [5, 5, 12],
  ]
  for (const [from, to, frame] of shapes) {
    test(`from ${from} to ${to} bits, frames of ${frame}`, async () => {
      const target = await bench(Gearbox, { from, to, frame })
      await verifyStream(target, gearboxCase(from, to, frame), from === 7 ? allSimulators : usualSimulators)
    })
  }

  test('never waits, whatever the widths and frames', async () => {
    const all = Array.from({ length: 8 }, (_, i) => i + 1)
    for (const from of all) {
      for (const to of all) {
        for (const frame of new Set([1, from, to, from + to, 2 * from + 1, 2 * to + 1, from * to, 17])) {
          const target = targetOf(elaborate(Gearbox, { from, to, frame }))
          await verifyStream(target, gearboxCase(from, to, frame), ['engine'])
        }
      }
    }
  })

  const latencies: readonly (readonly [from: number, to: number, frame: number, latency: number])[] = [
    [6, 24, 96, 2],
    [6, 24, 54, 3],
    [6, 24, 60, 2],
    [37, 256, 256, 2],
    [12, 8, 96, 1],
    [7, 5, 70, 3],
    [43, 64, 1024, 4],
  ]
  test.each(latencies)(
    'from %i to %i bits, frames of %i, has latency %i',
    async (from, to, frame, latency) => {
      const target = await bench(Gearbox, { from, to, frame })
      const { accepted, delivered } = await runStream(target, gearboxCase(from, to, frame), {})
      const completing = Math.ceil(to / from) - 1
      expect(delivered[0]).toBe(accepted[completing]! + latency)
      expect(gearboxGeometry(from, to, frame).latency).toBe(latency)
    },
  )
})

describe('a replay buffer', () => {
  const shapes: readonly (readonly [width: number, beats: number, replays: number])[] = [
    [8, 1, 1],
    [8, 1, 3],
    [8, 4, 3],
    [8, 5, 3],
    [8, 8, 1],
    [3, 7, 16],
    [130, 16, 2],
  ]
  for (const [width, beats, replays] of shapes) {
    test(`gives ${beats} beats of ${width} bits ${replays} times`, async () => {
      const target = await bench(ReplayBuffer, { width, beats, replays })
      await verifyStream(
        target,
        replayCase(width, beats, replays),
        beats === 5 ? allSimulators : usualSimulators,
      )
    })
  }

  test('takes the next vector while it replays', async () => {
    const target = await bench(ReplayBuffer, { width: 8, beats: 4, replays: 5 })
    const { accepted } = await runStream(target, replayCase(8, 4, 5), {})
    expect(accepted.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(replayModel([1, 2], 2, 2)).toEqual([1, 2, 1, 2])
    expect(replayLatency).toBe(2)
  })
})
