/** What was seen in a run: the beats of every stream with their cycles and, when asked for, every port in every cycle. */

import type { Payload } from './stimulus.ts'

/** A transfer: valid and ready were both high just before the clock edge that ends this cycle. */
export interface Beat {
  readonly cycle: number
  readonly payload: Payload
}

/** Bits of a port that were X or Z in a cycle (Icarus only); they are 0 in `Trace.ports`. */
export interface Unknown {
  readonly port: string
  readonly cycle: number
  readonly bits: bigint
}

/** The record of a run; the same for every simulator. */
export interface Trace {
  /** Number of cycles from cycle 0 on. */
  readonly cycles: number
  /** The beats of every stream, inputs and outputs, in order. */
  readonly beats: Readonly<Record<string, readonly Beat[]>>
  /** The value of every port (but clock and reset) in every cycle, just before the clock edge; null unless asked for. */
  readonly ports: Readonly<Record<string, readonly bigint[]>> | null
  /** Unknown bits in `ports`. */
  readonly unknown: readonly Unknown[]
}

/** What `simulate` records beside beats, and what it lets pass. */
export interface TraceOptions {
  /** Record every port in every cycle. */
  readonly tracePorts?: boolean
  /** Unknown bits of plain outputs are listed in `Trace.unknown` instead of being an error. */
  readonly allowUnknown?: boolean
  /** Accesses past the end of a memory (engine only) are not an error. */
  readonly allowAddresses?: boolean
}
