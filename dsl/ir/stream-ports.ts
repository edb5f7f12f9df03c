/** What the ports and signals of a stream are called, told here for the language, the checks and the test harnesses alike. */

import type { Direction, Port, StreamPort } from './design.ts'

/** The two signals beside the payload. */
const handshake = ['valid', 'ready'] as const

/** The fields of a beat and their widths. */
type FieldWidths = Readonly<Record<string, number>>

/**
 * The names of a stream's signals; `fire` is 1 in cycles where a beat moves, and is no port.
 *
 * @example
 * streamNames('image').valid // 'image_valid'
 * streamNames('image').field('pixels') // 'image_pixels'
 */
export function streamNames<const S extends string>(stream: S) {
  const named = <const N extends string>(part: N) => `${stream}_${part}` as const
  return {
    valid: named(handshake[0]),
    ready: named(handshake[1]),
    fire: named('fire'),
    field: named,
  } as const
}

/** Whether a field of this name would have the port of the stream's own valid or ready. */
export function isHandshake(field: string): boolean {
  return handshake.some((part) => part === field)
}

/** A stream and its ports by name. */
export function streamPort(name: string, direction: Direction, payload: FieldWidths): StreamPort {
  const { valid, ready, field: portOf } = streamNames(name)
  const fields = Object.entries(payload).map(([field, width]) => ({ field, port: portOf(field), width }))
  return { name, direction, valid, ready, payload: fields }
}

/** The ports that a stream stands for: valid and payload go its way, ready goes the other. */
export function portsOfStream({
  direction,
  valid,
  ready,
  payload,
}: StreamPort): readonly Pick<Port, 'name' | 'direction' | 'width'>[] {
  const backward = direction === 'input' ? 'output' : 'input'
  return [
    { name: valid, direction, width: 1 },
    { name: ready, direction: backward, width: 1 },
    ...payload.map(({ port, width }) => ({ name: port, direction, width })),
  ]
}
