/** What every harness hands back, before it becomes a trace: cycles and words, streams by their index. */

import type { AddressFault } from '../engine.ts'
import { type HarnessLayout, vectorWords } from './layout.ts'

/** How a run ended; the numbers are written by the harnesses. */
export const endings = {
  done: 0,
  'valid-dropped': 1,
  'payload-changed': 2,
  'unknown-valid': 3,
  'unknown-ready': 4,
  'unknown-payload': 5,
  deadlock: 6,
  limit: 7,
} as const

export type Ending = keyof typeof endings

/** Cycles with reset before cycle 0, and cycles that a run goes on after the last expected beat. */
export const resetCycles = 2
export const tailCycles = 8

/** Handshake bits of the last cycle, one bit a stream of that direction. */
export interface LastCycle {
  readonly inputValid: bigint
  readonly inputReady: bigint
  readonly outputValid: bigint
  readonly outputReady: bigint
}

export interface RunRecord {
  readonly ending: Ending
  /** The stream that broke a rule: index among the inputs for 'unknown-ready', else among the outputs. */
  readonly culprit: number
  readonly cycles: number
  readonly last: LastCycle
  /** Cycles in which each input's beats were taken. */
  readonly accepted: readonly (readonly number[])[]
  /** Cycles of each output's beats, and their payload words one after the other. */
  readonly delivered: readonly { readonly cycles: readonly number[]; readonly words: readonly number[] }[]
  /** One row a cycle (see `rowWords`), and a mask of its unknown bits; null unless asked for. */
  readonly rows: Uint32Array | null
  readonly unknown: Uint32Array | null
  /** Memory accesses past the end, with their cycles. */
  readonly faults: readonly (AddressFault & { readonly cycle: number })[]
}

/** Words of one row of the port record: all vectors one after the other. */
export function rowWords(layout: HarnessLayout): number {
  return Object.values(vectorWords(layout)).reduce((sum, words) => sum + words, 0)
}

/** The ending with that number. */
export function endingOf(code: number): Ending {
  const found = Object.entries(endings).find(([, number]) => number === code)
  if (!found) throw new Error(`internal: a harness ended with code ${code}`)
  return found[0] as Ending
}
