/** Collecting beats: so many narrow ones, side by side, are a wide one. */

import { concat, delayed, reg, type Signal, type Stream, stream, wire } from '../dsl/index.ts'
import { countTo } from './counter.ts'

/**
 * Beats of `width` bits, each made of `count` beats of `source` side by side: the low `frame` bits of them, first beat lowest, filled up
 * with zeros. Beats move through a shift register, so that no bit passes a LUT, and wait behind it while the next ones arrive.
 *
 * Latency: 2 cycles from the last of the beats.
 */
export function collected(
  source: Stream<{ data: number }>,
  { count, frame, width }: { readonly count: number; readonly frame: number; readonly width: number },
): Stream<{ data: number }> {
  const waits = reg(1, { init: 0 })
  const offered = reg(1, { init: 0 })
  const accepts = reg(1, { init: 1 })
  source.accept(accepts)
  const push = source.fire
  const beat = countTo(count, push)
  // A beat enters at the top and moves down as others follow.
  const slots: Signal[] = []
  for (let slot = count - 1; slot >= 0; slot--) {
    const next = slots.at(-1) ?? source.payload.data
    slots.push(delayed(next, { en: push }).named(`beat_${slot}`))
  }

  // What waits moves on when nothing is offered, or what is offered is taken.
  const moves = wire(1)
  const all = concat(...slots)
  const wanted = all.trunc(Math.min(frame, width)).zext(width)
  const sink = stream(offered, { data: delayed(wanted, { en: moves }) })
  moves.set(waits.and(offered.not().or(sink.ready)))
  const nextWaits = push.and(beat.last).or(waits.and(moves.not()))
  const nextOffered = moves.or(offered.and(sink.ready.not()))
  waits.set(nextWaits)
  offered.set(nextOffered)
  accepts.set(nextWaits.and(nextOffered).not())
  return sink
}
