/** Text waveforms of hand-made traces. */

import { expect, test } from 'vitest'
import type { Trace } from '../../sim/trace.ts'
import { renderWaves } from '../../sim/waves.ts'

const trace: Trace = {
  cycles: 6,
  beats: {},
  ports: {
    a_valid: [0n, 1n, 1n, 0n, 0n, 1n],
    a_data: [0n, 0x12n, 0x12n, 0x12n, 0xffn, 3n],
    wide: [0n, 1n << 199n, 0n, 0n, 0n, 0n],
    out: [0n, 0n, 0n, 1n, 1n, 1n],
  },
  unknown: [
    { port: 'out', cycle: 1, bits: 1n },
    { port: 'a_data', cycle: 0, bits: 0xf0n },
  ],
}

test('bits are lines, numbers are values that hold to the next bar', () => {
  expect(`\n${renderWaves(trace, { signals: ['a_valid', 'a_data', 'out'] })}\n`).toMatchInlineSnapshot(`
    "
    cycle    0   1   2   3   4   5
    a_valid      ┌───────┐       ┌───
             ────┘       └───────┘
    a_data   │x0 │12         │ff │3
    out          xxxx    ┌───────────
             ────xxxx────┘
    "
  `)
})

test('a part of the cycles and signals, with a mark', () => {
  const options = { from: 1, to: 4, signals: ['a_data', 'a_valid'], marks: [{ signal: 'a_valid', cycle: 3 }] }
  expect(`\n${renderWaves(trace, options)}\n`).toMatchInlineSnapshot(`
    "
    cycle    1   2   3
    a_data   │12
    a_valid  ────────┐
                     └───
                     ^^^
    "
  `)
})

test('long numbers are cut', () => {
  expect(`\n${renderWaves(trace, { signals: ['wide'], to: 3 })}\n`).toMatchInlineSnapshot(`
    "
    cycle  0                 1                 2
    wide   │0                │8000000000000000…│0
    "
  `)
})

test('what was not recorded cannot be drawn', () => {
  expect(() => renderWaves({ ...trace, ports: null })).toThrow('the trace holds no ports')
  expect(() => renderWaves(trace, { signals: ['b'] })).toThrow('the trace has no port `b`')
})
