/** Numbered diagnostics: what went wrong, where, while doing what, and the way out; data first, text second. */

/** A place in a source file; `file` is relative to the project and `line` counts from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** Every code; `docs/diagnostics.md` has a section for each. */
export const diagnosticCodes = [
  'BL0101',
  'BL0102',
  'BL0103',
  'BL0104',
  'BL0105',
  'BL0106',
  'BL0107',
  'BL0108',
  'BL0109',
  'BL0110',
  'BL0111',
  'BL0112',
  'BL0113',
  'BL0114',
  'BL0115',
  'BL0116',
  'BL0117',
  'BL0118',
  'BL0119',
  'BL0150',
  'BL0151',
  'BL0152',
  'BL0153',
  'BL0154',
  'BL0155',
  'BL0156',
  'BL0157',
  'BL0201',
  'BL0202',
  'BL0203',
  'BL0204',
  'BL0205',
  'BL0206',
  'BL0207',
  'BL0250',
  'BL0251',
  'BL0252',
  'BL0253',
  'BL0254',
  'BL0255',
  'BL0301',
  'BL0302',
  'BL0303',
  'BL0304',
  'BL0350',
  'BL0351',
  'BL0352',
  'BL0353',
  'BL0354',
  'BL0360',
  'BL0370',
  'BL0401',
  'BL0402',
  'BL0403',
  'BL0404',
  'BL0405',
  'BL0406',
  'BL0407',
  'BL0450',
  'BL0501',
  'BL0502',
  'BL0503',
  'BL0550',
  'BL0551',
  'BL0552',
  'BL0553',
  'BL0554',
  'BL0555',
  'BL0601',
  'BL0602',
  'BL0603',
  'BL0604',
  'BL0605',
  'BL0606',
  'BL0607',
  'BL0608',
  'BL0701',
  'BL0702',
  'BL0703',
] as const
export type DiagnosticCode = (typeof diagnosticCodes)[number]

/** One message to the user. */
export interface Diagnostic {
  readonly code: DiagnosticCode
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
