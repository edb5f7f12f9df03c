/** The report of a comparison: tables and texts for a terminal. */

import Table from 'cli-table3'
import type { CodeDetail } from './details.ts'
import type { Drift, GroupTally, Result, Times } from './tally.ts'

/** Everything that is told. */
export interface Comparison {
  readonly tallies: readonly GroupTally[]
  readonly renames: readonly (readonly [rename: string, cases: number])[]
  readonly drift: readonly Drift[]
  readonly times: readonly Times[]
  readonly results: readonly Result[]
  readonly details: ReadonlyMap<string, readonly CodeDetail[]>
  /** Published networks that are not there. */
  readonly missing: readonly string[]
  readonly seconds: number
}

/** Fields and files of one case that are shown. */
const shownPerCase = 6
const shownRenames = 40

/** The report; of cases that differ, the first `most` are shown. */
export function renderComparison(comparison: Comparison, most: number): string {
  const { tallies, renames, drift, times, results, details, missing, seconds } = comparison
  const lines = [renderTallies(tallies)]
  if (missing.length > 0) lines.push(`not there, and not compared: ${missing.join(', ')}`)
  if (renames.length > 0)
    lines.push('names that have changed, and in how many cases:', ...renameTexts(renames))
  if (drift.length > 0) lines.push('estimates that have moved:', renderDrift(drift))
  lines.push(...times.map(timeText))
  const crashes = results.filter(({ before, after }) => before.kind === 'crashed' && after.kind === 'crashed')
  lines.push(
    ...crashes.slice(0, most).map(({ subject, before }) => `both crash: ${subject.id}: ${before.message}`),
  )
  const different = results.filter(isDifferent)
  for (const result of different.slice(0, most)) lines.push(caseText(result, details))
  if (different.length > most) lines.push(`... and ${different.length - most} more cases that differ`)
  return [...lines, verdict(different.length, comparison, seconds)].join('\n')
}

/** Whether a case ends otherwise, is planned otherwise, or has RTL that is other in more than names and comments. */
export function isDifferent({ differences }: Result): boolean {
  const { outcome, plan, structure, files } = differences
  const lostMemory = files.some(({ name, kind }) => name.endsWith('.mem') && kind === 'code')
  return outcome !== null || plan.length > 0 || structure.length > 0 || lostMemory
}

function verdict(different: number, { tallies }: Comparison, seconds: number): string {
  const { cases, networks, names, comments } = tallies.at(-1)!
  const but = [...(names > 0 ? ['names'] : []), ...(names + comments > 0 ? ['comments'] : [])].join(' and ')
  const same = `the same plans and the same RTL${but === '' ? '' : ` but for ${but}`}`
  const what = different === 0 ? same : `${different} cases with other plans or RTL`
  return `${cases} cases of ${networks} networks in ${Math.round(seconds)} s: ${what}`
}

function renderTallies(tallies: readonly GroupTally[]): string {
  const table = new Table({
    head: [
      ...['networks', 'count', 'planned', 'cases', 'refused\nalike', 'crash\nalike', 'with\nRTL', 'files'],
      ...['same\ntext', 'same\ncode'],
      ...['outcome', 'plan', 'RTL', 'names', 'comments', 'estimate'].map((what) => `other\n${what}`),
    ],
    colAligns: ['left', ...Array.from({ length: 15 }, () => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
  for (const row of tallies) {
    const figures = [row.networks, row.plannedNetworks, row.cases, row.refused, row.crashed, row.emitted]
    const differences = [row.outcomes, row.plans, row.rtl, row.names, row.comments, row.estimates]
    table.push([
      row.group,
      ...[...figures, row.files, row.sameFiles, row.sameCode, ...differences].map((n) =>
        n.toLocaleString('en-US'),
      ),
    ])
  }
  return table.toString()
}

/** The most frequent ones; the document has all. */
function renameTexts(renames: Comparison['renames']): string[] {
  const lines = renames.slice(0, shownRenames).map(([rename, cases]) => `  ${rename} (${cases})`)
  return renames.length > shownRenames ? [...lines, `  ... and ${renames.length - shownRenames} more`] : lines
}

function renderDrift(drift: readonly Drift[]): string {
  const table = new Table({
    head: ['field', 'values', 'cases', 'at most', 'relative', 'where'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const { field, values, cases, absolute, relative, worst } of drift) {
    const size = absolute === null ? 'no numbers' : String(Number(absolute.toPrecision(3)))
    const share = relative === null ? '' : `${(100 * relative).toPrecision(2)} %`
    table.push([field, values, cases, size, share, worst])
  }
  return table.toString()
}

function timeText({ work, before, after, ratio, median }: Times): string {
  const seconds = (value: number) => `${value.toFixed(1)} s`
  const ratios = `ratio ${ratio.toFixed(3)}, median of cases ${median.toFixed(3)}`
  return `${work}: ${seconds(before)} before, ${seconds(after)} after, ${ratios}`
}

function caseText({ subject, differences }: Result, details: Comparison['details']): string {
  const { outcome, plan, structure, files } = differences
  const lines = [`\n${subject.id}`]
  if (outcome !== null) lines.push(`  before: ${outcome[0]}`, `  after:  ${outcome[1]}`)
  for (const { path, before, after } of plan.slice(0, shownPerCase)) {
    lines.push(`  plan.json ${path}: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after`)
  }
  if (plan.length > shownPerCase) lines.push(`  ... and ${plan.length - shownPerCase} more fields`)
  for (const { before, after } of structure.slice(0, shownPerCase)) {
    lines.push(`  another module: ${before ?? '(none)'} before, ${after ?? '(none)'} after`)
  }
  if (structure.length > shownPerCase) lines.push(`  ... and ${structure.length - shownPerCase} more modules`)
  for (const { name, kind } of files.slice(0, shownPerCase)) lines.push(`  ${name}: ${kind}`)
  if (files.length > shownPerCase) lines.push(`  ... and ${files.length - shownPerCase} more files`)
  for (const { module, before, after } of details.get(subject.id) ?? []) {
    lines.push(`  where module ${module} parts, names aside:`, `  - ${before}`, `  + ${after}`)
  }
  return lines.join('\n')
}
