/** A ring of beats: bits are written where the last ones ended, and read a whole beat at a time. */

import {
  constant,
  delayed,
  match,
  mux,
  reg,
  type Signal,
  type Stream,
  stream,
  wire,
} from '../../dsl/index.ts'
import { countTo, type WrappingCounter } from '../idioms/counter.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { tableAt } from '../idioms/table.ts'
import type { GearboxGeometry } from './gearbox.timing.ts'
import { gearboxControl } from './gearbox-control.ts'
import { around, cutToFrame, raised } from './gearbox-shifter.ts'

/**
 * Beats of `to` bits from those of `source`, of any width. A beat in is turned to its place in several stages, which nothing that leaves
 * meanwhile can change; a full slot waits behind the ring for its turn, and is cleared for what comes next.
 *
 * Latency: a cycle for each stage, and one for the beat out, from the beat in that completes it.
 */
export function throughRing(
  source: Stream<{ data: number }>,
  geometry: GearboxGeometry,
  to: number,
): Stream<{ data: number }> {
  const { unitsOut, capacity, moves } = geometry
  const push = wire(1)
  const take = wire(1)
  const pop = wire(1)
  const { accepts, completes, beat } = gearboxControl(geometry, moves.length, { push, take, pop })
  source.accept(accepts)
  push.set(source.fire)
  const place = placeInRing(geometry, push, beat)
  const entering = cutToFrame(source.payload.data, beat.last, geometry)
  const joining = turned(entering, push, place, geometry)

  const slots = capacity / unitsOut
  const slot = countTo(slots, take)
  const held = Array.from({ length: slots }, (_, index) => {
    const bits = reg(to, { init: 0 }).named(`slot_${index}`)
    const kept = mux(take.and(slot.value.eq(index)), 0, bits).named(`kept_${index}`)
    bits.set(kept.or(joining.slice((index + 1) * to - 1, index * to)))
    return bits
  })

  const offered = reg(1, { init: 0 })
  const arms = held.slice(0, -1).map((bits, index) => [index, bits] as const)
  const sink = stream(offered, { data: delayed(match(slot.value, arms, held.at(-1)!), { en: take }) })
  pop.set(sink.fire)
  take.set(completes.and(offered.not().or(sink.ready)))
  offered.set(take.or(offered.and(sink.ready.not())))
  return sink
}

/** Where in the ring the beat that enters begins, in units; the end of a frame fills up its slot. */
function placeInRing(
  { unitsIn, lastUnitsIn, capacity, moves }: GearboxGeometry,
  push: Signal<1>,
  beat: WrappingCounter,
): Signal {
  const width = moves.reduce((sum, bits) => sum + bits, 0)
  const units = (count: number) => constant(BigInt.asUintN(width + 1, BigInt(count)), width + 1)
  const last = beat.bound - 1
  const isBeforeLast = Array.from({ length: beat.bound }, (_, index) =>
    Number((index + 1) % beat.bound === last),
  )
  const isLastNext = tableAt(beat, push, isBeforeLast, 1) as Signal<1>

  // How far the end of the beat is past the end of the ring, so that a sign says where the next one begins.
  const first = last === 0 ? lastUnitsIn : unitsIn
  const past = reg(width + 1, { init: BigInt.asUintN(width + 1, BigInt(first - capacity)), en: push })
  const wraps = past.bit(width).not()
  const next = (less: number) => mux(isLastNext, units(lastUnitsIn - less), units(unitsIn - less))
  past.set(past.add(mux(wraps, next(capacity), next(0))))
  const place = reg(width, { init: 0, en: push })
  place.set(past.add(mux(wraps, 0, units(capacity))).trunc(width))
  return place
}

/** `beat` moved up by `place` and around the end of the ring, a cycle for each of its moves; zeros where nothing enters. */
function turned(
  beat: Signal,
  push: Signal<1>,
  place: Signal,
  { unit, capacity, moves }: GearboxGeometry,
): Signal {
  let word = beat
  let done = 0
  for (const [stage, bits] of moves.entries()) {
    // What is on its way is added to what is held, so that nothing may be on its way after a reset.
    if (stage > 0)
      word = delayed(stage === 1 ? mux(push, word, 0) : word, { init: 0 }).named(`turned_${stage}`)
    const times = pipeline(place.slice(done + bits - 1, done), stage)
    word = raised(word, times, unit * 2 ** done, capacity * unit, around)
    done += bits
  }
  return word.zext(capacity * unit)
}
