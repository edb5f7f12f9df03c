/** The order of ports in the vectors between a test harness and the design: everything begins at a 32-bit word. */

import type { StreamPort } from '../../dsl/ir/design.ts'
import { streamNames } from '../../dsl/ir/stream-ports.ts'
import { plainPorts, type TargetInterface, type TargetPort } from '../target.ts'
import { wordsOf } from '../words.ts'

/** A payload field inside its stream's words. */
export interface FieldSlot {
  readonly field: string
  readonly port: string
  readonly width: number
  readonly offset: number
  readonly words: number
}

/** A stream's payload inside the payload vector of its direction. */
export interface StreamSlot {
  readonly stream: StreamPort
  readonly offset: number
  readonly words: number
  readonly fields: readonly FieldSlot[]
}

/** A plain port inside the vector of its direction. */
export interface PortSlot {
  readonly port: TargetPort
  readonly offset: number
  readonly words: number
}

export interface HarnessLayout {
  readonly inputs: readonly StreamSlot[]
  readonly outputs: readonly StreamSlot[]
  readonly values: readonly PortSlot[]
  readonly results: readonly PortSlot[]
  /** Words of the vectors of valid and ready bits of the input streams, one bit a stream; the same for outputs. */
  readonly inputBitWords: number
  readonly outputBitWords: number
  readonly inputWords: number
  readonly outputWords: number
  readonly valueWords: number
  readonly resultWords: number
}

/** The least words a vector has: Verilator then stores each one as an array, and the C++ of the harness never changes. */
const leastWords = 3

/** Lays out the ports of a target. */
export function harnessLayout(target: TargetInterface): HarnessLayout {
  const plain = plainPorts(target)
  const inputs = streamSlots(target.streams.filter(({ direction }) => direction === 'input'))
  const outputs = streamSlots(target.streams.filter(({ direction }) => direction === 'output'))
  const values = portSlots(plain.filter(({ direction }) => direction === 'input'))
  const results = portSlots(plain.filter(({ direction }) => direction === 'output'))
  return {
    inputs,
    outputs,
    values,
    results,
    inputBitWords: Math.max(leastWords, wordsOf(inputs.length)),
    outputBitWords: Math.max(leastWords, wordsOf(outputs.length)),
    inputWords: Math.max(leastWords, total(inputs)),
    outputWords: Math.max(leastWords, total(outputs)),
    valueWords: Math.max(leastWords, total(values)),
    resultWords: Math.max(leastWords, total(results)),
  }
}

function total(slots: readonly { readonly words: number }[]): number {
  return slots.reduce((sum, { words }) => sum + words, 0)
}

function streamSlots(streams: readonly StreamPort[]): StreamSlot[] {
  let offset = 0
  return streams.map((stream) => {
    let words = 0
    const fields = stream.payload.map(({ field, port, width }) => {
      const slot = { field, port, width, offset: words, words: wordsOf(width) }
      words += slot.words
      return slot
    })
    const slot = { stream, offset, words, fields }
    offset += words
    return slot
  })
}

function portSlots(ports: readonly TargetPort[]): PortSlot[] {
  let offset = 0
  return ports.map((port) => {
    const slot = { port, offset, words: wordsOf(port.width) }
    offset += slot.words
    return slot
  })
}

/**
 * The vectors of valid, ready and payload bits of all streams of a direction: to `testbench.sv` and `main.cpp`, which spell them
 * out, they are one stream.
 */
export const inputVectors = streamNames('in')
export const outputVectors = streamNames('out')
export const [inputPayload, outputPayload] = [
  inputVectors.field('payload'),
  outputVectors.field('payload'),
] as const

/** The vectors between harness and design, in the order of the port record. */
export const vectors = [
  inputVectors.valid,
  inputVectors.ready,
  inputPayload,
  outputVectors.valid,
  outputVectors.ready,
  outputPayload,
  'values',
  'results',
] as const
export type Vector = (typeof vectors)[number]

/** Words of each vector. */
export function vectorWords(layout: HarnessLayout): Readonly<Record<Vector, number>> {
  return {
    [inputVectors.valid]: layout.inputBitWords,
    [inputVectors.ready]: layout.inputBitWords,
    [inputPayload]: layout.inputWords,
    [outputVectors.valid]: layout.outputBitWords,
    [outputVectors.ready]: layout.outputBitWords,
    [outputPayload]: layout.outputWords,
    values: layout.valueWords,
    results: layout.resultWords,
  }
}

/** A port of the design and the bits of a vector that it is connected to. */
export interface Connection {
  readonly port: string
  readonly vector: Vector
  readonly low: number
  readonly width: number
}

/** Every port of the design but clock and reset. */
export function connections(layout: HarnessLayout): Connection[] {
  const bit = (vector: Vector, port: string, index: number) => ({ port, vector, low: index, width: 1 })
  const payload = (vector: Vector, { offset, fields }: StreamSlot) =>
    fields.map((field) => ({
      port: field.port,
      vector,
      low: 32 * (offset + field.offset),
      width: field.width,
    }))
  const plain = (vector: Vector, { port, offset }: PortSlot) => ({
    port: port.name,
    vector,
    low: 32 * offset,
    width: port.width,
  })
  return [
    ...layout.values.map((slot) => plain('values', slot)),
    ...layout.inputs.flatMap((slot, index) => [
      bit(inputVectors.valid, slot.stream.valid, index),
      bit(inputVectors.ready, slot.stream.ready, index),
      ...payload(inputPayload, slot),
    ]),
    ...layout.outputs.flatMap((slot, index) => [
      bit(outputVectors.valid, slot.stream.valid, index),
      bit(outputVectors.ready, slot.stream.ready, index),
      ...payload(outputPayload, slot),
    ]),
    ...layout.results.map((slot) => plain('results', slot)),
  ]
}
