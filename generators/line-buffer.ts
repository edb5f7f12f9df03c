/** The line buffer (sliding-window unit): keeps the rows that windows need and gives each window tap by tap. */

import {
  clog2,
  concat,
  constant,
  delayed,
  indexWidth,
  inputStream,
  module,
  mux,
  outputStream,
  type Ram,
  ram,
  reg,
  type Signal,
  stream,
  wire,
} from '../dsl/index.ts'
import { countTo, type WrappingCounter } from './counter.ts'
import {
  columnsNeeded,
  columnsStored,
  type LineBufferFolding,
  lineBufferLatency,
  type RowSchedule,
  rowSchedule,
  rowsHeld,
  tapGroups,
} from './line-buffer.timing.ts'
import { occupancy } from './occupancy.ts'
import { pipeline } from './pipeline.ts'
import { buffered } from './stream-fifo.ts'
import { tableOf } from './table.ts'

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
 * windows leave. Rows that no window needs are dropped.
 *
 * Latency: 4 cycles from the last pixel that a window needs to its first beat.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.2; padding on one bit: Fraser et al., PARMA-DITAM 2017, section 3.
 */
export const LineBuffer = module(
  ({ name }: LineBufferParameters) => name,
  ({ width, taps }) => ({ source: inputStream({ data: width }), sink: outputStream({ data: width * taps }) }),
  ({ source }, parameters) => {
    const { image, width, words, windows, replays } = parameters
    const rows = rowsHeld(parameters)
    const schedule = rowSchedule(parameters)
    const storedColumns = columnsStored(parameters)
    const rowWords = storedColumns * words
    const memory = ram({ depth: rows * rowWords, width, style: 'auto', readDuringWrite: 'old' })

    // Writing: pixels enter a ring of rows; rows and columns that no window needs are taken and dropped.
    const push = source.fire
    const word = countTo(words, push)
    const column = countTo(image[1], push.and(word.last))
    const row = countTo(image[0], push.and(word.last).and(column.last))
    const keepsRow = tableOf(row.value, schedule.stored.map(Number), 1) as Signal<1>
    const keeps = storedColumns < image[1] ? keepsRow.and(column.value.lt(storedColumns)) : keepsRow
    const write = countTo(rows * rowWords, push.and(keeps))
    memory.write(write.value, source.payload.data, push.and(keeps))
    const rowKept = push
      .and(word.last)
      .and(keeps)
      .and(column.value.eq(storedColumns - 1))

    // Reading: windows in raster order, each replayed, each tap group after tap group.
    const issue = wire(1)
    const part = countTo(words, issue)
    const group = countTo(tapGroups(parameters), issue.and(part.last))
    const replay = countTo(replays, issue.and(part.last).and(group.last))
    const windowEnds = issue.and(part.last).and(group.last).and(replay.last)
    const x = countTo(windows[1], windowEnds)
    const lineEnds = windowEnds.and(x.last)
    const y = countTo(windows[0], lineEnds)

    // A window may be read when the last pixel it needs is there, a row written when one is free.
    const arrived = arrivedRows(schedule, rows, { rowKept, lineEnds, y })
    const used = usedRows(schedule, rows, { rowKept, lineEnds, y })
    source.accept(used.ne(rows).or(keeps.not()))
    const complete = windowComplete(parameters, schedule, arrived, { column: column.value, keeps, x, y })
    const unread = occupancy(readLatency + 1)
    issue.set(complete.and(unread.room))

    const position = windowPosition(parameters, schedule, rows, { windowEnds, lineEnds, x, y })
    const lanes = Array.from({ length: parameters.taps }, (_, lane) =>
      readTap(parameters, memory, rows, position, { part, group: group.value, lane }),
    )
    const valid = pipeline(issue, 2, 0)
    const sink = buffered(stream(valid, { data: concat(...lanes.toReversed()) }), readLatency + 1)
    unread.update(issue, sink.fire)
    return { sink }
  },
  { latency: () => lineBufferLatency },
)

/** Cycles from asking for a beat to its appearance behind the FIFO: address, memory, FIFO. */
const readLatency = 3

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
): Signal<1> {
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
  const needsNothing = tableOf(
    at.y.value,
    last.map((row) => Number(row < 0)),
    1,
  ).or(pixels.eq(0))
  return rowThere.or(pixelsThere).or(needsNothing) as Signal<1>
}

/** The window being read: where its top left tap lies, in the image and in the ring. */
interface WindowPosition {
  /** Row and column in the image, two's complement; constant widths that hold every tap, too. */
  readonly top: Signal
  readonly left: Signal
  /** Address of the ring's row, and offset in the row; the latter wraps below 0. */
  readonly rowAddress: Signal
  readonly rowOffset: Signal
}

function windowPosition(
  geometry: LineBufferParameters,
  schedule: RowSchedule,
  rows: number,
  { windowEnds, lineEnds, x, y }: Progress & { readonly windowEnds: Signal<1>; readonly x: WrappingCounter },
): WindowPosition {
  const { stride, padding, words } = geometry
  const rowWords = columnsStored(geometry) * words
  const ring = rows * rowWords
  const top = slide(tapRange(geometry, 0), -padding.top, stride[0], { step: lineEnds, wraps: y.last })
  const left = slide(tapRange(geometry, 1), -padding.left, stride[1], { step: windowEnds, wraps: x.last })
  const offsets = indexWidth(ring)
  const rowOffset = slide(offsets, -padding.left * words, stride[1] * words, {
    step: windowEnds,
    wraps: x.last,
  })

  // In the ring, the next line of windows starts as many stored rows below; the next image behind the last stored row.
  const steps = schedule.top.map(
    (row, line) => (schedule.top[line + 1] ?? schedule.storedCount + schedule.top[0]!) - row,
  )
  const rowAddress = reg(offsets, { init: modulo(schedule.top[0]!, rows) * rowWords, en: lineEnds })
  const step = tableOf(
    y.value,
    steps.map((step) => modulo(step, rows) * rowWords),
    offsets,
  )
  rowAddress.set(addInRing(rowAddress, step, ring))
  return { top, left, rowAddress, rowOffset }
}

/** A register that starts at `first`, grows by `by`, and goes back when it wraps. */
function slide(
  width: number,
  first: number,
  by: number,
  { step, wraps }: { readonly step: Signal<1>; readonly wraps: Signal<1> },
): Signal {
  const bits = (value: number) => BigInt.asUintN(width, BigInt(value))
  const at = reg(width, { init: bits(first), en: step })
  at.set(mux(wraps, bits(first), at.add(bits(by))))
  return at
}

/** One tap, two cycles after its beat is asked for: a word of the memory, or what lies outside the image. */
function readTap(
  geometry: LineBufferParameters,
  memory: Ram,
  rows: number,
  { top, left, rowAddress, rowOffset }: WindowPosition,
  at: { readonly part: WrappingCounter; readonly group: Signal; readonly lane: number },
): Signal {
  const { image, kernel, dilation, words, taps } = geometry
  const rowWords = columnsStored(geometry) * words
  const offsets = rowOffset.width
  const tapsOfLane = Array.from({ length: tapGroups(geometry) }, (_, group) => group * taps + at.lane)
  const down = tapsOfLane.map((tap) => Math.floor(tap / kernel[1]) * dilation[0])
  const right = tapsOfLane.map((tap) => (tap % kernel[1]) * dilation[1])
  const exists = tapsOfLane.map((tap) => Number(tap < kernel[0] * kernel[1]))

  const tapRow = top.add(tableOf(at.group, down, top.width))
  const tapColumn = left.add(tableOf(at.group, right, left.width))
  const inside = tapRow.lt(image[0]).and(tapColumn.lt(image[1]))
  const ringRow = addInRing(
    rowAddress,
    tableOf(
      at.group,
      down.map((row) => modulo(row, rows) * rowWords),
      offsets,
    ),
    rows * rowWords,
  )
  const across = rowOffset.add(
    tableOf(
      at.group,
      right.map((column) => column * words),
      offsets,
    ),
  )
  const address = delayed(ringRow.add(across).add(at.part.value.zext(offsets)))
  const filler = outsideWord(geometry, tapRow, tapColumn, at.part.last)
  const isTap = tableOf(at.group, exists, 1) as Signal<1>
  const fromMemory = delayed(inside.and(isTap))
  const stored = memory.read(address.trunc(memory.addressWidth), fromMemory)
  return mux(delayed(fromMemory), stored, pipeline(mux(isTap, filler, 0), 2))
}

/** What a tap outside the image carries. */
function outsideWord(
  { outside, width, spare }: LineBufferParameters,
  row: Signal,
  column: Signal,
  isLastPart: Signal<1>,
): Signal {
  if (outside === 'zeros') return constant(0, width)
  const all = outside === 'ones' ? constant(-1, width) : row.bit(0).xnor(column.bit(0)).sext(width)
  if (spare === 0) return all
  return mux(isLastPart, all.trunc(width - spare).zext(width), all)
}

/** Bits of a two's complement number that holds every row (axis 0) or column (axis 1) of taps, and the image's size. */
function tapRange(
  { image, kernel, stride, dilation, padding, windows }: LineBufferParameters,
  axis: 0 | 1,
): number {
  const first = axis === 0 ? -padding.top : -padding.left
  const last = first + (windows[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis]
  return Math.max(clog2(Math.max(last, image[axis]) + 1), clog2(Math.max(1, -first))) + 1
}

/** Sum of two ring addresses, each below `size`. */
function addInRing(a: Signal, b: Signal, size: number): Signal {
  const sum = a.addGrow(b)
  if (size === 2 ** a.width) return sum.trunc(a.width)
  return mux(sum.ge(size), sum.sub(size), sum).trunc(a.width)
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
