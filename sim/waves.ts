/** Text waveforms of a trace: one-bit signals as drawn lines, wider ones as values, cycles side by side. */

import { InputError } from '../tools/files/input-error.ts'
import type { Trace } from './trace.ts'

export interface WaveOptions {
  /** First cycle shown; 0. */
  readonly from?: number
  /** The cycle after the last one shown; the end of the trace. */
  readonly to?: number
  /** Ports to show, in this order; all of them. */
  readonly signals?: readonly string[]
  /** Cycles and signals to point at. */
  readonly marks?: readonly { readonly signal: string; readonly cycle: number }[]
}

/**
 * Draws recorded ports. A signal of one bit is a line that is high or low, a wider one a row of hexadecimal values, each
 * written where it begins; `x` stands for unknown bits. A mark points at a cell from below.
 *
 *     cycle    0   1   2   3
 *     a_valid  ────┐   ┌───
 *                  └───┘
 *     a_data   │5  │6      │7
 *
 * @throws InputError when the trace holds no ports, or not a signal that was asked for
 *
 * @example
 * console.log(renderWaves(trace, { from: 0, to: 3, signals: ['count_valid', 'count_ready', 'count_value'] }))
 */
export function renderWaves(trace: Trace, options: WaveOptions = {}): string {
  const { ports } = trace
  if (ports === null) {
    throw new InputError('the trace holds no ports', { help: 'simulate with { tracePorts: true }' })
  }
  const signals = options.signals ?? Object.keys(ports)
  for (const signal of signals) {
    if (ports[signal] === undefined) throw new InputError(`the trace has no port \`${signal}\``)
  }
  const from = Math.max(0, options.from ?? 0)
  const to = Math.max(from, Math.min(trace.cycles, options.to ?? trace.cycles))
  const unknown = new Map(trace.unknown.map(({ port, cycle, bits }) => [`${port} ${cycle}`, bits]))
  const rows = signals.map((signal) => ({
    signal,
    values: ports[signal]!.slice(from, to),
    masks: ports[signal]!.slice(from, to).map((_, i) => unknown.get(`${signal} ${from + i}`) ?? 0n),
    marks: (options.marks ?? []).filter((mark) => mark.signal === signal).map(({ cycle }) => cycle - from),
  }))
  const cell = cellWidth(rows, to)
  const label = Math.max('cycle'.length, ...signals.map((signal) => signal.length))
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(label)}  ${cells.join('')}`.trimEnd()
  return [
    line(
      'cycle',
      Array.from({ length: to - from }, (_, i) => String(from + i).padEnd(cell)),
    ),
    ...rows.flatMap((row) => {
      const [first, ...more] = isLine(row) ? lineRows(row, cell) : [valueRow(row, cell)]
      const pointer = row.values.map((_, i) =>
        (row.marks.includes(i) ? '^'.repeat(cell - 1) : '').padEnd(cell),
      )
      const below = row.marks.length === 0 ? more : [...more, pointer]
      return [line(row.signal, first!), ...below.map((cells) => line('', cells))]
    }),
  ].join('\n')
}

interface Row {
  readonly signal: string
  readonly values: readonly bigint[]
  readonly masks: readonly bigint[]
  readonly marks: readonly number[]
}

/** A value with `x` for every hexadecimal digit that has an unknown bit. */
function text(value: bigint, mask: bigint): string {
  const digits = value.toString(16)
  if (mask === 0n) return digits
  const unknown = mask.toString(16)
  const length = Math.max(digits.length, unknown.length)
  const wide = unknown.padStart(length, '0')
  return [...digits.padStart(length, '0')].map((digit, i) => (wide[i] === '0' ? digit : 'x')).join('')
}

/** A cell holds every number that is shown, up to 16 characters, and a gap. */
function cellWidth(rows: readonly Row[], to: number): number {
  const longest = rows.flatMap((row) =>
    isLine(row) ? [1] : row.values.map((value, i) => text(value, row.masks[i]!).length),
  )
  return (
    Math.min(
      16,
      longest.reduce((most, length) => Math.max(most, length), String(to - 1).length),
    ) + 2
  )
}

function isLine(row: Row): boolean {
  return row.values.every((value, i) => (value | row.masks[i]!) <= 1n)
}

/** The upper and the lower half of a line; an edge stands at the beginning of a cell. */
function lineRows(row: Row, cell: number): string[][] {
  const halves = row.values.map((value, i) => {
    if (row.masks[i] !== 0n) return ['x'.repeat(cell), 'x'.repeat(cell)]
    const before = i === 0 || row.masks[i - 1] !== 0n ? value : row.values[i - 1]!
    const [high, low] = value === 1n ? ['─', ' '] : [' ', '─']
    const [upperEdge, lowerEdge] = value === before ? [high, low] : value > before ? ['┌', '┘'] : ['┐', '└']
    return [upperEdge + high.repeat(cell - 1), lowerEdge + low.repeat(cell - 1)]
  })
  return [halves.map(([upper]) => upper!), halves.map(([, lower]) => lower!)]
}

/** A value is written in the cell in which it appears; it holds up to the next bar. */
function valueRow(row: Row, cell: number): string[] {
  const texts = row.values.map((value, i) => text(value, row.masks[i]!))
  return texts.map((now, i) => {
    if (i > 0 && now === texts[i - 1]) return ' '.repeat(cell)
    const shown = now.length < cell ? now : `${now.slice(0, cell - 2)}…`
    return `│${shown}`.padEnd(cell)
  })
}
