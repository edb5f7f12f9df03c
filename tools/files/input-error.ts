/** The one error for mistakes of a user outside the language: a bad file, a bad number, an unknown flag. */

/** Where the mistake was made, and what to do about it. */
export interface InputErrorDetails {
  /** A file, or a part of one such as `network.json: layers[2].inputs`; or a layer. */
  readonly place?: string | null
  /** The way out, in one sentence. */
  readonly help?: string | null
}

/**
 * Thrown when something given to the program cannot be used. `message` is one sentence with the names and numbers
 * involved; `formatInputError` adds the place and the way out. Mistakes inside the hardware language are
 * `DiagnosticError`s instead, and bugs of ours plain `Error`s.
 *
 * @example
 * throw new InputError('the file holds 100 bytes, but 416 are needed', {
 *   place: 'lfc/0-7-weights.bin',
 *   help: 'copy the file again',
 * })
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly place: string | null
  readonly help: string | null

  constructor(message: string, details: InputErrorDetails = {}) {
    super(message)
    this.place = details.place ?? null
    this.help = details.help ?? null
  }
}

/** The text shown to the user: `place: message`, and the way out on a line of its own. */
export function formatInputError(error: InputError): string {
  const first = error.place === null ? error.message : `${error.place}: ${error.message}`
  return error.help === null ? first : `${first}\n  help: ${error.help}`
}

/**
 * Runs `body` and puts `place` before the place of an `InputError`, so that a helper which sees only bytes or numbers need
 * not know the file that they came from.
 *
 * @throws whatever `body` throws.
 *
 * @example
 * const network = atPlace('examples/sfc-mnist', () => loadNetwork('examples/sfc-mnist'))
 */
export function atPlace<T>(place: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const inner = error.place === null ? place : `${place}: ${error.place}`
    throw new InputError(error.message, { place: inner, help: error.help })
  }
}
