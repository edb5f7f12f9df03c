/** The stimulus as files: 32-bit words for main.cpp, text for testbench.sv. */

import type { PreparedInput, PreparedOutput, PreparedStimulus } from '../stimulus.ts'
import type { TargetInterface } from '../target.ts'

/** The binary stimulus file of main.cpp, little-endian 32-bit words. */
export function encodeBinary(
  target: TargetInterface,
  prepared: PreparedStimulus,
  record: boolean,
): Uint8Array {
  const { layout } = prepared
  const parts: (readonly number[] | Uint32Array | Uint8Array)[] = [
    [prepared.cycles, prepared.patience, target.resettable ? 1 : 0, record ? 1 : 0],
    [layout.inputBitWords, layout.outputBitWords, layout.inputWords, layout.outputWords],
    [layout.valueWords, layout.resultWords],
    [prepared.resetAt.length, ...prepared.resetAt],
    [layout.inputs.length],
    ...prepared.inputs.flatMap((input, index) => [
      streamHeader(prepared, input, index),
      input.stalls.bits,
      input.data,
    ]),
    [layout.outputs.length],
    ...prepared.outputs.flatMap((output, index) => [
      streamHeader(prepared, output, index),
      output.stalls.bits,
    ]),
    [prepared.values.length / layout.valueWords],
    prepared.values,
  ]
  const words = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    words.set(part, at)
    at += part.length
  }
  return new Uint8Array(words.buffer)
}

/** The text files of testbench.sv, by name. */
export function encodeText(
  target: TargetInterface,
  prepared: PreparedStimulus,
  record: boolean,
): Record<string, string> {
  const { layout } = prepared
  const rows = prepared.values.length / layout.valueWords
  const header = [
    [prepared.cycles, prepared.patience, target.resettable ? 1 : 0, record ? 1 : 0, rows],
    ...[...prepared.inputs, ...prepared.outputs].flatMap((stream, index) => {
      const own = index < prepared.inputs.length ? index : index - prepared.inputs.length
      return [streamHeader(prepared, stream, own), [...stream.stalls.bits]]
    }),
  ]
  const beats = prepared.inputs.map(({ data }, index) => [
    `input${index}.hex`,
    hexLines(data, layout.inputs[index]!.words),
  ])
  return {
    'stimulus.txt': `${header.map((line) => line.join(' ')).join('\n')}\n`,
    'values.hex': hexLines(prepared.values, layout.valueWords),
    'resets.txt': `${prepared.resetAt.join('\n')}\n`,
    ...Object.fromEntries(beats),
  }
}

/** Offset, words, number of beats (sent or expected), length of the stall pattern, start of its loop. */
function streamHeader(
  { layout }: PreparedStimulus,
  stream: PreparedInput | PreparedOutput,
  index: number,
): number[] {
  const slot = ('count' in stream ? layout.inputs : layout.outputs)[index]!
  const count = 'count' in stream ? stream.count : stream.expect
  return [slot.offset, slot.words, count, stream.stalls.bits.length, stream.stalls.loopFrom]
}

/** One hexadecimal number a line, highest word first. */
function hexLines(data: Uint32Array, words: number): string {
  const lines: string[] = []
  for (let start = 0; start < data.length; start += words) {
    let line = ''
    for (let word = start + words - 1; word >= start; word--)
      line += data[word]!.toString(16).padStart(8, '0')
    lines.push(line)
  }
  return `${lines.join('\n')}\n`
}
