/** Co-simulation: agreement over random circuits, and a difference shown where it begins. */

import { describe, expect, test } from 'vitest'
import { cosimulate } from '../../sim/cosim.ts'
import { type Simulator, simulators } from '../../sim/simulate.ts'
import { adder } from '../support/sim-adder.ts'
import { handWritten, printed } from '../support/sim-folder.ts'
import { corners, everyOperator } from '../support/sim-operators.ts'
import { Choices, randomDesign, randomInputs } from '../support/sim-random-circuit.ts'

const beats = [3n, 4n, 5n, 6n, 7n, 8n].map((value) => ({ value, tag: value + 1n }))

test('the three simulators agree on a hand-written module', async () => {
  const stalls = { kind: 'random', seed: 4, probability: 0.5 } as const
  const stimulus = {
    cycles: 200,
    inputs: { a: { beats, stalls } },
    outputs: { b: { expect: 6, stalls } },
    resetAt: [3],
  }
  const { divergence, traces } = await cosimulate(await adder(), stimulus, simulators)
  expect(divergence).toBeNull()
  expect(Object.keys(traces)).toEqual(['engine', 'icarus', 'verilator'])
})

/** Prints a random design and runs it with random inputs and a reset in the middle. */
async function cosimulateRandom(seed: number, size: number, among: readonly Simulator[]) {
  const target = await printed(randomDesign(seed, size))
  const choices = new Choices(seed)
  const rows = Array.from({ length: 60 }, (_, row) =>
    randomInputs(choices, target.ports, { atPowerUp: row === 0 }),
  )
  const values = Object.fromEntries(
    Object.keys(rows[0]!).map((port) => [port, rows.map((row) => row[port]!)]),
  )
  return cosimulate(target, { cycles: 60, values, resetAt: [30] }, among)
}

test.each([...Array(12).keys()])('engine and Icarus agree on random circuit %i', async (seed) => {
  const { divergence } = await cosimulateRandom(seed, 20 + 10 * seed, ['engine', 'icarus'])
  expect(divergence?.text).toBeUndefined()
})

test.each([100, 101, 102, 103, 104, 105])('the three simulators agree on random circuit %i', async (seed) => {
  const { divergence } = await cosimulateRandom(seed, 250, simulators)
  expect(divergence?.text).toBeUndefined()
})

test('the three simulators agree on every operator at every width', async () => {
  const target = await printed(everyOperator([1, 31, 32, 33, 63, 64, 65, 1000]))
  const choices = new Choices(1)
  const values = Object.fromEntries(
    target.ports
      .filter(({ direction }) => direction === 'input')
      .map(({ name, width }) => [
        name,
        [...corners(width), ...Array.from({ length: 30 }, () => choices.bits(width))],
      ]),
  )
  const { divergence } = await cosimulate(target, { cycles: 40, values }, simulators)
  expect(divergence?.text).toBeUndefined()
})

describe('a difference', () => {
  /** The adder, whose text forgets the carry. */
  async function wrongAdder() {
    const right = await adder()
    const body = `
  logic full;
  assign a_ready = !full || b_ready;
  assign b_valid = full;
  always_ff @(posedge clk)
    if (rst) full <= 1'b0;
    else if (a_ready) full <= a_valid;
  always_ff @(posedge clk)
    if (rst) taken <= 16'd0;
    else if (a_ready && a_valid) taken <= taken + 16'd1;
  always_ff @(posedge clk)
    if (a_ready) begin
      b_sum <= {1'b0, a_value + offset};
      b_tag <= a_tag;
    end`
    const wrong = await handWritten(
      'adder',
      { offset: 8, a: { value: 8, tag: 40 } },
      { b: { sum: 9, tag: 40 }, taken: 16 },
      body,
    )
    return { ...wrong, design: right.design }
  }

  test('is reported at its first cycle, as a waveform', async () => {
    const stimulus = {
      cycles: 100,
      values: { offset: [251n] },
      inputs: { a: { beats } },
      outputs: { b: { expect: 6, stalls: { kind: 'periodic', move: 1, stall: 1 } } },
    } as const
    const { divergence } = await cosimulate(await wrongAdder(), stimulus, ['engine', 'icarus'])
    expect(divergence).toMatchObject({ ports: ['b_sum'], simulators: ['engine', 'icarus'] })
    expect(`\n${divergence!.text}\n`).toMatchInlineSnapshot(`
      "
      engine and icarus differ in cycle 5 on \`b_sum\`

      engine
      cycle    1    2    3    4    5    6    7
      offset   │fb
      a_valid  ───────────────────────────────────

      a_ready       ┌────┐    ┌────┐    ┌────┐
               ─────┘    └────┘    └────┘    └────
      a_value  │4        │5        │6        │7
      a_tag    │5        │6        │7        │8
      b_valid  ───────────────────────────────────

      b_ready       ┌────┐    ┌────┐    ┌────┐
               ─────┘    └────┘    └────┘    └────
      b_sum    │fe       │ff       │100      │101
                                   ^^^^
      b_tag    │4        │5        │6        │7
      taken    │1        │2        │3        │4

      icarus
      cycle    1   2   3   4   5   6   7
      offset   │fb
      a_valid  ────────────────────────────

      a_ready      ┌───┐   ┌───┐   ┌───┐
               ────┘   └───┘   └───┘   └───
      a_value  │4      │5      │6      │7
      a_tag    │5      │6      │7      │8
      b_valid  ────────────────────────────

      b_ready      ┌───┐   ┌───┐   ┌───┐
               ────┘   └───┘   └───┘   └───
      b_sum    │fe     │ff     │0      │1
                               ^^^
      b_tag    │4      │5      │6      │7
      taken    │1      │2      │3      │4
      "
    `)
  })
})
