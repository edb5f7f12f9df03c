/** The windows whose pixels are all there: found ahead of the one that is being read. */

import { clog2, mux, reg, type Signal } from '../../dsl/index.ts'
import { countTo } from '../idioms/counter.ts'
import { occupancy } from '../idioms/occupancy.ts'
import { tableAt } from '../idioms/table.ts'
import { columnsStored, pixelDemand, type WindowGeometry } from './line-buffer.timing.ts'

/** Windows found complete and not yet read: one being read, and the next one. */
const windowsAhead = 2

/**
 * 1 while the window to be read is complete; a register. Walks over the windows in their order, one a cycle, and counts how many
 * pixels more are there than the window waits for: a sign tells whether it is complete.
 *
 * Latency: 2 cycles from the last pixel that a window waits for.
 */
export function completeWindows(
  geometry: WindowGeometry,
  rows: number,
  {
    pixelKept,
    windowEnds,
  }: {
    /** A pixel is stored. */
    readonly pixelKept: Signal<1>
    /** The window at hand is read for the last time. */
    readonly windowEnds: Signal<1>
  },
): Signal<1> {
  const { first, alongLine, nextLine, awaitsRow } = pixelDemand(geometry)
  const ahead = occupancy(windowsAhead)

  /** Bits of two's complement for what is missing at most, and for a ring full of pixels to spare. */
  const missing = Math.max(first, ...alongLine, ...nextLine)
  const width = clog2(Math.max(missing, rows * columnsStored(geometry) + 1)) + 1
  const spare = reg(width, { init: BigInt.asUintN(width, BigInt(-first)) })
  const found = spare
    .bit(width - 1)
    .not()
    .and(ahead.room)

  const x = countTo(geometry.windows[1], found)
  const lineFound = found.and(x.last)
  const y = countTo(geometry.windows[0], lineFound)
  const bits = clog2(missing + 1)
  const moreAlongLine = tableAt(x, found, alongLine, bits)
  const moreNextLine = tableAt(y, lineFound, nextLine, bits)
  const waitsAlongLine = tableAt(y, lineFound, awaitsRow.map(Number), 1) as Signal<1>
  const more = mux(x.last, moreNextLine, mux(waitsAlongLine, moreAlongLine, 0))
  const demand = mux(found, more, 0)
  spare.set(spare.sub(demand.zext(width)).add(pixelKept.zext(width)))

  ahead.update(found, windowEnds)
  return ahead.some
}
