/** The error of a run that was ended before its time. */

/** Thrown when a run was ended before its time: nothing is wrong, and nothing is known. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor(what: string) {
    super(`${what} was interrupted`)
  }
}
