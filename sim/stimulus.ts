/** What is done to a design in a run: one format for every simulator, checked against the ports before anything starts. */

import type { Direction, StreamPort } from '../dsl/ir/design.ts'
import { InputError } from '../tools/files/input-error.ts'
import { type FieldSlot, type HarnessLayout, harnessLayout } from './harness/layout.ts'
import { type StallPattern, type Stalls, stallPattern } from './stalls.ts'
import type { TargetInterface } from './target.ts'
import { putWords } from './words.ts'

/** The payload of one beat, by field. */
export type Payload = Readonly<Record<string, bigint>>

/** Beats to offer: payloads or, for many, their 32-bit words: each field from its own word on, the low word first. */
export type Beats = readonly Payload[] | Uint32Array

/**
 * A run. Cycle 0 is the first one after the reset; in each cycle the inputs change just after a clock edge and
 * everything is looked at just before the next one.
 *
 * Input streams offer their beats in order: valid waits for a cycle without a stall, then valid and payload hold until
 * ready. While valid is low, the payload ports carry the complement of the next beat, so that a design that looks
 * without valid computes something wrong. Streams that are not named get no beats, or are always ready.
 *
 * The run ends a few cycles after the last expected output beat, or after `cycles` when none is expected.
 */
export interface Stimulus {
  /** The most cycles that the run may take. */
  readonly cycles: number
  /** Ports outside of streams: the value in each cycle, the last one repeats; ports that are not named are 0. */
  readonly values?: Readonly<Record<string, readonly bigint[]>>
  readonly inputs?: Readonly<Record<string, { readonly beats: Beats; readonly stalls?: Stalls }>>
  readonly outputs?: Readonly<Record<string, { readonly expect: number; readonly stalls?: Stalls }>>
  /**
   * Cycles in which `rst` is active once more. In such a cycle nothing is offered and nothing is ready; afterwards
   * every input stream starts over with its first beat and expected beats are counted anew.
   */
  readonly resetAt?: readonly number[]
  /** Cycles without any transfer after which a run that still expects beats counts as a deadlock; 100,000. */
  readonly patience?: number
}

/** An input stream of a run: `count` beats of `words` words each. */
export interface PreparedInput {
  readonly stream: StreamPort
  readonly count: number
  readonly data: Uint32Array
  readonly stalls: StallPattern
}

export interface PreparedOutput {
  readonly stream: StreamPort
  readonly expect: number
  readonly stalls: StallPattern
}

/** A checked stimulus, its values as words in the order of the harness. */
export interface PreparedStimulus {
  readonly layout: HarnessLayout
  readonly cycles: number
  readonly patience: number
  readonly resetAt: readonly number[]
  readonly inputs: readonly PreparedInput[]
  readonly outputs: readonly PreparedOutput[]
  /** Rows of `layout.valueWords` words, one a cycle; the last one repeats. */
  readonly values: Uint32Array
}

/**
 * Checks a stimulus against the ports of a target and turns its values into words.
 *
 * @throws InputError for unknown streams, ports and fields, values that do not fit, impossible cycle numbers
 */
export function prepareStimulus(target: TargetInterface, stimulus: Stimulus): PreparedStimulus {
  const layout = harnessLayout(target)
  const { cycles, patience = 100_000 } = stimulus
  if (!Number.isSafeInteger(cycles) || cycles < 1 || cycles >= 2 ** 31) {
    throw new InputError(`a run takes 1 to ${2 ** 31 - 1} cycles, not ${cycles}`)
  }
  if (!Number.isSafeInteger(patience) || patience < 1) {
    throw new InputError(`patience is a positive number of cycles, not ${patience}`)
  }
  checkNames(target, 'input', Object.keys(stimulus.inputs ?? {}))
  checkNames(target, 'output', Object.keys(stimulus.outputs ?? {}))
  const inputs = layout.inputs.map(({ stream, words, fields }) => {
    const { beats = [], stalls = { kind: 'never' } } = stimulus.inputs?.[stream.name] ?? {}
    if (!(beats instanceof Uint32Array)) {
      const data = packBeats(stream, words, fields, beats)
      return { stream, count: beats.length, data, stalls: stallPattern(stalls) }
    }
    if (beats.length % words !== 0) {
      throw new InputError(`${beats.length} words are no beats of ${words} words`, {
        place: `stream ${stream.name}`,
      })
    }
    return { stream, count: beats.length / words, data: beats, stalls: stallPattern(stalls) }
  })
  const outputs = layout.outputs.map(({ stream }) => {
    const { expect = 0, stalls = { kind: 'never' } } = stimulus.outputs?.[stream.name] ?? {}
    return { stream, expect, stalls: stallPattern(stalls) }
  })
  const resetAt = [...(stimulus.resetAt ?? [])].sort((a, b) => a - b)
  if (resetAt.length > 0 && !target.resettable) throw new InputError(`module ${target.top} has no reset`)
  return {
    layout,
    cycles,
    patience,
    resetAt,
    inputs,
    outputs,
    values: prepareValues(layout, stimulus, target),
  }
}

/** Payloads as words. */
function packBeats(
  stream: StreamPort,
  words: number,
  fields: readonly FieldSlot[],
  beats: readonly Payload[],
): Uint32Array {
  const data = new Uint32Array(beats.length * words)
  beats.forEach((beat, index) => {
    const place = `beat ${index} of stream ${stream.name}`
    checkFields(stream, beat, place)
    for (const { field, width, offset, words: count } of fields) {
      const value = beat[field]!
      checkFit(value, width, `${place}, field ${field}`)
      putWords(data, index * words + offset, count, value)
    }
  })
  return data
}

/** All plain inputs side by side, one row a cycle. */
function prepareValues(layout: HarnessLayout, stimulus: Stimulus, target: TargetInterface): Uint32Array {
  const given = Object.entries(stimulus.values ?? {})
  const rows = Math.max(1, ...given.map(([, values]) => values.length))
  const data = new Uint32Array(rows * layout.valueWords)
  for (const [name, values] of given) {
    const slot = layout.values.find(({ port }) => port.name === name)
    if (!slot) throw new InputError(`module ${target.top} has no plain input port \`${name}\``)
    if (values.length === 0) throw new InputError(`port \`${name}\` has no value`)
    for (let row = 0; row < rows; row++) {
      const value = values[Math.min(row, values.length - 1)]!
      if (row < values.length) checkFit(value, slot.port.width, `port ${name}, cycle ${row}`)
      putWords(data, row * layout.valueWords + slot.offset, slot.words, value)
    }
  }
  return data
}

function checkNames(target: TargetInterface, direction: Direction, names: readonly string[]): void {
  const known = target.streams.filter((stream) => stream.direction === direction).map(({ name }) => name)
  for (const name of names) {
    if (known.includes(name)) continue
    const have = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`
    throw new InputError(`module ${target.top} has no ${direction} stream \`${name}\``, { help: have })
  }
}

function checkFields(stream: StreamPort, beat: Payload, place: string): void {
  for (const { field } of stream.payload) {
    if (beat[field] === undefined) throw new InputError(`field \`${field}\` is missing`, { place })
  }
  for (const field of Object.keys(beat)) {
    if (stream.payload.some((known) => known.field === field)) continue
    throw new InputError(`there is no field \`${field}\``, { place })
  }
}

function checkFit(value: bigint, width: number, place: string): void {
  if (value >= 0n && value >> BigInt(width) === 0n) return
  throw new InputError(`${value} does not fit ${width} bits`, { place })
}
