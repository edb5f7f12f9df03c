/** The line buffer (sliding-window unit): keeps the rows that windows need and gives each window tap by tap. */

import {
  concat,
  delayed,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  ram,
  reg,
  type Signal,
  type Stream,
  stream,
  wire,
} from '../../dsl/index.ts'
import { countTo, type WrappingCounter } from '../idioms/counter.ts'
import { occupancy } from '../idioms/occupancy.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { tableAt } from '../idioms/table.ts'
import { buffered } from '../streams/stream-fifo.ts'
import {
  columnsStored,
  type LineBufferParameters,
  lineBufferLatency,
  lineBufferReadLatency,
  lineBufferRoom,
  type RowSchedule,
  ringWords,
  rowSchedule,
  rowsHeld,
  tapGroups,
  touchesImage,
} from './line-buffer.timing.ts'
import { completeWindows } from './window-scheduler.ts'
import { readTap, windowPosition } from './window-taps.ts'

/**
 * Takes images pixel by pixel, row by row, and gives every window of them: tap after tap in raster order, `taps` of them side by
 * side, each with all its words; the whole window `replays` times. Taps outside the image are put in while reading and cost no
 * cycle. Taps of the last group beyond the kernel are 0.
 *
 * Takes max(beats in, beats out) cycles a frame, without bubbles between rows or frames: the next image enters while the last
 * windows leave. Rows that no window needs are dropped. A RangeError is thrown when all windows lie outside the image.
 *
 * Latency: 6 cycles from the last pixel that a window needs to its first beat.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.2; padding on one bit: Fraser et al., PARMA-DITAM 2017, section 3.
 */
export const LineBuffer = module(
  ({ name }: LineBufferParameters) => name,
  ({ width, taps }) => ({ source: inputStream({ data: width }), sink: outputStream({ data: width * taps }) }),
  ({ source }, parameters) => {
    return { sink: slidingWindows(source, parameters, (taps) => concat(...taps.toReversed())) }
  },
  { latency: () => lineBufferLatency },
)

/**
 * The windows of a line buffer, their taps of each beat `joined` before they wait for the consumer.
 *
 * Latency: that of `LineBuffer`.
 */
export function slidingWindows(
  source: Stream<{ data: number }>,
  parameters: LineBufferParameters,
  joined: (taps: readonly Signal[]) => Signal,
): Stream<{ data: number }> {
  const { name, image, width, words, windows, replays } = parameters
  if (!touchesImage(parameters)) throw new RangeError(`all windows of ${name} lie outside the image`)
  const rows = rowsHeld(parameters)
  const schedule = rowSchedule(parameters)
  const storedColumns = columnsStored(parameters)
  const ring = ringWords(parameters, rows)
  const memory = ram({ depth: ring, width, style: 'auto', readDuringWrite: 'old' })

  // Writing: pixels enter a ring of rows; rows and columns that no window needs are taken and dropped.
  const push = source.fire
  const word = countTo(words, push)
  const pixelEnters = push.and(word.last)
  const column = countTo(image[1], pixelEnters)
  const rowEnters = pixelEnters.and(column.last)
  const row = countTo(image[0], rowEnters)
  const columns = Array.from({ length: image[1] }, (_, index) => index)
  const keepsRow = flagAt(row, rowEnters, schedule.stored)
  const keepsColumn = flagAt(
    column,
    pixelEnters,
    columns.map((index) => index < storedColumns),
  )
  const endsRow = flagAt(
    column,
    pixelEnters,
    columns.map((index) => index === storedColumns - 1),
  )
  const keeps = keepsRow.and(keepsColumn)
  const write = countTo(ring, push.and(keeps))
  memory.write(write.value, source.payload.data, push.and(keeps))

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
  const complete = completeWindows(parameters, rows, { pixelKept: pixelEnters.and(keeps), windowEnds })
  const rowIsFree = freeRows(schedule, rows, {
    rowKept: pixelEnters.and(keepsRow).and(endsRow),
    lineEnds,
    y,
  })
  source.accept(rowIsFree.or(keeps.not()))
  const unread = occupancy(lineBufferRoom)
  issue.set(complete.and(unread.room))

  const position = windowPosition(parameters, schedule, ring, { windowEnds, lineEnds, x, y })
  const { rowOffset } = position
  const asked = delayed(issue, { init: 0 })
  const across = delayed(rowOffset.add(part.value.zext(rowOffset.width)))
  const reading = { part, group, tapsEnd, asked, across }
  const taps = Array.from({ length: parameters.taps }, (_, lane) =>
    readTap(parameters, memory, position, reading, lane),
  )
  const valid = pipeline(asked, lineBufferReadLatency - 2, 0)
  const sink = buffered(stream(valid, { data: joined(taps) }), lineBufferRoom)
  unread.update(issue, sink.fire)
  return sink
}

/** 1 while a row of the ring is free to be written: the sign of how many rows more are taken than there are. */
function freeRows(
  { done, storedCount }: RowSchedule,
  rows: number,
  {
    rowKept,
    lineEnds,
    y,
  }: { readonly rowKept: Signal<1>; readonly lineEnds: Signal<1>; readonly y: WrappingCounter },
): Signal<1> {
  const width = indexWidth(rows) + 1
  const balance = reg(width, { init: BigInt.asUintN(width, BigInt(-rows)) })
  const given = tableAt(
    y,
    lineEnds,
    done.map((before, row) => (done[row + 1] ?? storedCount) - before),
    width,
  )
  // The last beat of a line is read two cycles after it is asked for: its rows are given up so late that no pixel comes before.
  const givenUp = delayed(mux(lineEnds, given, 0), { init: 0 })
  balance.set(balance.sub(givenUp).add(rowKept.zext(width)))
  return balance.bit(width - 1)
}

/** A flag for each value of a counter, from a register. */
function flagAt(counter: WrappingCounter, step: Signal<1>, flags: readonly boolean[]): Signal<1> {
  return tableAt(counter, step, flags.map(Number), 1) as Signal<1>
}
