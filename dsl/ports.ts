/** Port declarations, and the types of a module's inputs and outputs that follow from them. */

import { isHandshake } from './ir/stream-ports.ts'
import { fail } from './scope.ts'
import type { Signal } from './signal.ts'
import type { Payload, Stream } from './stream.ts'
import { checkWidth } from './width.ts'

/** A port into the module, made by `input`. */
export interface InputPort<W extends number = number> {
  readonly kind: 'input'
  readonly width: W
}

/** A port out of the module, made by `output`. */
export interface OutputPort<W extends number = number> {
  readonly kind: 'output'
  readonly width: W
}

/** A stream into the module, made by `inputStream`. */
export interface InputStreamPort<P extends Payload = Payload> {
  readonly kind: 'inputStream'
  readonly payload: P
}

/** A stream out of the module, made by `outputStream`. */
export interface OutputStreamPort<P extends Payload = Payload> {
  readonly kind: 'outputStream'
  readonly payload: P
}

/** What stands behind a name in the ports of a module. */
export type PortDeclaration = InputPort | OutputPort | InputStreamPort | OutputStreamPort

/** A module's ports by name, in the order of the emitted header. */
export type Ports = Readonly<Record<string, PortDeclaration>>

type InputNames<T extends Ports> = {
  [K in keyof T]: T[K] extends InputPort | InputStreamPort ? K : never
}[keyof T]

type OutputNames<T extends Ports> = {
  [K in keyof T]: T[K] extends OutputPort | OutputStreamPort ? K : never
}[keyof T]

type Carried<P> = P extends InputPort<infer W> | OutputPort<infer W>
  ? Signal<W>
  : P extends InputStreamPort<infer S> | OutputStreamPort<infer S>
    ? Stream<S>
    : never

/** What a module's body receives. */
export type Inputs<T extends Ports> = { readonly [K in InputNames<T>]: Carried<T[K]> }

/** What a module's body returns and its user gets. */
export type Outputs<T extends Ports> = { readonly [K in OutputNames<T>]: Carried<T[K]> }

/** What a user passes in: signals may be literals. */
export type Arguments<T extends Ports> = {
  readonly [K in InputNames<T>]: T[K] extends InputPort ? Carried<T[K]> | number | bigint : Carried<T[K]>
}

/**
 * An input port of `width` bits.
 *
 * @throws DiagnosticError BL0101 when `width` is not a whole number of at least 1.
 *
 * @example
 * input(8).width // 8
 */
export function input<const W extends number>(width: W): InputPort<W> {
  checkWidth(width, 'an input port')
  return { kind: 'input', width }
}

/**
 * An output port of `width` bits.
 *
 * @throws DiagnosticError BL0101 when `width` is not a whole number of at least 1.
 *
 * @example
 * output(clog2(64 + 1)).width // 7
 */
export function output<const W extends number>(width: W): OutputPort<W> {
  checkWidth(width, 'an output port')
  return { kind: 'output', width }
}

/**
 * A valid/ready stream into the module: ports `NAME_valid`, `NAME_ready` and `NAME_FIELD` for each payload field.
 *
 * @throws DiagnosticError BL0101 when a field has no width, BL0407 when it is called `valid` or `ready`.
 *
 * @example
 * inputStream({ data: 8, last: 1 }).payload.data // 8
 */
export function inputStream<const P extends Payload>(payload: P): InputStreamPort<P> {
  checkPayload(payload)
  return { kind: 'inputStream', payload }
}

/**
 * A valid/ready stream out of the module; ports as for `inputStream`, in the other direction.
 *
 * @throws DiagnosticError BL0101 when a field has no width, BL0407 when it is called `valid` or `ready`.
 *
 * @example
 * outputStream({ answer: 4 }).kind // 'outputStream'
 */
export function outputStream<const P extends Payload>(payload: P): OutputStreamPort<P> {
  checkPayload(payload)
  return { kind: 'outputStream', payload }
}

function checkPayload(payload: Payload): void {
  for (const [field, width] of Object.entries(payload)) {
    checkWidth(width, `the field ${field} of a stream port`)
    if (!isHandshake(field)) continue
    fail({
      code: 'BL0407',
      message: `a stream port has a field called ${field}, like its own ${field} signal`,
      help: 'give the field another name',
    })
  }
}
