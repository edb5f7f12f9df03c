/** The gearbox: regroups the bits of each frame from beats of one width into beats of another. */

import { inputStream, module, mux, outputStream, reg, type Stream, stream, wire } from '../../dsl/index.ts'
import { type GearboxGeometry, type GearboxParameters, gearboxGeometry } from './gearbox.timing.ts'
import { collected } from './gearbox-collector.ts'
import { gearboxControl } from './gearbox-control.ts'
import { throughRing } from './gearbox-ring.ts'
import { cutToFrame, raised } from './gearbox-shifter.ts'

/**
 * Regroups frames of `frame` bits, first bit lowest, from beats of `from` bits into beats of `to` bits; any ratio. Bits of the
 * last beat in beyond the frame are ignored, bits of the last beat out beyond it are 0. Takes
 * max(ceil(frame / from), ceil(frame / to)) cycles a frame, without bubbles between frames.
 *
 * Latency: `gearboxGeometry`; from the beat that completes a beat out 1 cycle where a wide beat is split or little is held, 2 where whole beats
 * are collected, otherwise one for each stage that a beat is moved in and one for the beat out.
 *
 * @example
 * elaborate(Gearbox, { from: 24, to: 6, frame: 96 }).top // 'gearbox_24_to_6_frame96'
 */
export const Gearbox = module(
  ({ from, to, frame }: GearboxParameters) => `gearbox_${from}_to_${to}_frame${frame}`,
  ({ from, to }) => ({ source: inputStream({ data: from }), sink: outputStream({ data: to }) }),
  ({ source }, { from, to, frame }) => {
    const geometry = gearboxGeometry(from, to, frame)
    const converted = geometry.collects > 0 ? collected : geometry.moves.length === 1 ? shifted : throughRing
    return { sink: converted(source, geometry, to) }
  },
  { latency: ({ from, to, frame }) => gearboxGeometry(from, to, frame).latency },
)

/** Beats of `to` bits from those of `source`: a beat in is moved up above what is held, a beat out leaves at the bottom. */
function shifted(
  source: Stream<{ data: number }>,
  geometry: GearboxGeometry,
  to: number,
): Stream<{ data: number }> {
  const { unit, capacity, moves } = geometry
  const push = wire(1)
  const pop = wire(1)
  const { accepts, completes, beat, change } = gearboxControl(geometry, 1, { push, take: pop, pop })
  const units = reg(change.width, { init: 0 })
  units.set(units.add(change))
  source.accept(accepts)
  push.set(source.fire)

  // The held bits start at bit 0. A beat in joins above them, in front of what leaves there; the rest moves down.
  const held = reg(capacity * unit, { init: 0 })
  const sink = stream(completes, { data: held.trunc(to) })
  pop.set(sink.fire)
  const kept = cutToFrame(source.payload.data, beat.last, geometry)
  const entering = mux(push, kept, 0)
  const above = raised(entering, units.trunc(moves[0]!), unit, held.width)
  const all = held.or(above.zext(held.width))
  held.set(mux(pop, all.shr(to), all))
  return sink
}

/**
 * The frames of `source` in beats of `to` bits, through a gearbox called `name` where the widths differ.
 *
 * Latency: that of `Gearbox`, or none.
 */
export function regrouped(
  source: Stream<{ data: number }>,
  widths: GearboxParameters,
  name = 'regroup',
): Stream<{ data: number }> {
  return widths.from === widths.to ? source : Gearbox(widths, { name })({ source }).sink
}
