/** The report of `elaborate` for people: a row for each layer, and what all of them come to. */

import Table from 'cli-table3'
import { defaultFamily, findDevice, memoryNames } from '../plan/devices.ts'
import type { ElaborationSummary, LayerSummary } from './elaboration-summary.ts'

/** A column: its title, its side, and the text of a row. */
type Column = readonly [title: string, align: 'left' | 'right', cell: (row: LayerSummary) => string]

const columns: readonly Column[] = [
  ['layer', 'left', ({ layer }) => layer],
  ['shape', 'right', ({ input, output }) => `${shape(input)} -> ${shape(output)}`],
  ['MOP', 'right', ({ operations }) => (operations === 0 ? '' : (operations / 1e6).toPrecision(3))],
  ['PE x SIMD', 'right', ({ pe, simd }) => (simd === null ? `${pe}` : `${pe} x ${simd}`)],
  ['holds', 'left', ({ stationary }) => stationary ?? ''],
  ['FIFO', 'right', ({ fifoDepth }) => (fifoDepth === 0 ? '' : number(fifoDepth))],
  ['folds', 'right', ({ folds }) => number(folds)],
  ['cycles', 'right', ({ cycles }) => number(cycles)],
  ['used', 'right', ({ utilisation }) => (utilisation === null ? '' : percent(utilisation))],
  ['weights in', 'left', weights],
  ['memories', 'right', ({ memory }) => (memory === 0 ? '' : number(memory))],
  ['LUT', 'right', ({ lut }) => number(lut)],
]

/** The report as text, at most 140 columns wide for the networks of the paper. */
export function renderSummary(summary: ElaborationSummary): string {
  const memory = memoryNames[summary.device === null ? defaultFamily : findDevice(summary.device).family]
  return [layerTable(summary.layers), ...totals(summary, memory)].join('\n')
}

/** Without columns that say nothing of any layer, and with one line below the titles alone. */
function layerTable(layers: readonly LayerSummary[]): string {
  const telling = columns.filter(([, , cell]) => layers.some((row) => cell(row) !== ''))
  const table = new Table({
    head: telling.map(([title]) => title),
    colAligns: telling.map(([, align]) => align),
    style: { head: [], border: [] },
  })
  for (const row of layers) table.push(telling.map(([, , cell]) => cell(row)))
  const lines = table.toString().split('\n')
  return lines.filter((line, index) => index === 2 || !line.startsWith('├')).join('\n')
}

function weights({ weightStyle, weightMemory, memoryEfficiency }: LayerSummary): string {
  if (weightStyle === null) return ''
  return weightMemory === 0 ? weightStyle : `${weightStyle}, ${percent(memoryEfficiency)} full`
}

function totals(summary: ElaborationSummary, memory: string): string[] {
  const { network, interval, bottleneck, framesPerSecond, clockMhz, latency, latencyUs, total, shares } =
    summary
  const share = (kind: 'lut' | 'ff' | 'memory') => (shares === null ? '' : ` (${percent(shares[kind])})`)
  const where = summary.device === null ? 'estimated' : `estimated on ${summary.device}`
  return [
    `${network}: a frame every ${number(interval)} cycles (${bottleneck} decides), ` +
      `${number(framesPerSecond)} frames/s at ${clockMhz} MHz; ${number(summary.weightBits)} weight bits`,
    `latency ${number(latency)} cycles, ${latencyUs.toPrecision(4)} us; ${summary.tops.toPrecision(3)} TOPS`,
    `${where}: ${number(total.lut)} LUT${share('lut')}, ${number(total.ff)} flip-flops${share('ff')}, ` +
      `${number(total.memory)} ${memory}${share('memory')}`,
    ...(shares !== null && Math.max(...Object.values(shares)) > 1
      ? [`this does not fit ${summary.device}`]
      : []),
    `${summary.files} files in ${summary.out}`,
  ]
}

function shape(sizes: readonly number[]): string {
  return sizes[0] === 1 && sizes[1] === 1 ? `${sizes[2]}` : sizes.join('x')
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
