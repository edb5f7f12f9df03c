/** Collecting beats: so many narrow ones, side by side, are a wide one. */

import {
  concat,
  constant,
  delayed,
  indexWidth,
  mux,
  reg,
  type Signal,
  type Stream,
  stream,
  wire,
} from '../../dsl/index.ts'
import { countTo } from '../idioms/counter.ts'
import type { GearboxGeometry } from './gearbox.timing.ts'

/**
 * Beats of `width` bits, each made of `collects` beats of `source` side by side, first beat lowest; the last one of a frame of those that
 * are left, filled up with zeros. Beats move through a shift register, so that no bit passes a LUT but those of such a rest, and wait behind it
 * while the next ones arrive.
 *
 * Latency: 2 cycles from the last of the beats.
 */
export function collected(
  source: Stream<{ data: number }>,
  { collects, beatsIn, beatsOut, lastBits }: GearboxGeometry,
  width: number,
): Stream<{ data: number }> {
  const waits = reg(1, { init: 0 })
  const offered = reg(1, { init: 0 })
  const accepts = reg(1, { init: 1 })
  source.accept(accepts)
  const push = source.fire
  const left = beatsIn - (beatsOut - 1) * collects
  const { last, endsFrame } = countGroups(push, collects, left, beatsOut)
  const completes = push.and(last)
  // A beat enters at the top and moves down as others follow.
  const slots: Signal[] = []
  for (let slot = collects - 1; slot >= 0; slot--) {
    const next = slots.at(-1) ?? source.payload.data
    slots.push(delayed(next, { en: push }).named(`beat_${slot}`))
  }

  // What waits moves on when nothing is offered, or what is offered is taken.
  const moves = wire(1)
  const all = concat(...slots)
  const whole = all.zext(Math.max(width, all.width)).trunc(width)
  const bitsLeft = (left - 1) * source.payload.data.width + lastBits
  const rest = all
    .shr(all.width - left * source.payload.data.width)
    .trunc(bitsLeft)
    .zext(width)
  const chosen = () => mux(delayed(endsFrame, { en: completes }), rest, whole)
  const wanted = beatsOut === 1 ? rest : bitsLeft === width ? whole : chosen()
  const sink = stream(offered, { data: delayed(wanted, { en: moves }) })
  moves.set(waits.and(offered.not().or(sink.ready)))
  const nextWaits = completes.or(waits.and(moves.not()))
  const nextOffered = moves.or(offered.and(sink.ready.not()))
  waits.set(nextWaits)
  offered.set(nextOffered)
  accepts.set(nextWaits.and(nextOffered).not())
  return sink
}

/**
 * Counts beats in groups of `size`, the last one of a frame of `left` beats, at least 2: it begins so late that it ends at the same count. Says of a beat
 * whether it is the last one of its group, and whether that is the last one of the frame.
 */
function countGroups(step: Signal<1>, size: number, left: number, groups: number) {
  if (left === size) {
    const { last } = countTo(size, step)
    return { last, endsFrame: countTo(groups, step.and(last)).last }
  }
  const index = reg(indexWidth(size), { init: 0, en: step })
  const last = reg(1, { init: 0, en: step })
  const group = countTo(groups, step.and(last))
  const endsNext = group.nextLast(constant(1, 1))
  index.set(mux(last, mux(endsNext, constant(size - left, index.width), 0), index.add(1)))
  last.set(last.not().and(index.eq(size - 2)))
  return { last, endsFrame: group.last }
}
