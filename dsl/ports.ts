/** Port declarations, and the types of a module's inputs and outputs that follow from them. */

import type { Signal } from './signal.ts'
import type { Payload, Stream } from './stream.ts'

export interface InputPort<W extends number = number> {
  readonly kind: 'input'
  readonly width: W
}

export interface OutputPort<W extends number = number> {
  readonly kind: 'output'
  readonly width: W
}

export interface InputStreamPort<P extends Payload = Payload> {
  readonly kind: 'inputStream'
  readonly payload: P
}

export interface OutputStreamPort<P extends Payload = Payload> {
  readonly kind: 'outputStream'
  readonly payload: P
}

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

/** An input port of `width` bits. */
export function input<const W extends number>(width: W): InputPort<W> {
  return { kind: 'input', width }
}

/** An output port of `width` bits. */
export function output<const W extends number>(width: W): OutputPort<W> {
  return { kind: 'output', width }
}

/** A valid/ready stream into the module: ports `NAME_valid`, `NAME_ready` and `NAME_FIELD` for each payload field. */
export function inputStream<const P extends Payload>(payload: P): InputStreamPort<P> {
  return { kind: 'inputStream', payload }
}

/** A valid/ready stream out of the module. */
export function outputStream<const P extends Payload>(payload: P): OutputStreamPort<P> {
  return { kind: 'outputStream', payload }
}
