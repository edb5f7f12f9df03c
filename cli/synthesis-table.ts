/** The report of `synth` for people: a row for each module, and what all of them come to. */

import Table from 'cli-table3'
import type { ModuleReport, SynthesisReport } from '../synthesis/synthesize.ts'

/** Modules that differ in constants only share a row. */
interface Row {
  readonly title: string
  readonly count: number
  /** What one of them takes; the mean where they differ. */
  readonly of: ModuleReport
  readonly depth: number
  readonly sitesInAll: number
}

type Column = readonly [title: string, align: 'left' | 'right', cell: (row: Row) => string]

const columns: readonly Column[] = [
  ['module', 'left', ({ title }) => title],
  ['count', 'right', ({ count }) => number(count)],
  ['LUT', 'right', ({ of }) => number(of.lut)],
  ['sites', 'right', ({ of }) => number(of.lutSites)],
  ['placed', 'right', ({ of }) => number(of.placedSites)],
  ['FF', 'right', ({ of }) => number(of.ff)],
  ['carry', 'right', ({ of }) => number(of.carry)],
  ['memories', 'right', ({ of }) => (of.bram36 === 0 ? '' : number(of.bram36))],
  ['multipliers', 'right', ({ of }) => (of.dsp === 0 ? '' : number(of.dsp))],
  ['depth', 'right', ({ depth }) => number(depth)],
  ['all, with parts', 'right', ({ sitesInAll }) => number(sitesInAll)],
  ['from', 'left', ({ of }) => origin(of)],
]

/** The report as text, without columns that say nothing of any module. */
export function renderSynthesis(
  { modules, total, top, maximumMhz }: SynthesisReport,
  device: string,
): string {
  const rows = rowsOf(modules)
  const telling = columns.filter(([, , cell]) => rows.some((row) => cell(row) !== ''))
  const table = new Table({
    head: telling.map(([title]) => title),
    colAligns: telling.map(([, align]) => align),
    style: { head: [], border: [] },
  })
  for (const row of rows) table.push(telling.map(([, , cell]) => cell(row)))
  const lines = table.toString().split('\n')
  return [
    ...lines.filter((line, index) => index === 2 || !line.startsWith('├')),
    `${top} on ${device}: ${number(total.lut)} LUT in ${number(total.lutSites)} sites (${number(total.placedSites)} as placed), ${number(total.ff)} FF, ` +
      `${number(total.bram36)} block memories, ${total.depth} levels of logic on the deepest path`,
    ...(maximumMhz === null ? [] : [`nextpnr places it for ${maximumMhz} MHz`]),
  ].join('\n')
}

function rowsOf(modules: readonly ModuleReport[]): Row[] {
  const firsts = modules.filter(({ name, group }) => name === group)
  return firsts.map((first) => {
    const group = modules.filter((module) => module.group === first.name)
    return {
      title: group.length === 1 ? first.name : `${first.name} and ${group.length - 1} alike`,
      count: group.reduce((sum, { count }) => sum + count, 0),
      of: group.find(({ basis }) => basis === 'alike') ?? first,
      depth: Math.max(...group.map(({ depth }) => depth)),
      sitesInAll: group.reduce((sum, { whole, count }) => sum + whole.lutSites * count, 0),
    }
  })
}

function origin({ basis, spread }: ModuleReport): string {
  if (spread === null) return basis === 'yosys' ? '' : basis
  return `3 of them: ${spread.map(number).join(' to ')} sites`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
