/** The sums of the comparison: how much was compared, what differs, and how long each checkout took. */

import { type Case, type Group, groups } from './cases.ts'
import { type Differences, differencesOf, type FieldDifference, type FileDifference } from './differences.ts'
import type { Outcome, Seconds } from './protocol.ts'

/** A case and what came of it. */
export interface Result {
  readonly subject: Case
  readonly before: Ending
  readonly after: Ending
  readonly differences: Differences
}

/** What is kept of an outcome once it has been compared, so that memory stays bounded. */
export interface Ending {
  readonly kind: Outcome['kind']
  /** Of a refusal or a crash. */
  readonly message: string | null
  /** Files of RTL; null where none was asked for. */
  readonly files: number | null
  readonly seconds: Seconds
}

/** Compares what two checkouts made of a case. */
export function resultOf(subject: Case, before: Outcome, after: Outcome): Result {
  const differences = differencesOf(before, after)
  return { subject, before: endingOf(before), after: endingOf(after), differences }
}

function endingOf(outcome: Outcome): Ending {
  const { kind, seconds } = outcome
  if (kind !== 'planned') return { kind, message: outcome.message, files: null, seconds }
  const { emitted } = outcome
  return { kind, message: null, files: emitted && Object.keys(emitted.files).length, seconds }
}

/** One row of the table. */
export interface GroupTally {
  readonly group: Group | 'all'
  readonly networks: number
  /** Networks of which at least one case has been planned by both checkouts. */
  readonly plannedNetworks: number
  readonly cases: number
  readonly planned: number
  readonly refused: number
  /** Errors that are no answers to the user, the same on both sides. */
  readonly crashed: number
  readonly emitted: number
  readonly files: number
  /** Files that are the same on both sides, byte for byte without source places; and those whose code is. */
  readonly sameFiles: number
  readonly sameCode: number
  /** Cases with other outcomes, other plans, other RTL, RTL other in names or comments alone, other manifests, other estimates. */
  readonly outcomes: number
  readonly plans: number
  readonly rtl: number
  readonly names: number
  readonly comments: number
  readonly manifests: number
  readonly estimates: number
}

/** Rows for the groups that have cases, then one for all of them. */
export function tally(results: readonly Result[]): GroupTally[] {
  const rows = groups.map((group) =>
    tallyOf(
      group,
      results.filter(({ subject }) => subject.group === group),
    ),
  )
  return [...rows.filter(({ cases }) => cases > 0), tallyOf('all', results)]
}

function tallyOf(group: GroupTally['group'], results: readonly Result[]): GroupTally {
  const count = (holds: (result: Result) => boolean) => results.filter(holds).length
  const both = (kind: Outcome['kind']) => (result: Result) =>
    result.before.kind === kind && result.after.kind === kind
  const networks = (among: readonly Result[]) => new Set(among.map(({ subject }) => subject.network)).size
  const files = results.reduce((sum, { before }) => sum + (before.files ?? 0), 0)
  const sameFiles = (part: 'text' | 'code') =>
    results.reduce((left, { differences }) => {
      const isOther = ({ kind }: FileDifference) =>
        kind === 'only before' || kind === 'code' || (part === 'text' && kind === 'comments')
      return left - differences.files.filter(isOther).length
    }, files)
  return {
    group,
    networks: networks(results),
    plannedNetworks: networks(results.filter(both('planned'))),
    cases: results.length,
    planned: count(both('planned')),
    refused: count(both('refused')),
    crashed: count(both('crashed')),
    emitted: count(({ before }) => before.files !== null),
    files,
    sameFiles: sameFiles('text'),
    sameCode: sameFiles('code'),
    outcomes: count(({ differences }) => differences.outcome !== null),
    plans: count(({ differences }) => differences.plan.length > 0),
    rtl: count(({ differences }) => differences.structure.length > 0),
    names: count(({ differences }) => differences.renames.length > 0),
    comments: count(hasOtherComments),
    manifests: count(({ differences }) => differences.manifest),
    estimates: count(({ differences }) => differences.estimate.length > 0),
  }
}

/** Whether comments are all that is other. */
function hasOtherComments({ differences }: Result): boolean {
  const { structure, renames, files } = differences
  return files.length > 0 && structure.length === 0 && renames.length === 0
}

/** What is called otherwise, and in how many cases; the most frequent first. */
export function renamesOf(results: readonly Result[]): [rename: string, cases: number][] {
  const counts = new Map<string, number>()
  for (const rename of results.flatMap(({ differences }) => differences.renames)) {
    counts.set(rename, (counts.get(rename) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}

/** How far a figure of the estimates has moved, over all cases and layers. */
export interface Drift {
  /** The path without the numbers of layers, such as `layers[].lut`. */
  readonly field: string
  readonly values: number
  readonly cases: number
  /** The largest changes; null where a value is no number. */
  readonly absolute: number | null
  readonly relative: number | null
  /** The case with the largest change. */
  readonly worst: string
}

/** The drift of each field of the estimates that has moved. */
export function driftOf(results: readonly Result[]): Drift[] {
  const moved = new Map<string, { id: string; field: FieldDifference }[]>()
  for (const { subject, differences } of results) {
    for (const field of differences.estimate) {
      const name = field.path.replace(/\[\d+\]/g, '[]')
      moved.set(name, [...(moved.get(name) ?? []), { id: subject.id, field }])
    }
  }
  return [...moved].map(([field, values]) => {
    const sizes = values.map((value) => changeOf(value.field))
    const largest = sizes.reduce((best, size, index) => (size > sizes[best]! ? index : best), 0)
    const relative = values.map((value) => relativeOf(value.field))
    const isNumber = sizes.every(Number.isFinite)
    return {
      field,
      values: values.length,
      cases: new Set(values.map(({ id }) => id)).size,
      absolute: isNumber ? sizes[largest]! : null,
      relative: isNumber ? relative.reduce((most, size) => Math.max(most, size), 0) : null,
      worst: values[largest]!.id,
    }
  })
}

function changeOf({ before, after }: FieldDifference): number {
  if (typeof before !== 'number' || typeof after !== 'number') return Number.POSITIVE_INFINITY
  return Math.abs(after - before)
}

function relativeOf(field: FieldDifference): number {
  return changeOf(field) / Math.max(Math.abs(Number(field.before)), Math.abs(Number(field.after)))
}

/** Seconds of processor time over all cases. */
export interface Times {
  readonly work: 'planning' | 'emission'
  readonly before: number
  readonly after: number
  /** After to before; below 1 is faster. */
  readonly ratio: number
  /** The median of the cases' own ratios. */
  readonly median: number
}

/** How long both took, planning and emission apart, in cases that ended alike. */
export function timesOf(results: readonly Result[]): Times[] {
  return (['planning', 'emission'] as const).flatMap((work) => {
    const pairs = results
      .filter(({ before, after }) => before.kind === after.kind)
      .map(({ before, after }) => [before.seconds[work], after.seconds[work]] as const)
      .filter(([before, after]) => before > 0 && after > 0)
    if (pairs.length === 0) return []
    const before = pairs.reduce((sum, [seconds]) => sum + seconds, 0)
    const after = pairs.reduce((sum, [, seconds]) => sum + seconds, 0)
    const ratios = pairs.map(([first, second]) => second / first).sort((a, b) => a - b)
    return [{ work, before, after, ratio: after / before, median: ratios[ratios.length >> 1]! }]
  })
}
