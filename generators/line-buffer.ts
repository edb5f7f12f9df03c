/** The line buffer (sliding-window unit): keeps the rows that windows need and gives each window tap by tap. */

import {
  concat,
  constant,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  ram,
  reg,
  type Signal,
  stream,
  wire,
} from '../dsl/index.ts'
import { countTo, type WrappingCounter } from './counter.ts'
import {
  awaitsPixels,
  columnsNeeded,
  columnsStored,
  type LineBufferFolding,
  lineBufferLatency,
  lineBufferRoom,
  type RowSchedule,
  rowSchedule,
  rowsHeld,
  tapGroups,
} from './line-buffer.timing.ts'
import { occupancy } from './occupancy.ts'
import { pipeline } from './pipeline.ts'
import { buffered } from './stream-fifo.ts'
import { tableOf } from './table.ts'
import { readTap, windowPosition } from './window-taps.ts'

/** What taps outside the image carry: one bit everywhere, or 1 where row + column is even. */
export type OutsideTaps = 'zeros' | 'ones' | 'checkerboard'

export interface LineBufferParameters extends LineBufferFolding {
  /** Module name. */
  readonly name: string
  /** Bits of a beat: a pixel, or one of its `words` parts. */
  readonly width: number
  readonly outside: OutsideTaps
  /** Bits of a pixel's last word that belong to no channel: they are 0 outside the image, whatever lies there. */
  readonly spare: number
}

/**
 * Takes images pixel by pixel, row by row, and gives every window of them: tap after tap in raster order, `taps` of them side by
 * side, each with all its words; the whole window `replays` times. Taps outside the image are put in while reading and cost no
 * cycle. Taps of the last group beyond the kernel are 0.
 *
 * Takes max(beats in, beats out) cycles a frame, without bubbles between rows or frames: the next image enters while the last
 * windows leave. Rows that no window needs are dropped. A RangeError is thrown when all windows lie outside the image.
 *
 * Latency: 4 cycles from the last pixel that a window needs to its first beat.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.2; padding on one bit: Fraser et al., PARMA-DITAM 2017, section 3.
 */
export const LineBuffer = module(
  ({ name }: LineBufferParameters) => name,
  ({ width, taps }) => ({ source: inputStream({ data: width }), sink: outputStream({ data: width * taps }) }),
  ({ source }, parameters) => {
    const { name, image, width, words, windows, replays } = parameters
    if (!awaitsPixels(parameters)) throw new RangeError(`all windows of ${name} lie outside the image`)
    const rows = rowsHeld(parameters)
    const schedule = rowSchedule(parameters)
    const storedColumns = columnsStored(parameters)
    const rowWords = storedColumns * words
    const memory = ram({ depth: rows * rowWords, width, style: 'auto', readDuringWrite: 'old' })

    // Writing: pixels enter a ring of rows; rows and columns that no window needs are taken and dropped.
    const push = source.fire
    const word = countTo(words, push)
    const pixelEntered = push.and(word.last)
    const column = countTo(image[1], pixelEntered)
    const row = countTo(image[0], pixelEntered.and(column.last))
    const keepsRow = tableOf(row.value, schedule.stored.map(Number), 1) as Signal<1>
    const keeps = storedColumns < image[1] ? keepsRow.and(column.value.lt(storedColumns)) : keepsRow
    const write = countTo(rows * rowWords, push.and(keeps))
    memory.write(write.value, source.payload.data, push.and(keeps))
    const rowKept = pixelEntered.and(keeps).and(column.value.eq(storedColumns - 1))

    // Reading: windows in raster order, each replayed, each tap group after tap group.
    const issue = wire(1)
    const part = countTo(words, issue)
    const tapsEnd = issue.and(part.last)
    const group = countTo(tapGroups(parameters), tapsEnd)
    const passEnds = tapsEnd.and(group.last)
    const replay = countTo(replays, passEnds)
    const windowEnds = passEnds.and(replay.last)
    const x = countTo(windows[1], windowEnds)
    const lineEnds = windowEnds.and(x.last)
    const y = countTo(windows[0], lineEnds)

    // A window may be read when the last pixel it needs is there, a row written when one is free.
    const arrived = arrivedRows(schedule, rows, { rowKept, lineEnds, y })
    const used = usedRows(schedule, rows, { rowKept, lineEnds, y })
    source.accept(used.ne(rows).or(keeps.not()))
    const complete = windowComplete(parameters, schedule, arrived, { column: column.value, keeps, x, y })
    const unread = occupancy(lineBufferRoom)
    issue.set(complete.and(unread.room))

    const position = windowPosition(parameters, schedule, rows, { windowEnds, lineEnds, x, y })
    const taps = Array.from({ length: parameters.taps }, (_, lane) =>
      readTap(parameters, memory, rows, position, { part, group: group.value, lane }),
    )
    const valid = pipeline(issue, 2, 0)
    const sink = buffered(stream(valid, { data: concat(...taps.toReversed()) }), lineBufferRoom)
    unread.update(issue, sink.fire)
    return { sink }
  },
  { latency: () => lineBufferLatency },
)

/** Where the windows being read end: the steps of the counters that say which window it is. */
interface Progress {
  readonly lineEnds: Signal<1>
  readonly y: WrappingCounter
}

/** Stored rows of the image being read that are complete; rows of the next image already count on. */
function arrivedRows(
  schedule: RowSchedule,
  rows: number,
  { rowKept, lineEnds, y }: Progress & { readonly rowKept: Signal<1> },
): Signal {
  const count = reg(indexWidth(schedule.storedCount + rows + 1), { init: 0 })
  const finished = mux(lineEnds.and(y.last), schedule.storedCount, constant(0, count.width))
  count.set(count.add(rowKept.zext(count.width)).sub(finished))
  return count
}

/** Complete rows in the ring that windows still need, 0 .. rows. */
function usedRows(
  schedule: RowSchedule,
  rows: number,
  { rowKept, lineEnds, y }: Progress & { readonly rowKept: Signal<1> },
): Signal {
  const count = reg(indexWidth(rows + 1), { init: 0 })
  const { done, storedCount } = schedule
  const given = done.map((before, row) => (done[row + 1] ?? storedCount) - before)
  const released = mux(lineEnds, tableOf(y.value, given, count.width), 0)
  count.set(count.add(rowKept.zext(count.width)).sub(released))
  return count
}

/** 1 when every pixel that the window needs is there. */
function windowComplete(
  geometry: LineBufferParameters,
  { last }: RowSchedule,
  arrived: Signal,
  at: {
    readonly column: Signal
    readonly keeps: Signal<1>
    readonly x: WrappingCounter
    readonly y: WrappingCounter
  },
): Signal {
  const [, width] = geometry.image
  const columns = indexWidth(width + 1)
  const lastRow = tableOf(
    at.y.value,
    last.map((row) => Math.max(row, 0)),
    arrived.width,
  )
  const pixels = tableOf(at.x.value, columnsNeeded(geometry), columns)
  const rowThere = arrived.gt(lastRow)
  const pixelsThere = arrived.eq(lastRow).and(at.keeps).and(at.column.zext(columns).ge(pixels))
  const there = rowThere.or(pixelsThere)
  const free = last.map((row) => Number(row < 0))
  if (!free.includes(1) && !columnsNeeded(geometry).includes(0)) return there
  const needsNothing = tableOf(at.y.value, free, 1).or(pixels.eq(0))
  return there.or(needsNothing)
}
