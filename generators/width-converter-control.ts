/** The control of a width converter: counts what is held, and says what may enter and leave. */

import { clog2, constant, delayed, input, module, mux, output, reg, type Signal } from '../dsl/index.ts'
import { countTo } from './counter.ts'
import {
  type ConverterGeometry,
  converterGeometry,
  type WidthConverterParameters,
} from './width-converter.timing.ts'

/** The handshakes outside: a beat is offered, a beat out would be taken. */
interface Handshakes {
  readonly valid: Signal<1>
  readonly ready: Signal<1>
}

/** What a control says. */
export interface ConverterControl {
  /** A beat may enter; one may leave. */
  readonly accepts: Signal<1>
  readonly offers: Signal<1>
  /** The beat that enters is the last one of its frame. */
  readonly last: Signal<1>
  /** Units below which a beat that enters joins: in this cycle, or with two stages in the next one, behind what leaves in between. */
  readonly place: Signal
}

/** Counts units in and out, from several marks at once: a sign says that a beat may enter or leave, and nothing is compared. */
export function converterControl(
  { from, to, frame }: WidthConverterParameters,
  { valid, ready }: Handshakes,
): ConverterControl {
  const geometry = converterGeometry(from, to, frame)
  const { unitsOut, beatsIn, heldAtEntry, latency } = geometry
  const width = clog2(Math.max(geometry.mostUnits + 1, unitsOut)) + 1

  const units = reg(width, { init: 0 })
  const above = reg(width, { init: BigInt.asUintN(width, BigInt(-heldAtEntry - 1)) })
  const below = reg(width, { init: unitsOut - 1 })
  const joinedBelow = latency === 1 ? below : reg(width, { init: unitsOut - 1 })

  // Above the mark for entry, and below that for a beat out, by how much more than they may be: handshakes are signs.
  const accepts = above.bit(width - 1)
  const offers = joinedBelow.bit(width - 1)
  const push = valid.and(accepts)
  const pop = offers.and(ready)
  const beat = countTo(beatsIn, push)
  const change = changeOf(geometry, width, { push, last: beat.last, pop })
  units.set(units.add(change))
  above.set(above.add(change))
  below.set(below.sub(change))
  if (latency > 1) {
    const joins = { push: delayed(push, { init: 0 }), last: delayed(beat.last), pop }
    joinedBelow.set(joinedBelow.sub(changeOf(geometry, width, joins)))
  }

  const place = latency === 1 ? units : mux(pop, below.not(), units)
  return { accepts, offers, last: beat.last, place: place.trunc(placeWidth(geometry)) }
}

/**
 * The control in a module of its own, so that synthesis keeps its paths short whatever the shifter beside it needs.
 *
 * @example
 * elaborate(WidthConverterControl, { from: 43, to: 64, frame: 1024 }).top // 'width_control_43_to_64_frame1024'
 */
export const WidthConverterControl = module(
  ({ from, to, frame }: WidthConverterParameters) => `width_control_${from}_to_${to}_frame${frame}`,
  ({ from, to, frame }) => ({
    valid: input(1),
    ready: input(1),
    accepts: output(1),
    offers: output(1),
    last: output(1),
    place: output(placeWidth(converterGeometry(from, to, frame))),
  }),
  (handshakes, parameters) => ({ ...converterControl(parameters, handshakes) }),
)

/** Bits of a place. */
function placeWidth({ moves: [near, far = 0] }: ConverterGeometry): number {
  return near + far
}

/** What enters and leaves in a cycle. */
interface Step {
  readonly push: Signal<1>
  /** The beat that enters is the last one of its frame. */
  readonly last: Signal<1>
  readonly pop: Signal<1>
}

/** By how many units more there are after a cycle, in two's complement: chosen among constants. */
function changeOf(
  { unitsIn, unitsOut, lastUnitsIn }: ConverterGeometry,
  width: number,
  { push, last, pop }: Step,
): Signal {
  const units = (count: number) => constant(BigInt.asUintN(width, BigInt(count)), width)
  const entered = (left: number) =>
    mux(push, mux(last, units(lastUnitsIn - left), units(unitsIn - left)), units(-left))
  return mux(pop, entered(unitsOut), entered(0))
}
