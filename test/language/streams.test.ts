/** Streams: a beat moves where valid and ready are both 1, no beat is lost, none repeated, each goes where it was sent. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Design,
  elaborate,
  fork,
  inputStream,
  module,
  output,
  outputStream,
  reg,
  stream,
  topModule,
  when,
} from '../../dsl/index.ts'
import { simulate } from '../../sim/simulate.ts'
import { targetOf } from '../../sim/target.ts'
import { runModule } from '../support/run-module.ts'

const Pass = module(
  () => 'pass',
  () => ({ source: inputStream({ data: 8, last: 1 }), sink: outputStream({ data: 8, last: 1 }) }),
  ({ source }) => ({ sink: source }),
)

/** Holds one beat; takes the next one in the cycle in which it gives the last. */
const Slot = module(
  () => 'slot',
  () => ({ source: inputStream({ data: 8 }), sink: outputStream({ data: 8 }) }),
  ({ source }) => {
    const full = reg(1, { init: 0 })
    const data = reg(8)
    const sink = stream(full, { data })
    const free = full.not().or(sink.ready)
    source.accept(free)
    when(free, () => full.set(source.valid))
    when(source.fire, () => data.set(source.payload.data))
    return { sink }
  },
)

describe('a stream port', () => {
  it('is a valid, a ready that runs against it, and a port for each field', () => {
    const { ports, streams } = topModule(elaborate(Pass, {}))
    expect(ports.map(({ name, direction, width }) => `${direction} ${name} ${width}`)).toEqual([
      'input source_valid 1',
      'output source_ready 1',
      'input source_data 8',
      'input source_last 1',
      'output sink_valid 1',
      'input sink_ready 1',
      'output sink_data 8',
      'output sink_last 1',
    ])
    expect(streams).toEqual([
      {
        name: 'source',
        direction: 'input',
        valid: 'source_valid',
        ready: 'source_ready',
        payload: [
          { field: 'data', port: 'source_data', width: 8 },
          { field: 'last', port: 'source_last', width: 1 },
        ],
      },
      {
        name: 'sink',
        direction: 'output',
        valid: 'sink_valid',
        ready: 'sink_ready',
        payload: [
          { field: 'data', port: 'sink_data', width: 8 },
          { field: 'last', port: 'sink_last', width: 1 },
        ],
      },
    ])
  })

  it('may go straight through, in the same cycle', () => {
    const cycle = { source_valid: 1, source_data: 9, source_last: 1, sink_ready: 1 }
    expect(runModule(Pass, {}, [cycle, { sink_ready: 0 }])).toEqual([
      { source_ready: 1, sink_valid: 1, sink_data: 9, sink_last: 1 },
      { source_ready: 0, sink_valid: 1, sink_data: 9, sink_last: 1 },
    ])
  })

  it('may carry nothing but the fact that a beat comes', () => {
    const Tokens = module(
      () => 'tokens',
      () => ({ source: inputStream({}), count: output(4) }),
      ({ source }) => {
        const count = reg(4, { init: 0 })
        source.accept(1)
        when(source.fire, () => count.set(count.add(1)))
        return { count }
      },
    )
    const counts = runModule(Tokens, {}, [{ source_valid: 1 }, { source_valid: 0 }, { source_valid: 1 }, {}])
    expect(counts.map(({ count }) => count)).toEqual([0, 1, 1, 2])
  })
})

describe('consuming', () => {
  it('accept takes a beat where its condition is 1, drain every beat', () => {
    const Half = module(
      () => 'half',
      () => ({ a: inputStream({ x: 1 }), b: inputStream({ x: 1 }), odd: output(1) }),
      ({ a, b }) => {
        const odd = reg(1, { init: 0 })
        odd.set(odd.not())
        a.accept(odd)
        b.drain()
        return { odd }
      },
    )
    expect(runModule(Half, {}, [{}, {}, {}])).toEqual([
      { a_ready: 0, b_ready: 1, odd: 0 },
      { a_ready: 1, b_ready: 1, odd: 1 },
      { a_ready: 0, b_ready: 1, odd: 0 },
    ])
  })

  it('map changes the payload and nothing else', () => {
    const Swap = module(
      () => 'swap',
      () => ({ source: inputStream({ low: 4, high: 4 }), sink: outputStream({ sum: 5 }) }),
      ({ source }) => ({ sink: source.map(({ low, high }) => ({ sum: low.addGrow(high).trunc(5) })) }),
    )
    const [cycle] = runModule(Swap, {}, [{ source_valid: 1, source_low: 9, source_high: 15, sink_ready: 1 }])
    expect(cycle).toEqual({ source_ready: 1, sink_valid: 1, sink_sum: 24 })
  })

  it('goes through instances: what one gives, the next takes', async () => {
    const Two = module(
      () => 'two_slots',
      () => ({ source: inputStream({ data: 8 }), sink: outputStream({ data: 8 }) }),
      ({ source }) => {
        const first = Slot({})({ source })
        const second = Slot({})({ source: first.sink })
        return { sink: second.sink }
      },
    )
    const received = await transfer(elaborate(Two, {}), [5, 6, 7], ['sink'], 0)
    expect(received.sink).toEqual([5, 6, 7])
  })
})

describe('fork', () => {
  const counts = [1, 2, 3]
  it.each(counts)('gives every beat to each of %i consumers, whenever they are ready', async (count) => {
    const sinks = Array.from({ length: count }, (_, i) => `sink${i}`)
    const Forked = module(
      () => 'forked',
      () => ({
        source: inputStream({ data: 8 }),
        ...Object.fromEntries(sinks.map((sink) => [sink, outputStream({ data: 8 })])),
      }),
      ({ source }) => {
        const copies = fork(source, count)
        return Object.fromEntries(sinks.map((sink, i) => [sink, copies[i]!]))
      },
    )
    const design = elaborate(Forked, {})
    const property = fc.asyncProperty(
      fc.array(fc.nat(255), { maxLength: 20 }),
      fc.nat(),
      async (beats, seed) => {
        const received = await transfer(design, beats, sinks, 0.4, seed)
        for (const sink of sinks) expect(received[sink]).toEqual(beats)
      },
    )
    await fc.assert(property, { seed: 4, numRuns: 20 })
  })

  it('costs no cycle where all are ready', () => {
    const Both = module(
      () => 'both',
      () => ({ source: inputStream({ x: 1 }), a: outputStream({ x: 1 }), b: outputStream({ x: 1 }) }),
      ({ source }) => {
        const [a, b] = fork(source, 2)
        return { a: a!, b: b! }
      },
    )
    const always = { source_valid: 1, a_ready: 1, b_ready: 1 }
    const taken = runModule(Both, {}, [always, always, always]).map(({ source_ready }) => source_ready)
    expect(taken).toEqual([1, 1, 1])
  })
})

/** Sends beats into `source`, with stalls on all sides, and returns what came out; the rules of streams are checked on the way. */
async function transfer(
  design: Design,
  beats: readonly number[],
  sinks: readonly string[],
  probability: number,
  seed = 1,
): Promise<Record<string, number[]>> {
  const stalls = (offset: number) => ({ kind: 'random', seed: seed + offset, probability }) as const
  const trace = await simulate(
    targetOf(design),
    {
      cycles: 1000,
      inputs: { source: { beats: beats.map((data) => ({ data: BigInt(data) })), stalls: stalls(0) } },
      outputs: Object.fromEntries(
        sinks.map((sink, i) => [sink, { expect: beats.length, stalls: stalls(i + 1) }]),
      ),
    },
    { simulator: 'engine' },
  )
  const received = (sink: string) => trace.beats[sink]!.map(({ payload }) => Number(payload.data))
  return Object.fromEntries(sinks.map((sink) => [sink, received(sink)]))
}
