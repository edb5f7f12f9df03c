/** Valid/ready streams: a beat moves in each cycle where both are 1; every stream is consumed exactly once. */

import { currentContext, type ModuleContext, type Obligation } from './context.ts'
import type { Place } from './diagnostics.ts'
import { currentPlace, currentScope, fail, takeName, tick } from './scope.ts'
import { requireValue, type Signal } from './signal.ts'
import { reg, type Wire, wire } from './state.ts'

/** The fields of a beat and their widths. */
export type Payload = Readonly<Record<string, number>>

/** The signals of a beat. */
export type Fields<P extends Payload> = { readonly [K in keyof P]: Signal<P[K]> }

/**
 * A stream of beats. Once `valid` is 1, it and the payload hold until `ready`; `valid` never waits for `ready`.
 * Passing a stream to an instance, returning it as an output, `accept` and `drain` consume it.
 */
export class Stream<P extends Payload = Payload> implements Obligation {
  readonly valid: Signal<1>
  readonly payload: Fields<P>
  readonly #ready: Wire<1>
  readonly #context: ModuleContext
  readonly #place: Place | null
  readonly #madeAt = tick()
  #name: string
  #consumedAt: { readonly place: Place | null } | null = null

  /** @internal Users get streams from ports, instances and `stream`. */
  constructor(name: string, valid: Signal<1>, payload: Fields<P>) {
    this.#context = currentContext('a stream')
    this.#name = name
    this.valid = valid
    this.payload = payload
    this.#ready = wire(1)
    this.#place = currentPlace()
    this.#context.obligations.push(this)
  }

  /** Whether the consumer takes a beat in this cycle. */
  get ready(): Signal<1> {
    return this.#ready
  }

  /** 1 in cycles where a beat moves. */
  get fire(): Signal<1> {
    return this.valid.and(this.#ready)
  }

  /** Consumes the stream: its beats are taken in cycles where `ready` is 1. */
  accept(ready: Signal<1> | 1): void {
    this.consume()
    this.#ready.set(ready)
  }

  /** Consumes the stream by taking and ignoring every beat. */
  drain(): void {
    this.accept(1)
  }

  /** The same beats with another payload; consumes this stream. Latency: 0 cycles. */
  map<Q extends Payload>(change: (payload: Fields<P>) => Fields<Q>): Stream<Q> {
    const changed = new Stream<Q>(this.#name, this.valid, change(this.payload))
    this.accept(changed.ready)
    return changed
  }

  /** Takes the name of a variable: its signals become `NAME_valid`, `NAME_ready`, `NAME_FIELD`. */
  [takeName](name: string, since: number): void {
    if (this.#madeAt < since) return
    this.#name = name
    this.valid[takeName](`${name}_valid`, since)
    this.#ready[takeName](`${name}_ready`, since)
    for (const [field, signal] of Object.entries<Signal>(this.payload))
      signal[takeName](`${name}_${field}`, since)
  }

  describe(): string {
    return this.#name
  }

  /** @internal Marks the stream as consumed here; the caller drives ready. */
  consume(): void {
    const place = currentPlace()
    if (this.#consumedAt) {
      fail({
        code: 'BL0401',
        message: `the stream \`${this.#name}\` is consumed twice`,
        notes: [
          `first consumed at ${showPlace(this.#consumedAt.place)}`,
          `consumed again at ${showPlace(place)}`,
        ],
        help: 'each beat goes to one consumer; use fork(stream, 2) for two',
      })
    }
    this.#consumedAt = { place }
  }

  /** @internal Drives ready after `consume`. */
  driveReady(ready: Signal): void {
    this.#ready.set(ready)
  }

  check(): void {
    if (this.#consumedAt) return
    fail({
      code: 'BL0402',
      message: `the stream \`${this.#name}\` is never consumed`,
      place: this.#place,
      help: 'return it, pass it to an instance, accept it, or say .drain() to throw its beats away',
    })
  }
}

function showPlace(place: Place | null): string {
  return place ? `${place.file}:${place.line}` : 'an unknown place'
}

/**
 * A stream made from signals. `.ready` of the result says when its beats are taken.
 *
 * @throws DiagnosticError BL0116 when `valid` is wider than one bit.
 */
export function stream<P extends Payload>(valid: Signal<1>, payload: Fields<P>): Stream<P> {
  const context = currentContext('a stream')
  requireValue(context, valid, 1, 'the valid of a stream')
  return new Stream<P>(currentScope().at(-1) ?? 'stream', valid, payload)
}

/**
 * `count` streams that each carry all beats of `source`; a beat is done when every one of them has taken it.
 * Latency: 0 cycles; a beat may be taken by the outputs in different cycles.
 */
export function fork<P extends Payload>(source: Stream<P>, count: number): Stream<P>[] {
  const taken = Array.from({ length: count }, () => reg(1, { init: 0 }))
  const copies = taken.map(
    (flag, i) => new Stream<P>(`${source.describe()}_${i}`, source.valid.and(flag.not()), source.payload),
  )
  const done = copies.map((copy, i) => taken[i]!.or(copy.ready))
  const allDone = done.reduce((all, one) => all.and(one))
  for (const [i, flag] of taken.entries()) flag.set(source.valid.and(done[i]!).and(allDone.not()))
  source.accept(allDone)
  return copies
}
