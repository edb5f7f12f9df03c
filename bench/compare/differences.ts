/** What differs between two outcomes of the same case. */

import type { Outcome } from './protocol.ts'

/** A value of `plan.json` by its path, such as `layers[2].fifoDepth`; `undefined` where it is not there. */
export interface FieldDifference {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** A file whose text, or nothing but its comments, differs; or that is on one side alone. */
export interface FileDifference {
  readonly name: string
  readonly kind: 'code' | 'comments' | 'only before' | 'only after'
}

/** Everything that differs in a case. */
export interface Differences {
  /** Where not both planned, or both refused with other words: what each side said. */
  readonly outcome: readonly [before: string, after: string] | null
  readonly plan: readonly FieldDifference[]
  readonly estimate: readonly FieldDifference[]
  readonly files: readonly FileDifference[]
  readonly manifest: boolean
}

const none: Differences = { outcome: null, plan: [], estimate: [], files: [], manifest: false }

/** Whether nothing at all differs. */
export function isSame(differences: Differences): boolean {
  return JSON.stringify(differences) === JSON.stringify(none)
}

/** Compares what two checkouts made of a case. */
export function differencesOf(before: Outcome, after: Outcome): Differences {
  if (before.kind !== 'planned' || after.kind !== 'planned') {
    const texts = [outcomeText(before), outcomeText(after)] as const
    return texts[0] === texts[1] ? none : { ...none, outcome: texts }
  }
  const { estimate: estimateBefore, ...planBefore } = before.plan
  const { estimate: estimateAfter, ...planAfter } = after.plan
  return {
    outcome: null,
    plan: fieldDifferences(planBefore, planAfter),
    estimate: fieldDifferences(estimateBefore, estimateAfter),
    files: fileDifferences(before.files ?? {}, after.files ?? {}),
    manifest: before.manifest !== after.manifest,
  }
}

function outcomeText(outcome: Outcome): string {
  return outcome.kind === 'planned' ? 'planned' : `${outcome.kind}: ${outcome.message}`
}

/** Fields that differ; where all are the same, their order may. */
function fieldDifferences(before: unknown, after: unknown): FieldDifference[] {
  const found = [...walk('', before, after)]
  if (found.length > 0 || JSON.stringify(before) === JSON.stringify(after)) return found
  return [{ path: '(order of keys)', before: JSON.stringify(before), after: JSON.stringify(after) }]
}

function* walk(path: string, before: unknown, after: unknown): Generator<FieldDifference> {
  if (Object.is(before, after)) return
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    yield { path, before, after }
    return
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    yield* walk(inner, before[key], after[key])
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

type Files = NonNullable<Extract<Outcome, { kind: 'planned' }>['files']>

function fileDifferences(before: Files, after: Files): FileDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((name): FileDifference[] => {
    const [old, current] = [before[name], after[name]]
    if (old === undefined) return [{ name, kind: 'only after' }]
    if (current === undefined) return [{ name, kind: 'only before' }]
    if (old.text === current.text) return []
    return [{ name, kind: old.code === current.code ? 'comments' : 'code' }]
  })
}

/** The first line that differs, counted from 1; a text that has ended has no line there. */
export function firstDifferentLine(before: string, after: string): LineDifference {
  const [old, current] = [before.split('\n'), after.split('\n')]
  let at = 0
  while (at < old.length && at < current.length && old[at] === current[at]) at++
  return { line: at + 1, before: old[at] ?? null, after: current[at] ?? null }
}

/** A line on both sides. */
export interface LineDifference {
  readonly line: number
  readonly before: string | null
  readonly after: string | null
}
