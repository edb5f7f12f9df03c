/** Valid/ready streams: a beat moves in each cycle where both are 1; every stream is consumed exactly once. */

import { type Bodies, currentContext, type ModuleContext } from './context.ts'
import type { DiagnosticInput, Place } from './diagnostics.ts'
import { streamNames } from './ir/stream-ports.ts'
import { currentPlace, currentScope, fail, takeName, tick } from './scope.ts'
import { requireValue, type Signal } from './signal.ts'
import { type PlainWire, plainWire } from './state.ts'

/** The fields of a beat and their widths. */
export type Payload = Readonly<Record<string, number>>

/** The signals of a beat. */
export type Fields<P extends Payload> = { readonly [K in keyof P]: Signal<P[K]> }

/** Where a stream went: what consumed it, in words, and the place. */
interface Consumption {
  readonly by: string
  readonly place: Place | null
}

/**
 * A stream of beats. Once `valid` is 1, it and the payload hold until `ready`; `valid` never waits for `ready`.
 * Passing a stream to an instance, returning it as an output, `accept`, `map`, `fork` and `drain` consume it.
 */
export class Stream<P extends Payload = Payload> {
  readonly valid: Signal<1>
  readonly payload: Fields<P>
  /** 1 in cycles where a beat moves; called `NAME_fire`. */
  readonly fire: Signal<1>
  readonly #ready: PlainWire<1>
  readonly #context: ModuleContext
  readonly #bodies: Bodies
  readonly #madeAt = tick()
  #name: string
  #consumed: Consumption | null = null

  /** @internal Users get streams from ports, instances and `stream`. */
  constructor(name: string, valid: Signal<1>, payload: Fields<P>) {
    const context = currentContext('a stream')
    this.#context = context
    this.#bodies = context.bodies
    this.#name = name
    this.valid = valid
    this.payload = payload
    this.#ready = plainWire(context, 1)
    context.descriptions.set(this.#ready.id, () => `${this.#name}.ready`)
    this.fire = valid.and(this.#ready)
    Object.assign(context.builder.meta[this.fire.id]!, {
      name: streamNames(name).fire,
      strength: 'variable',
    })
    const place = currentPlace() ?? context.builder.header.place
    context.obligations.push(() => this.#neverConsumed(place))
  }

  /** Whether the consumer takes a beat in this cycle. */
  get ready(): Signal<1> {
    return this.#ready
  }

  /** Consumes the stream: its beats are taken in cycles where `ready` is 1. */
  accept(ready: Signal<1> | 1): void {
    this.consume('accept')
    this.#ready.set(ready)
  }

  /** Consumes the stream by taking and ignoring every beat. */
  drain(): void {
    this.consume('drain')
    this.#ready.set(1)
  }

  /**
   * The same beats with another payload; consumes this stream. Latency: 0 cycles.
   *
   * @example
   * const Invert = module(
   *   () => 'invert_stream',
   *   () => ({ source: inputStream({ data: 8 }), sink: outputStream({ data: 8 }) }),
   *   ({ source }) => ({ sink: source.map(({ data }) => ({ data: data.not() })) }),
   * )
   * topModule(elaborate(Invert, {})).streams.length // 2
   */
  map<Q extends Payload>(change: (payload: Fields<P>) => Fields<Q>): Stream<Q> {
    this.consume('map')
    const changed = new Stream<Q>(this.#name, this.valid, change(this.payload))
    this.#ready.set(changed.ready)
    return changed
  }

  /** Takes the name of a variable: its signals become `NAME_valid`, `NAME_ready`, `NAME_fire`, `NAME_FIELD`. */
  [takeName](name: string, since: number): void {
    if (this.#madeAt < since) return
    this.#name = [...currentScope(), name].join('_')
    const names = streamNames(name)
    this.valid[takeName](names.valid, since)
    this.#ready[takeName](names.ready, since)
    this.fire[takeName](names.fire, since)
    for (const [field, signal] of Object.entries<Signal>(this.payload))
      signal[takeName](names.field(field), since)
  }

  /** How the stream is called in diagnostics. */
  describe(): string {
    return this.#name
  }

  /** @internal Marks the stream as consumed by something, for example `accept`; the caller drives ready. */
  consume(by: string): void {
    if (currentContext(by) !== this.#context) {
      fail({
        code: 'BL0202',
        message: `the stream \`${this.#name}\` belongs to module ${this.#context.name} and is consumed in another module`,
        help: 'pass it through an input stream',
      })
    }
    if (this.#context.isConditionalFor(this.#bodies)) {
      fail({
        code: 'BL0405',
        message: `the stream \`${this.#name}\` is consumed inside a when`,
        help: 'a stream has one consumer in every cycle: consume it outside, with the condition in .accept(condition)',
      })
    }
    const now = { by, place: currentPlace() }
    if (this.#consumed) {
      fail({
        code: 'BL0401',
        message: `the stream \`${this.#name}\` is consumed twice`,
        notes: [`first by ${showConsumption(this.#consumed)}`, `and again by ${showConsumption(now)}`],
        help: 'each beat goes to one consumer; const [a, b] = fork(stream, 2) makes two streams of it',
      })
    }
    this.#consumed = now
  }

  /** @internal Drives ready after `consume`. */
  driveReady(ready: Signal): void {
    this.#ready.set(ready as Signal<1>)
  }

  #neverConsumed(place: Place | null): DiagnosticInput | null {
    if (this.#consumed) return null
    return {
      code: 'BL0402',
      message: `the stream \`${this.#name}\` is never consumed`,
      place,
      help: 'return it, pass it to an instance, accept it, or say .drain() to throw its beats away',
    }
  }
}

function showConsumption({ by, place }: Consumption): string {
  return place ? `${by} at ${place.file}:${place.line}` : by
}

/**
 * A stream made from signals. `.ready` of the result says when its beats are taken.
 *
 * @throws DiagnosticError BL0116 when `valid` is wider than one bit.
 *
 * @example
 * const Numbers = module(
 *   () => 'numbers',
 *   () => ({ numbers: outputStream({ value: 8 }) }),
 *   () => {
 *     const value = reg(8, { init: 0 })
 *     const numbers = stream(constant(1, 1), { value })
 *     when(numbers.ready, () => value.set(value.add(1)))
 *     return { numbers }
 *   },
 * )
 * elaborate(Numbers, {}).top // 'numbers'
 */
export function stream<P extends Payload>(valid: Signal<1>, payload: Fields<P>): Stream<P> {
  const context = currentContext('a stream')
  requireValue(context, valid, 1, 'the valid of a stream')
  return new Stream<P>(currentScope().join('_') || 'stream', valid, payload)
}
