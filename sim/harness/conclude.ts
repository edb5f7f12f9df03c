/** From a run record to a trace, or to the error that says what the design did wrong. */

import type { StreamPort } from '../../dsl/ir/design.ts'
import { SimulationError, type SimulationErrorKind } from '../error.ts'
import type { Payload, PreparedStimulus } from '../stimulus.ts'
import type { Beat, Trace, TraceOptions, Unknown } from '../trace.ts'
import { getWords, wordsOf } from '../words.ts'
import { connections, type StreamSlot, vectors, vectorWords } from './layout.ts'
import { type RunRecord, rowWords } from './record.ts'

/**
 * The trace of a run.
 *
 * @throws SimulationError when the run did not end well, unless the options let it pass
 */
export function conclude(prepared: PreparedStimulus, record: RunRecord, options: TraceOptions): Trace {
  const trace = traceOf(prepared, record)
  const found = ruleError(prepared, record) ?? shortage(prepared, record)
  if (found)
    throw new SimulationError(found.kind, found.message, { ...found, cycle: record.cycles - 1, trace })
  const fault = record.faults[0]
  if (fault && !options.allowAddresses) {
    const { memory, address, depth, cycle } = fault
    const message = `memory \`${memory}\` has ${depth} words and is accessed at ${address} in cycle ${cycle}`
    throw new SimulationError('address', message, { subject: memory, cycle, trace })
  }
  const results = new Set(prepared.layout.results.map(({ port }) => port.name))
  const unknown = trace.unknown.find(({ port }) => results.has(port))
  if (unknown && !options.allowUnknown) {
    const message = `output \`${unknown.port}\` is unknown (X) in cycle ${unknown.cycle}`
    throw new SimulationError('unknown-output', message, {
      subject: unknown.port,
      cycle: unknown.cycle,
      trace,
    })
  }
  return trace
}

interface Finding {
  readonly kind: SimulationErrorKind
  readonly message: string
  readonly subject: string | null
}

/** A broken rule of streams. */
function ruleError({ layout }: PreparedStimulus, record: RunRecord): Finding | null {
  const cycle = record.cycles - 1
  const input = () => layout.inputs[record.culprit]!.stream
  const output = () => layout.outputs[record.culprit]!.stream
  const finding = (kind: SimulationErrorKind, stream: StreamPort, what: string) => ({
    kind,
    message: `stream \`${stream.name}\`: ${what} in cycle ${cycle}`,
    subject: stream.name,
  })
  switch (record.ending) {
    case 'valid-dropped':
      return finding('valid-dropped', output(), 'valid fell before the beat was taken,')
    case 'payload-changed':
      return finding('payload-changed', output(), 'the payload changed before the beat was taken,')
    case 'unknown-valid':
      return finding('unknown-handshake', output(), `\`${output().valid}\` is unknown (X)`)
    case 'unknown-ready':
      return finding('unknown-handshake', input(), `\`${input().ready}\` is unknown (X)`)
    case 'unknown-payload':
      return finding('unknown-payload', output(), 'the payload of a valid beat is unknown (X)')
    case 'done':
    case 'deadlock':
    case 'limit':
      return null
  }
}

/** Expected beats that did not come, with what each stream is waiting for. */
function shortage(prepared: PreparedStimulus, record: RunRecord): Finding | null {
  if (record.ending !== 'deadlock' && record.ending !== 'limit') return null
  const lastReset = prepared.resetAt.findLast((cycle) => cycle < record.cycles) ?? -1
  const since = (cycles: readonly number[]) => cycles.filter((cycle) => cycle > lastReset).length
  const has = (bits: bigint, index: number) => ((bits >> BigInt(index)) & 1n) === 1n
  const lines = [
    ...prepared.inputs.map(({ stream, count }, index) => {
      const taken = since(record.accepted[index]!)
      const state = !has(record.last.inputValid, index)
        ? taken < count
          ? 'the driver stalls'
          : 'nothing is left to send'
        : has(record.last.inputReady, index)
          ? 'moving'
          : `offered and not taken: \`${stream.ready}\` is 0`
      return `  input \`${stream.name}\`: ${taken} of ${count} beats taken; ${state}`
    }),
    ...prepared.outputs.map(({ stream, expect }, index) => {
      const state = !has(record.last.outputValid, index)
        ? `waiting for a beat: \`${stream.valid}\` is 0`
        : has(record.last.outputReady, index)
          ? 'moving'
          : 'offered while the driver stalls'
      return `  output \`${stream.name}\`: ${since(record.delivered[index]!.cycles)} of ${expect} beats came; ${state}`
    }),
  ]
  const what =
    record.ending === 'deadlock'
      ? `deadlock: nothing has moved for ${prepared.patience} cycles, up to cycle ${record.cycles - 1}`
      : `the limit of ${prepared.cycles} cycles was reached before every expected beat came`
  return { kind: record.ending, message: [what, ...lines].join('\n'), subject: null }
}

function traceOf(prepared: PreparedStimulus, record: RunRecord): Trace {
  const { layout } = prepared
  const beats: Record<string, Beat[]> = {}
  layout.inputs.forEach((slot, index) => {
    const { data } = prepared.inputs[index]!
    let position = 0
    let resets = 0
    beats[slot.stream.name] = record.accepted[index]!.map((cycle) => {
      for (; (prepared.resetAt[resets] ?? Number.POSITIVE_INFINITY) < cycle; resets++) position = 0
      return { cycle, payload: payloadAt(slot, data, position++) }
    })
  })
  layout.outputs.forEach((slot, index) => {
    const { cycles, words } = record.delivered[index]!
    const data = Uint32Array.from(words)
    beats[slot.stream.name] = cycles.map((cycle, beat) => ({ cycle, payload: payloadAt(slot, data, beat) }))
  })
  return { cycles: record.cycles, beats, ...portsOf(prepared, record) }
}

function payloadAt({ words, fields }: StreamSlot, data: Uint32Array, beat: number): Payload {
  const values = fields.map(({ field, offset, words: count }) => [
    field,
    getWords(data, beat * words + offset, count),
  ])
  return Object.fromEntries(values)
}

function portsOf({ layout }: PreparedStimulus, record: RunRecord): Pick<Trace, 'ports' | 'unknown'> {
  const { rows, unknown: masks } = record
  if (rows === null) return { ports: null, unknown: [] }
  const words = vectorWords(layout)
  const total = rowWords(layout)
  const ports: Record<string, bigint[]> = {}
  const unknown: Unknown[] = []
  for (const { port, vector, low, width } of connections(layout)) {
    let start = low >>> 5
    for (const earlier of vectors.slice(0, vectors.indexOf(vector))) start += words[earlier]
    const limit = (1n << BigInt(width)) - 1n
    const read = (data: Uint32Array, row: number) =>
      (getWords(data, row * total + start, wordsOf((low & 31) + width)) >> BigInt(low & 31)) & limit
    ports[port] = Array.from({ length: rows.length / total }, (_, row) => {
      const bits = masks === null ? 0n : read(masks, row)
      if (bits !== 0n) unknown.push({ port, cycle: row, bits })
      return read(rows, row)
    })
  }
  return { ports, unknown: unknown.sort((a, b) => a.cycle - b.cycle) }
}
