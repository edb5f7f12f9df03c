/** `fork`: the explicit way to give every beat of a stream to several consumers. */

import { fail, named } from './scope.ts'
import { reg } from './state.ts'
import { type Payload, Stream } from './stream.ts'

/**
 * `count` streams that each carry all beats of `source`; a beat is done when every one of them has taken it, and they may take
 * it in different cycles. Consumes `source`. Latency: 0 cycles; a beat moves in every cycle in which all are ready.
 *
 * @throws DiagnosticError BL0406 unless `count` is a whole number of at least 1.
 *
 * @example
 * const Both = module(
 *   () => 'both',
 *   () => ({ source: inputStream({ data: 8 }), left: outputStream({ data: 8 }), right: outputStream({ data: 8 }) }),
 *   ({ source }) => {
 *     const [left, right] = fork(source, 2)
 *     return { left: left!, right: right! }
 *   },
 * )
 * topModule(elaborate(Both, {})).streams.length // 3
 */
export function fork<P extends Payload>(source: Stream<P>, count: number): Stream<P>[] {
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    fail({
      code: 'BL0406',
      message: `cannot fork the stream \`${source.describe()}\` into ${count} streams`,
      help: 'fork into 1 or more streams; .drain() throws the beats away',
    })
  }
  source.consume('fork')
  const name = source.describe()
  const taken = named(`${name}_taken`, () => Array.from({ length: count }, () => reg(1, { init: 0 })))
  const copies = taken.map(
    (flag, i) => new Stream<P>(`${name}_${i}`, source.valid.and(flag.not()), source.payload),
  )
  const done = named(`${name}_done`, () => copies.map((copy, i) => taken[i]!.or(copy.ready)))
  const allDone = done.reduce((all, one) => all.and(one))
  for (const [i, flag] of taken.entries()) flag.set(source.valid.and(done[i]!).and(allDone.not()))
  source.driveReady(allDone)
  return copies
}
