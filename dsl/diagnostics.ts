/** Numbered diagnostics: what went wrong, where, while doing what, and the way out; data first, text second. */

/** A place in a source file; `file` is relative to the project and `line` counts from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** One message to the user. `docs/diagnostics.md` has a section for each code. */
export interface Diagnostic {
  /** `BL` and four digits, for example `BL0104`. */
  readonly code: string
  /** One sentence that names the signals, widths and numbers involved. */
  readonly message: string
  readonly place: Place | null
  /** Further facts, one line each, such as the places along a combinational loop. */
  readonly notes: readonly string[]
  /** The naming scopes and modules being elaborated, innermost first. */
  readonly stack: readonly string[]
  /** What to write instead, or null. */
  readonly help: string | null
}

/** Anything but code and message may be left out when a diagnostic is made. */
export type DiagnosticInput = Pick<Diagnostic, 'code' | 'message'> & Partial<Diagnostic>

/** Fills in what a diagnostic's author left out. */
export function diagnostic(input: DiagnosticInput): Diagnostic {
  return Object.freeze({ place: null, notes: [], stack: [], help: null, ...input })
}

/** The text of a diagnostic without its code frame (the naming host adds source lines). */
export function formatDiagnostic(
  d: Diagnostic,
  sourceLine: (place: Place) => string | null = () => null,
): string {
  const lines = [`${d.code} ${d.message}`]
  if (d.place) {
    lines.push(`  --> ${d.place.file}:${d.place.line}`)
    const source = sourceLine(d.place)
    if (source !== null) lines.push(`${String(d.place.line).padStart(5)} | ${source}`)
  }
  for (const note of d.notes) lines.push(`  note: ${note}`)
  if (d.stack.length > 0) lines.push(`  while elaborating ${d.stack.join(' < ')}`)
  if (d.help) lines.push(`  help: ${d.help}`)
  return lines.join('\n')
}

/** Thrown for mistakes of the user; carries every diagnostic found so far. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => formatDiagnostic(d)).join('\n\n'))
    this.diagnostics = diagnostics
  }
}

/** Collects what a pass finds; `stop` throws when there was an error, so that a pass reports all of them at once. */
export class Report {
  readonly #found: Diagnostic[] = []

  error(input: DiagnosticInput): void {
    this.#found.push(diagnostic(input))
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#found
  }

  stop(): void {
    if (this.#found.length > 0) throw new DiagnosticError(this.#found)
  }
}
