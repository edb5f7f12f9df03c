/** The report of `elaborate` for people: a row for each layer, and what all of them come to. */

import Table from 'cli-table3'
import { defaultFamily, findDevice, memoryNames } from '../plan/devices.ts'
import type { ElaborationSummary, LayerSummary } from './elaborate-network.ts'

/** The report as text, at most 140 columns wide for networks with layers of up to four digits. */
export function renderSummary(summary: ElaborationSummary): string {
  const memory = memoryNames[summary.device === null ? defaultFamily : findDevice(summary.device).family]
  const table = new Table({
    head: [
      ...['layer', 'shape', 'MOP', 'PE x SIMD', 'holds', 'FIFO', 'folds', 'cycles', 'used'],
      ...['weights in', 'memories', 'LUT'],
    ],
    colAligns: [
      ...(['left', 'right', 'right', 'right', 'left', 'right', 'right', 'right', 'right'] as const),
      ...(['left', 'right', 'right'] as const),
    ],
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
  })
  for (const row of summary.layers) table.push(cells(row))
  return [table.toString(), ...totals(summary, memory)].join('\n')
}

function cells(row: LayerSummary): string[] {
  return [
    row.layer,
    `${shape(row.input)} -> ${shape(row.output)}`,
    row.operations === 0 ? '' : (row.operations / 1e6).toPrecision(3),
    row.simd === null ? `${row.pe}` : `${row.pe} x ${row.simd}`,
    row.stationary ?? '',
    row.fifoDepth === 0 ? '' : number(row.fifoDepth),
    number(row.folds),
    number(row.cycles),
    row.utilisation === null ? '' : percent(row.utilisation),
    weights(row),
    row.memory === 0 ? '' : number(row.memory),
    number(row.lut),
  ]
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
