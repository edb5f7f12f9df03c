/** Naming scopes: which variable is being computed, at which place; the naming transform calls these functions. */

import {
  type Diagnostic,
  DiagnosticError,
  type DiagnosticInput,
  diagnostic,
  type Place,
} from './diagnostics.ts'

/** One entry of the elaboration stack. */
interface Frame {
  /** A variable's name, or null for a frame that only carries a place or a module. */
  readonly name: string | null
  readonly place: Place | null
  /** The first paragraph of the JSDoc above a top-level constant. */
  readonly contract: string | null
  /** How the frame is shown in diagnostics. */
  readonly shown: string | null
  /** Where names start afresh: a module's body. */
  readonly moduleBoundary: boolean
}

const frames: Frame[] = []
/** Counts nodes and streams as they are made, so that a scope knows what was made inside it. */
let clock = 0

/** The creation time of the next thing; see `Nameable`. */
export function tick(): number {
  return clock++
}

/** The method by which a value learns the name of the variable it was assigned to. */
export const takeName: unique symbol = Symbol('bitloom.takeName')

/** What scopes know how to name: signals, streams, memories. */
export interface Nameable {
  /** Takes the name of a variable, unless made before `since` or already named more strongly. */
  [takeName](name: string, since: number): void
}

function parsePlace(text: string): Place {
  const colon = text.lastIndexOf(':')
  return { file: text.slice(0, colon), line: Number(text.slice(colon + 1)) }
}

function inFrame<T>(frame: Frame, run: () => T): T {
  frames.push(frame)
  try {
    return run()
  } finally {
    frames.pop()
  }
}

const plainFrame: Frame = { name: null, place: null, contract: null, shown: null, moduleBoundary: false }

/** Runs `run` while the variable `name` is being computed, and names the result after it. */
export function scope<T>(name: string, place: string, run: () => T, contract?: string): T {
  const since = clock
  const frame = { ...plainFrame, name, place: parsePlace(place), contract: contract ?? null, shown: name }
  const result = inFrame(frame, run)
  if (clock > since) giveName(result, snakeCase(name), since)
  return result
}

/** Runs `run` inside naming scope `name`, for the language's own files, which the transform leaves alone. */
export function named<T>(name: string, run: () => T): T {
  const since = clock
  const result = inFrame({ ...plainFrame, name }, run)
  giveName(result, snakeCase(name), since)
  return result
}

/** The same for `const { key: local } = …` and `const [local] = …`: each bound value takes the local name. */
export function bind<T>(
  pairs: readonly (readonly [key: string | number, local: string])[],
  place: string,
  run: () => T,
): T {
  const since = clock
  const shown = pairs.map(([, local]) => local).join(', ')
  const result = inFrame({ ...plainFrame, place: parsePlace(place), shown: `{ ${shown} }` }, run)
  if (clock === since) return result
  for (const [key, local] of pairs) {
    giveName((result as Readonly<Record<string | number, unknown>> | null)?.[key], snakeCase(local), since)
  }
  return result
}

/** Runs `run` with a source place for what it makes. */
export function at<T>(place: string, run: () => T): T {
  return inFrame({ ...plainFrame, place: parsePlace(place) }, run)
}

/** Runs a module's body: names start afresh, diagnostics say which module it was and where it was declared. */
export function inModule<T>(shown: string, place: Place | null, run: () => T): T {
  return inFrame({ ...plainFrame, shown, place, moduleBoundary: true }, run)
}

/** A TypeScript name in the style of hardware: `synapseFold` becomes `synapse_fold`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

/** Names a value, or everything in an array or plain object, which may contain itself. */
function giveName(value: unknown, name: string, since: number, outer: readonly object[] = []): void {
  if (typeof value !== 'object' || value === null || outer.includes(value)) return
  if (takeName in value) (value as Nameable)[takeName](name, since)
  else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, element] of Object.entries(value)) {
      giveName(element, `${name}_${snakeCase(key)}`, since, [...outer, value])
    }
  }
}

/** Names of the enclosing variables inside the current module, outermost first. */
export function currentScope(): string[] {
  const names: string[] = []
  for (let i = frames.length - 1; i >= 0; i--) {
    const frame = frames[i]!
    if (frame.moduleBoundary) break
    if (frame.name !== null) names.unshift(snakeCase(frame.name))
  }
  return names
}

/** The innermost known place. */
export function currentPlace(): Place | null {
  for (let i = frames.length - 1; i >= 0; i--) {
    const frame = frames[i]!
    if (frame.place) return frame.place
    if (frame.moduleBoundary) return null
  }
  return null
}

/** The exported constant being computed: the name, contract sentence and place of a generator. */
export function currentExport(): Pick<Frame, 'name' | 'contract' | 'place'> | null {
  return frames.findLast((frame) => frame.name !== null) ?? null
}

/** What is being elaborated, innermost first. */
export function currentStack(): string[] {
  return frames.flatMap((frame) => (frame.shown === null ? [] : [frame.shown])).reverse()
}

/** A mistake of the user, at the current place unless it says otherwise. */
export function mistake(input: DiagnosticInput): Diagnostic {
  return diagnostic({ stack: currentStack(), ...input, place: input.place ?? innermostPlace() })
}

/** Reports a mistake of the user. Never returns. */
export function fail(input: DiagnosticInput): never {
  throw new DiagnosticError([mistake(input)])
}

/** Like `currentPlace`, but looks through module boundaries: better the instance's line than none. */
function innermostPlace(): Place | null {
  return frames.findLast((frame) => frame.place !== null)?.place ?? null
}
