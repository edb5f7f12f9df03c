/** The control of a gearbox: counts what is held, and says what may enter and leave. */

import { clog2, constant, mux, reg, type Signal } from '../../dsl/index.ts'
import { countTo, type WrappingCounter } from '../idioms/counter.ts'
import { pipeline } from '../idioms/pipeline.ts'
import type { GearboxGeometry } from './gearbox.timing.ts'

/** What happens in a cycle; each is decided by `accepts` and `completes`. */
interface Events {
  /** A beat enters. */
  readonly push: Signal<1>
  /** A beat out is taken from what is held. */
  readonly take: Signal<1>
  /** A beat out leaves the gearbox. */
  readonly pop: Signal<1>
}

/** What a control says. */
export interface GearboxControl {
  /** A beat may enter. */
  readonly accepts: Signal<1>
  /** All bits of a beat out are held. */
  readonly completes: Signal<1>
  /** Which one of its frame the beat is that enters. */
  readonly beat: WrappingCounter
  /** By how many units more there will be in the next cycle, in two's complement. */
  readonly change: Signal
}

/**
 * Counts units in and out, from several marks at once: a sign says that a beat may enter or leave, and nothing is compared.
 *
 * @param stages cycles from a beat's entry to the one in which its bits are held
 */
export function gearboxControl(
  geometry: GearboxGeometry,
  stages: number,
  { push, take, pop }: Events,
): GearboxControl {
  const { unitsOut, beatsIn, heldAtEntry } = geometry
  const width = clog2(Math.max(geometry.mostUnits + 1, unitsOut)) + 1

  // Above the mark for entry, and below that of a beat out, by how much more than they may be: handshakes are signs.
  const above = reg(width, { init: BigInt.asUintN(width, BigInt(-heldAtEntry - 1)) })
  const below = reg(width, { init: unitsOut - 1 })
  const beat = countTo(beatsIn, push)
  const change = changeOf(geometry, width, { enters: push, last: beat.last, leaves: pop })
  above.set(above.add(change))
  const joined = stages === 1 ? change : changeLater()
  below.set(below.sub(joined))
  return { accepts: above.bit(width - 1), completes: below.bit(width - 1), beat, change }

  function changeLater(): Signal {
    const enters = pipeline(push, stages - 1, 0)
    const last = pipeline(beat.last, stages - 1)
    return changeOf(geometry, width, { enters, last, leaves: take })
  }
}

/** A beat that enters what is counted, and one that leaves it. */
interface Step {
  readonly enters: Signal<1>
  /** The beat that enters is the last one of its frame. */
  readonly last: Signal<1>
  readonly leaves: Signal<1>
}

/** By how many units more there are after a cycle, in two's complement: chosen among constants. */
function changeOf(
  { unitsIn, unitsOut, lastUnitsIn }: GearboxGeometry,
  width: number,
  { enters, last, leaves }: Step,
): Signal {
  const units = (count: number) => constant(BigInt.asUintN(width, BigInt(count)), width)
  const entered = (left: number) =>
    mux(enters, mux(last, units(lastUnitsIn - left), units(unitsIn - left)), units(-left))
  return mux(leaves, entered(unitsOut), entered(0))
}
