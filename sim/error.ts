/** What can go wrong in a run: the design breaks a rule of streams, waits for ever, or shows unknown values. */

import type { Trace } from './trace.ts'

export type SimulationErrorKind =
  /** valid fell before the beat was taken */
  | 'valid-dropped'
  /** the payload of a waiting beat changed */
  | 'payload-changed'
  /** valid or ready is X or Z */
  | 'unknown-handshake'
  /** the payload of a valid beat has X or Z bits */
  | 'unknown-payload'
  /** a plain output has X or Z bits in a recorded cycle */
  | 'unknown-output'
  /** a memory was accessed past its end */
  | 'address'
  /** expected beats are missing and nothing has moved for a long time */
  | 'deadlock'
  /** expected beats are missing at the cycle limit */
  | 'limit'

/**
 * Thrown when a run shows that the design is wrong. The message names stream and cycle; `trace` holds everything up to
 * there, for a waveform.
 */
export class SimulationError extends Error {
  override readonly name = 'SimulationError'
  readonly kind: SimulationErrorKind
  /** The stream, port or memory that shows it, or null when it is the whole design. */
  readonly subject: string | null
  readonly cycle: number
  readonly trace: Trace

  constructor(
    kind: SimulationErrorKind,
    message: string,
    details: { readonly subject: string | null; readonly cycle: number; readonly trace: Trace },
  ) {
    super(message)
    this.kind = kind
    this.subject = details.subject
    this.cycle = details.cycle
    this.trace = details.trace
  }
}
