/** What the harnesses wrote, as a run record: binary events of main.cpp, text of testbench.sv. */

import { getWords } from '../words.ts'
import type { HarnessLayout } from './layout.ts'
import { endingOf, type LastCycle, type RunRecord, rowWords } from './record.ts'

const accepted = 1
const delivered = 2

/** Reads the files of main.cpp; `ports` is null when no ports were recorded. */
export function decodeBinary(layout: HarnessLayout, events: Uint8Array, ports: Uint8Array | null): RunRecord {
  const words = asWords(events)
  const taken: number[][] = layout.inputs.map(() => [])
  const given = layout.outputs.map(() => ({ cycles: [] as number[], words: [] as number[] }))
  let at = 0
  for (; words[at] === accepted || words[at] === delivered; ) {
    const [kind, stream, cycle] = [words[at], words[at + 1]!, words[at + 2]!]
    at += 3
    if (kind === accepted) taken[stream]!.push(cycle)
    else {
      given[stream]!.cycles.push(cycle)
      for (let i = 0; i < layout.outputs[stream]!.words; i++) given[stream]!.words.push(words[at++]!)
    }
  }
  if (at + 4 > words.length) throw new Error('internal: the record of a simulation is cut off')
  const [, ending, culprit, cycles] = words.subarray(at, at + 4)
  at += 4
  const bits = (count: number) => {
    const value = getWords(words, at, count)
    at += count
    return value
  }
  const last: LastCycle = {
    inputValid: bits(layout.inputBitWords),
    inputReady: bits(layout.inputBitWords),
    outputValid: bits(layout.outputBitWords),
    outputReady: bits(layout.outputBitWords),
  }
  return {
    ending: endingOf(ending!),
    culprit: culprit!,
    cycles: cycles!,
    last,
    accepted: taken,
    delivered: given,
    rows: ports === null ? null : asWords(ports),
    unknown: null,
    faults: [],
  }
}

function asWords(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer)
}

/** Reads the files of testbench.sv; `ports` is null when no ports were recorded. */
export function decodeText(layout: HarnessLayout, events: string, ports: string | null): RunRecord {
  const taken: number[][] = layout.inputs.map(() => [])
  const given = layout.outputs.map(() => ({ cycles: [] as number[], words: [] as number[] }))
  for (const line of events.split('\n')) {
    const [kind, first, second, third, ...rest] = line.split(' ')
    if (kind === 'A') taken[Number(first)]!.push(Number(second))
    if (kind === 'D') {
      const stream = given[Number(first)]!
      stream.cycles.push(Number(second))
      stream.words.push(...hexWords(third!).map(({ value }) => value))
    }
    if (kind === 'E') {
      const [inputValid, inputReady, outputValid, outputReady] = rest.map((text) =>
        BigInt(`0x${known(text)}`),
      )
      return {
        ending: endingOf(Number(first)),
        culprit: Number(second),
        cycles: Number(third),
        last: {
          inputValid: inputValid!,
          inputReady: inputReady!,
          outputValid: outputValid!,
          outputReady: outputReady!,
        },
        accepted: taken,
        delivered: given,
        ...(ports === null ? { rows: null, unknown: null } : decodeRows(layout, ports)),
        faults: [],
      }
    }
  }
  throw new Error('internal: the record of a simulation is cut off')
}

function decodeRows(layout: HarnessLayout, ports: string): { rows: Uint32Array; unknown: Uint32Array } {
  const lines = ports.split('\n').filter((line) => line !== '')
  const words = rowWords(layout)
  const rows = new Uint32Array(lines.length * words)
  const unknown = new Uint32Array(lines.length * words)
  lines.forEach((line, row) => {
    hexWords(line).forEach(({ value, mask }, index) => {
      rows[row * words + index] = value
      unknown[row * words + index] = mask
    })
  })
  return { rows, unknown }
}

/** Words of a hexadecimal number, low word first; `mask` covers digits with X or Z bits, which count as 0. */
function hexWords(text: string): { readonly value: number; readonly mask: number }[] {
  const certain = !/[xz]/i.test(text)
  const words: { value: number; mask: number }[] = []
  for (let end = text.length; end > 0; end -= 8) {
    const digits = text.slice(Math.max(0, end - 8), end)
    const mask = certain ? 0 : Number.parseInt(digits.replace(/[^xz]/gi, '0').replace(/[xz]/gi, 'f'), 16)
    words.push({ value: Number.parseInt(certain ? digits : known(digits), 16), mask })
  }
  return words
}

function known(text: string): string {
  return text.replace(/[xz]/gi, '0')
}
