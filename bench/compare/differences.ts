/** What differs between two outcomes of the same case. */

import type { Emitted, ModuleStructure, Outcome } from './protocol.ts'

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

/** Modules at the same place of two designs, of which one has more than other names. */
export interface ModulePair {
  readonly before: string | null
  readonly after: string | null
}

/** A name that has changed and nothing else, its numbers left out, such as `module width_N -> gearbox_N`. */
export type Rename = string

/** Everything that differs in a case. */
export interface Differences {
  /** Where not both planned, or both refused with other words: what each side said. */
  readonly outcome: readonly [before: string, after: string] | null
  readonly plan: readonly FieldDifference[]
  readonly estimate: readonly FieldDifference[]
  /** Modules that differ in more than names; empty when the RTL is the same but for names and comments. */
  readonly structure: readonly ModulePair[]
  /** What is called otherwise in designs of the same structure. */
  readonly renames: readonly Rename[]
  readonly files: readonly FileDifference[]
  readonly manifest: boolean
}

const none: Differences = {
  outcome: null,
  plan: [],
  estimate: [],
  structure: [],
  renames: [],
  files: [],
  manifest: false,
}

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
    ...emittedDifferences(before.emitted ?? nothing, after.emitted ?? nothing),
  }
}

const nothing: Emitted = { files: {}, modules: [], manifest: '' }

function emittedDifferences(before: Emitted, after: Emitted) {
  const structure = structureDifferences(before.modules, after.modules)
  return {
    structure,
    renames: structure.length > 0 ? [] : renamesOf(before.modules, after.modules),
    files: fileDifferences(before.files, after.files),
    manifest: before.manifest !== after.manifest,
  }
}

type Modules = readonly ModuleStructure[]

function structureDifferences(before: Modules, after: Modules): ModulePair[] {
  const count = Math.max(before.length, after.length)
  return Array.from({ length: count }, (_, at) => [before[at], after[at]] as const)
    .filter(([old, current]) => old?.digest !== current?.digest)
    .map(([old, current]) => ({ before: old?.name ?? null, after: current?.name ?? null }))
}

function renamesOf(before: Modules, after: Modules): Rename[] {
  const found = new Set<Rename>()
  const add = (what: string, old: string, current: string) => {
    if (old !== current) found.add(`${what} ${general(old)} -> ${general(current)}`)
  }
  for (const [at, old] of before.entries()) {
    const current = after[at]!
    add('module', old.name, current.name)
    if (old.names === current.names) continue
    const names = current.names.split(' ')
    for (const [place, name] of old.names.split(' ').entries()) add('name', name, names[place]!)
  }
  return [...found]
}

/** A name without its numbers. */
function general(name: string): string {
  return name.replace(/\d+/g, 'N')
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

function fileDifferences(before: Emitted['files'], after: Emitted['files']): FileDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((name): FileDifference[] => {
    const [old, current] = [before[name], after[name]]
    if (old === undefined) return [{ name, kind: 'only after' }]
    if (current === undefined) return [{ name, kind: 'only before' }]
    if (old.text === current.text) return []
    return [{ name, kind: old.code === current.code ? 'comments' : 'code' }]
  })
}
