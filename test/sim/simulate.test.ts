/** One stimulus, three simulators, one trace: stalls, resets, plain ports and the end of a run. */

import { describe, expect, test } from 'vitest'
import { type Simulator, simulate, simulators } from '../../sim/simulate.ts'
import type { Stimulus } from '../../sim/stimulus.ts'
import { adder } from '../support/sim-adder.ts'

const beats = Array.from({ length: 40 }, (_, i) => ({ value: BigInt(6 * i), tag: (1n << 39n) + BigInt(i) }))
const busy: Stimulus = {
  cycles: 1000,
  values: { offset: [100n] },
  inputs: { a: { beats, stalls: { kind: 'random', seed: 1, probability: 0.4 } } },
  outputs: { b: { expect: 40, stalls: { kind: 'random', seed: 2, probability: 0.5 } } },
}

async function run(simulator: Simulator, stimulus: Stimulus) {
  return simulate(await adder(), stimulus, { simulator, tracePorts: true, allowUnknown: true })
}

describe.each(simulators)('%s', (simulator) => {
  test('passes every beat on, in order', async () => {
    const trace = await run(simulator, busy)
    expect(trace.beats.a!.map(({ payload }) => payload)).toEqual(beats)
    expect(trace.beats.b!.map(({ payload }) => payload)).toEqual(
      beats.map(({ value, tag }) => ({ sum: value + 100n, tag })),
    )
  })

  test('moves a beat in every cycle when nothing stalls', async () => {
    const { inputs, outputs } = { inputs: { a: { beats } }, outputs: { b: { expect: 40 } } }
    const trace = await run(simulator, { cycles: 100, inputs, outputs })
    expect(trace.beats.a!.map(({ cycle }) => cycle)).toEqual(beats.map((_, i) => i))
    expect(trace.beats.b!.map(({ cycle }) => cycle)).toEqual(beats.map((_, i) => i + 1))
    expect(trace.cycles).toBe(41 + 8)
  })

  test('holds and changes plain inputs cycle by cycle', async () => {
    const offset = [1n, 2n, 3n]
    const trace = await run(simulator, { ...busy, values: { offset } })
    expect(trace.ports!.offset!.slice(0, 5)).toEqual([1n, 2n, 3n, 3n, 3n])
    expect(trace.ports!.taken!.at(-1)).toBe(40n)
  })

  test('shows a wrong payload while valid is low', async () => {
    const stalls = { kind: 'first', cycles: 2 } as const
    const trace = await run(simulator, {
      ...busy,
      inputs: { a: { beats: beats.slice(0, 1), stalls } },
      outputs: {},
      cycles: 5,
    })
    expect(trace.ports!.a_valid).toEqual([0n, 0n, 1n, 0n, 0n])
    expect(trace.ports!.a_value).toEqual([255n, 255n, 0n, 255n, 255n])
  })

  test('starts over after a reset in the middle', async () => {
    const trace = await run(simulator, { ...busy, resetAt: [20, 21] })
    const late = trace.beats.b!.filter(({ cycle }) => cycle > 21)
    expect(late.map(({ payload }) => payload.tag)).toEqual(beats.map(({ tag }) => tag))
    expect(trace.beats.b!.length).toBeGreaterThan(40)
    expect(trace.beats.a!.filter(({ cycle }) => cycle > 21)[0]!.payload).toEqual(beats[0])
    expect(trace.ports!.taken![22]).toBe(0n)
  })

  test('runs to the cycle limit when no beat is expected', async () => {
    const trace = await run(simulator, { cycles: 17 })
    expect(trace.cycles).toBe(17)
    expect(trace.ports!.b_valid).toEqual(Array(17).fill(0n))
  })
})

describe('all simulators', () => {
  test.each([
    ['random stalls', busy],
    ['no stalls', { ...busy, inputs: { a: { beats } }, outputs: { b: { expect: 40 } } }],
    [
      'periodic stalls',
      { ...busy, outputs: { b: { expect: 40, stalls: { kind: 'periodic', move: 2, stall: 3 } } } },
    ],
    ['a late consumer', { ...busy, outputs: { b: { expect: 40, stalls: { kind: 'first', cycles: 30 } } } }],
    ['resets', { ...busy, resetAt: [5, 33] }],
    ['more than a stall pattern', { ...busy, cycles: 10_000, outputs: {} }],
  ] satisfies [string, Stimulus][])('agree in every cycle with %s', async (_, stimulus) => {
    const [engine, icarus, verilator] = await Promise.all(
      simulators.map((simulator) => run(simulator, stimulus)),
    )
    expect(icarus!.beats).toEqual(engine!.beats)
    expect(verilator!.beats).toEqual(engine!.beats)
    expect(verilator!.cycles).toBe(engine!.cycles)
    expect(verilator!.ports!.a_valid).toEqual(engine!.ports!.a_valid)
    expect(icarus!.ports!.a_valid).toEqual(engine!.ports!.a_valid)
    expect(verilator!.ports!.a_ready).toEqual(engine!.ports!.a_ready)
    expect(icarus!.ports!.a_ready).toEqual(engine!.ports!.a_ready)
  })
})
