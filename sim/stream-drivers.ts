/** The two ends of streams in a run of the in-process engine: an input driver that offers beats, an output driver that checks. */

import type { Engine, Slot } from './engine.ts'
import type { Ending } from './harness/record.ts'
import { stallsIn } from './stalls.ts'
import type { PreparedInput, PreparedOutput } from './stimulus.ts'
import { topMask } from './words.ts'

/** An input stream during a run. */
export class InputDriver {
  readonly accepted: number[] = []
  readonly #engine: Engine
  readonly #input: PreparedInput
  readonly #valid: Slot
  readonly #ready: Slot
  readonly #fields: readonly Slot[]
  readonly #words: number
  #offering = false
  #position = 0

  constructor(engine: Engine, input: PreparedInput) {
    const { stream } = input
    this.#engine = engine
    this.#input = input
    this.#valid = engine.slotOf(stream.valid)
    this.#ready = engine.slotOf(stream.ready)
    this.#fields = stream.payload.map(({ port }) => engine.slotOf(port))
    this.#words = this.#fields.reduce((sum, { words }) => sum + words, 0)
  }

  get valid(): boolean {
    return this.#engine.values[this.#valid.offset] === 1
  }

  get ready(): boolean {
    return this.#engine.values[this.#ready.offset] === 1
  }

  /** Sets valid and payload for a cycle. */
  drive(cycle: number, reset: boolean): void {
    const { count } = this.#input
    if (reset) {
      this.#offering = false
      this.#position = 0
    } else if (!this.#offering && this.#position < count && !stallsIn(this.#input.stalls, cycle)) {
      this.#offering = true
    }
    const { values } = this.#engine
    values[this.#valid.offset] = this.#offering ? 1 : 0
    // Without a beat to offer, the payload is the complement of the next one.
    const flip = this.#offering ? 0 : -1
    let at = Math.min(this.#position, count - 1) * this.#words
    for (const { offset, words, width } of this.#fields) {
      for (let i = 0; i < words; i++) values[offset + i] = (this.#input.data[at++] ?? 0) ^ flip
      values[offset + words - 1]! &= topMask(width)
    }
  }

  /** Takes note of a transfer; returns whether there was one. */
  look(cycle: number): boolean {
    if (!this.#offering || !this.ready) return false
    this.accepted.push(cycle)
    this.#position++
    this.#offering = false
    return true
  }
}

/** An output stream during a run. */
export class OutputDriver {
  readonly cycles: number[] = []
  readonly words: number[] = []
  received = 0
  readonly expect: number
  readonly #engine: Engine
  readonly #output: PreparedOutput
  readonly #valid: Slot
  readonly #ready: Slot
  readonly #fields: readonly Slot[]
  /** The payload that was offered in the last cycle and not taken, or null. */
  #waiting: number[] | null = null

  constructor(engine: Engine, output: PreparedOutput) {
    const { stream } = output
    this.expect = output.expect
    this.#engine = engine
    this.#output = output
    this.#valid = engine.slotOf(stream.valid)
    this.#ready = engine.slotOf(stream.ready)
    this.#fields = stream.payload.map(({ port }) => engine.slotOf(port))
  }

  get valid(): boolean {
    return this.#engine.values[this.#valid.offset] === 1
  }

  get ready(): boolean {
    return this.#engine.values[this.#ready.offset] === 1
  }

  /** Sets ready for a cycle. */
  drive(cycle: number, reset: boolean): void {
    const ready = !reset && cycle >= 0 && !stallsIn(this.#output.stalls, cycle)
    this.#engine.values[this.#ready.offset] = ready ? 1 : 0
  }

  /** Forgets everything that happened before a reset. */
  reset(): void {
    this.#waiting = null
    this.received = 0
  }

  /** Checks the rules of streams; takes note of a transfer and returns whether there was one. */
  look(cycle: number): { readonly moved: boolean; readonly broken: Ending | null } {
    if (!this.valid) {
      const broken = this.#waiting ? 'valid-dropped' : null
      this.#waiting = null
      return { moved: false, broken }
    }
    const payload = this.#payload()
    const changed = this.#waiting?.some((word, index) => word !== payload[index]) ?? false
    const broken = changed ? 'payload-changed' : null
    if (!this.ready) {
      this.#waiting = payload
      return { moved: false, broken }
    }
    this.#waiting = null
    this.received++
    this.cycles.push(cycle)
    for (const word of payload) this.words.push(word)
    return { moved: true, broken }
  }

  #payload(): number[] {
    const payload: number[] = []
    for (const { offset, words } of this.#fields) {
      for (let i = 0; i < words; i++) payload.push(this.#engine.values[offset + i]!)
    }
    return payload
  }
}
