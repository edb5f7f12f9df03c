/** What a run refuses: broken rules of streams, unknown values, deadlocks, and stimuli that do not fit. */

import { describe, expect, test } from 'vitest'
import { SimulationError } from '../../sim/error.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Stimulus } from '../../sim/stimulus.ts'
import { type SimulationTarget, targetOf } from '../../sim/target.ts'
import { renderWaves } from '../../sim/waves.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { adder } from '../support/sim-adder.ts'
import { facesOf, handWritten } from '../support/sim-folder.ts'
import { builderOf, contentsOf, designOf } from '../support/sim-modules.ts'

const rtl = ['icarus', 'verilator'] as const

/** The error of a run that must fail. */
async function failure(run: Promise<unknown>): Promise<SimulationError> {
  const error = await run.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SimulationError)) throw error ?? new Error('the run did not fail')
  return error
}

/** A module that offers something by itself: `valid` and `value` are expressions over a free-running counter `t`. */
function offering(valid: string, value: string, extra = ''): Promise<SimulationTarget> {
  const body = `
  logic [7:0] t;
  always_ff @(posedge clk) if (rst) t <= 8'd0; else t <= t + 8'd1;
  assign out_valid = ${valid};
  assign out_value = ${value};
  ${extra}`
  return handWritten('offering', {}, { out: { value: 8 } }, body)
}

const slow: Stimulus = {
  cycles: 50,
  outputs: { out: { expect: 5, stalls: { kind: 'first', cycles: 10 } } },
}

describe.each(rtl)('in %s', (simulator) => {
  test('valid must hold until ready', async () => {
    const error = await failure(simulate(await offering('t[1]', "8'd7"), slow, { simulator }))
    expect(error).toMatchObject({ kind: 'valid-dropped', subject: 'out', cycle: 4 })
    expect(error.message).toBe('stream `out`: valid fell before the beat was taken, in cycle 4')
  })

  test('the payload must hold until ready', async () => {
    const error = await failure(simulate(await offering("t > 8'd3", 't'), slow, { simulator }))
    expect(error).toMatchObject({ kind: 'payload-changed', subject: 'out', cycle: 5 })
  })

  test('a deadlock is told with what every stream waits for', async () => {
    const body = "assign a_ready = 1'b0; assign b_valid = 1'b0; assign b_value = 8'd0;"
    const target = await handWritten('stuck', { a: { value: 8 } }, { b: { value: 8 } }, body)
    const stimulus = {
      cycles: 1_000_000,
      patience: 100,
      inputs: { a: { beats: [{ value: 1n }, { value: 2n }] } },
      outputs: { b: { expect: 2 } },
    }
    const error = await failure(simulate(target, stimulus, { simulator }))
    expect(error.kind).toBe('deadlock')
    expect(error.message).toMatchInlineSnapshot(`
      "deadlock: nothing has moved for 100 cycles, up to cycle 99
        input \`a\`: 0 of 2 beats taken; offered and not taken: \`a_ready\` is 0
        output \`b\`: 0 of 2 beats came; waiting for a beat: \`b_valid\` is 0"
    `)
    expect(error.trace.cycles).toBe(100)
  })
})

describe('in Icarus', () => {
  const simulator = 'icarus'

  test('valid may not be unknown', async () => {
    const error = await failure(
      simulate(await offering('never_set', "8'd7", 'logic never_set;'), slow, { simulator }),
    )
    expect(error).toMatchObject({ kind: 'unknown-handshake', subject: 'out', cycle: 0 })
    expect(error.message).toBe('stream `out`: `out_valid` is unknown (X) in cycle 0')
  })

  test('ready may not be unknown', async () => {
    const target = await handWritten('module_a', { a: { value: 8 } }, {}, '')
    const error = await failure(simulate(target, { cycles: 5 }, { simulator }))
    expect(error).toMatchObject({ kind: 'unknown-handshake', subject: 'a', cycle: 0 })
  })

  test('the payload of a valid beat may not be unknown, of no beat it may', async () => {
    const body = "logic [7:0] later; always_ff @(posedge clk) if (t == 8'd2) later <= 8'd9;"
    const early = await offering("t > 8'd1", 'later', body)
    expect(await failure(simulate(early, slow, { simulator }))).toMatchObject({
      kind: 'unknown-payload',
      cycle: 2,
    })
    const late = await offering("t > 8'd2", 'later', body)
    const trace = await simulate(late, slow, { simulator, tracePorts: true })
    expect(trace.beats.out!.map(({ payload }) => payload.value)).toEqual(
      Array(trace.beats.out!.length).fill(9n),
    )
    expect(trace.unknown[0]).toEqual({ port: 'out_value', cycle: 0, bits: 255n })
  })

  test('a plain output may not be unknown, unless that is allowed', async () => {
    const body = "logic [7:0] held; always_ff @(posedge clk) held <= 8'd3; assign y = {held[7:4], 4'd5};"
    const target = await handWritten('plain', {}, { y: 8 }, body.replace('held <=', 'if (!rst) held <='))
    const options = { simulator, tracePorts: true } as const
    expect(await failure(simulate(target, { cycles: 3 }, options))).toMatchObject({
      kind: 'unknown-output',
      subject: 'y',
      message: 'output `y` is unknown (X) in cycle 0',
    })
    const trace = await simulate(target, { cycles: 3 }, { ...options, allowUnknown: true })
    expect(trace.unknown).toEqual([{ port: 'y', cycle: 0, bits: 0xf0n }])
    expect(renderWaves(trace)).toMatchInlineSnapshot(`
      "cycle  0   1   2
      y      │x5 │5"
    `)
  })
})

describe('in the engine', () => {
  /** Offers the address input as payload, valid by a plain input, and reads a ROM of 5 words. */
  function reader() {
    const b = builderOf('reader')
    const [valid, address] = [b.input('valid', 1), b.input('address', 3)]
    b.input('out_ready', 1)
    const contents = contentsOf(8, [5n, 6n, 7n, 8n, 9n])
    const memory = b.memory({ name: 'words', depth: 5, width: 8, style: 'auto', contents, place: null })
    b.output('out_valid', valid)
    b.output(
      'out_value',
      b.add({ kind: 'memoryRead', width: 8, memory, address, synchronous: false, enable: null }),
    )
    b.streams.push(...facesOf({}, { out: { value: 8 } }).streams)
    return targetOf(designOf(b.finish({ clocked: false, resettable: false })))
  }

  const waits: Stimulus = {
    cycles: 20,
    outputs: { out: { expect: 2, stalls: { kind: 'first', cycles: 10 } } },
  }
  const options = { simulator: 'engine' } as const

  test('valid and payload must hold until ready', async () => {
    const dropped = simulate(reader(), { ...waits, values: { valid: [0n, 1n, 1n, 0n] } }, options)
    expect(await failure(dropped)).toMatchObject({ kind: 'valid-dropped', cycle: 3 })
    const changed = simulate(reader(), { ...waits, values: { valid: [1n], address: [1n, 1n, 2n] } }, options)
    expect(await failure(changed)).toMatchObject({ kind: 'payload-changed', cycle: 2 })
  })

  test('memories may not be read past their end, unless that is allowed', async () => {
    const stimulus = { cycles: 3, values: { address: [4n, 5n] } }
    const error = await failure(simulate(reader(), stimulus, options))
    expect(error).toMatchObject({ kind: 'address', subject: 'words', cycle: 1 })
    expect(error.message).toBe('memory `words` has 5 words and is accessed at 5 in cycle 1')
    expect((await simulate(reader(), stimulus, { ...options, allowAddresses: true })).cycles).toBe(3)
  })

  test('the limit of cycles is no success while beats are missing', async () => {
    const error = await failure(
      simulate(reader(), { ...waits, cycles: 11, values: { valid: [1n] } }, options),
    )
    expect(error.kind).toBe('limit')
    expect(error.message).toMatchInlineSnapshot(`
      "the limit of 11 cycles was reached before every expected beat came
        output \`out\`: 1 of 2 beats came; moving"
    `)
  })
})

describe('a stimulus', () => {
  test.each<[string, Stimulus, string]>([
    ['unknown stream', { cycles: 1, inputs: { c: { beats: [] } } }, 'module adder has no input stream `c`'],
    ['output as input', { cycles: 1, inputs: { b: { beats: [] } } }, 'module adder has no input stream `b`'],
    ['unknown port', { cycles: 1, values: { ofset: [1n] } }, 'module adder has no plain input port `ofset`'],
    ['missing field', { cycles: 1, inputs: { a: { beats: [{ value: 1n }] } } }, 'field `tag` is missing'],
    [
      'extra field',
      { cycles: 1, inputs: { a: { beats: [{ value: 1n, tag: 1n, x: 1n }] } } },
      'there is no field `x`',
    ],
    [
      'large value',
      { cycles: 1, inputs: { a: { beats: [{ value: 256n, tag: 1n }] } } },
      '256 does not fit 8 bits',
    ],
    ['negative value', { cycles: 1, values: { offset: [-1n] } }, '-1 does not fit 8 bits'],
    ['no value', { cycles: 1, values: { offset: [] } }, 'port `offset` has no value'],
    ['no cycle', { cycles: 0 }, 'a run takes 1 to 2147483647 cycles, not 0'],
    ['odd patience', { cycles: 1, patience: 0 }, 'patience is a positive number of cycles, not 0'],
    [
      'impossible stalls',
      { cycles: 1, outputs: { b: { expect: 1, stalls: { kind: 'random', seed: 1, probability: 2 } } } },
      'a stall probability lies between 0 and 1, not 2',
    ],
    [
      'endless stalls',
      { cycles: 1, outputs: { b: { expect: 1, stalls: { kind: 'first', cycles: 1e6 } } } },
      'stalls last 0 to 65535 cycles, not 1000000',
    ],
  ])('with %s is refused', async (_, stimulus, message) => {
    const run = simulate(await adder(), stimulus, { simulator: 'engine' })
    await expect(run).rejects.toThrow(message)
    await expect(run).rejects.toBeInstanceOf(InputError)
  })

  test('needs what the simulator runs', async () => {
    const both = await adder()
    const noDesign = simulate({ ...both, design: null }, { cycles: 1 }, { simulator: 'engine' })
    await expect(noDesign).rejects.toThrow('there is no design of adder in memory for the engine')
    const noText = simulate({ ...both, directory: null }, { cycles: 1 }, { simulator: 'icarus' })
    await expect(noText).rejects.toThrow('there is no SystemVerilog for adder')
    const missing = simulate({ ...both, files: ['lost.sv'] }, { cycles: 1 }, { simulator: 'verilator' })
    await expect(missing).rejects.toThrow('cannot be read')
  })
})
