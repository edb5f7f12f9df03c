/** Reading a window tap by tap: where it stands in the image and in the ring of rows, and what lies outside. */

import { clog2, constant, delayed, indexWidth, mux, type Ram, reg, type Signal } from '../../dsl/index.ts'
import type { WrappingCounter } from '../idioms/counter.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { tableAt } from '../idioms/table.ts'
import {
  columnsStored,
  type LineBufferParameters,
  type RowSchedule,
  reachesOutside,
} from './line-buffer.timing.ts'

/** The window being read: where its top left tap lies, in the image and in the ring. */
export interface WindowPosition {
  /** Row and column in the image, two's complement; constant widths that hold every tap, too. */
  readonly top: Signal
  readonly left: Signal
  /** Address of its row in the ring, and words from there; the latter wraps below 0. */
  readonly rowAddress: Signal
  readonly rowOffset: Signal
}

/** Registers that follow the window through the image and through the ring of rows. */
export function windowPosition(
  geometry: LineBufferParameters,
  schedule: RowSchedule,
  ring: number,
  {
    windowEnds,
    lineEnds,
    x,
    y,
  }: {
    readonly windowEnds: Signal<1>
    readonly lineEnds: Signal<1>
    readonly x: WrappingCounter
    readonly y: WrappingCounter
  },
): WindowPosition {
  const { stride, padding, words } = geometry
  const rowWords = columnsStored(geometry) * words
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
  const rowAddress = reg(offsets, { init: modulo(schedule.top[0]! * rowWords, ring), en: lineEnds })
  const stepWords = steps.map((step) => modulo(step * rowWords, ring))
  rowAddress.set(addInRing(rowAddress, stepWords, ring, (words, width) => tableAt(y, lineEnds, words, width)))
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

/** The beats being asked for: which word of which taps. */
export interface TapReading {
  readonly part: WrappingCounter
  readonly group: WrappingCounter
  /** The last word of a group of taps is asked for. */
  readonly tapsEnd: Signal<1>
  /** A beat was asked for in the cycle before; nothing else is read. */
  readonly asked: Signal<1>
  /** How far its word lies from the rows of its taps, in that cycle. */
  readonly across: Signal
}

/**
 * The tap on one lane, three cycles after its beat is asked for: a word of the memory, or what lies outside the image. In the first
 * cycle the tap's row in the ring is found, in the second the word of it, in the third it is read.
 */
export function readTap(
  geometry: LineBufferParameters,
  memory: Ram,
  { top, left, rowAddress }: WindowPosition,
  { part, group, tapsEnd, asked, across }: TapReading,
  lane: number,
): Signal {
  const { image, kernel, dilation, words, taps } = geometry
  const rowWords = columnsStored(geometry) * words
  const tapsOfLane = Array.from({ length: group.bound }, (_, group) => group * taps + lane)
  const down = tapsOfLane.map((tap) => Math.floor(tap / kernel[1]) * dilation[0])
  const right = tapsOfLane.map((tap) => (tap % kernel[1]) * dilation[1])
  const exists = tapsOfLane.map((tap) => Number(tap < kernel[0] * kernel[1]))
  const table = (values: readonly number[], width: number) => tableAt(group, tapsEnd, values, width)

  const ahead = down.map((row, tap) => modulo(row * rowWords + right[tap]! * words, memory.depth))
  const ringTap = delayed(addInRing(rowAddress, ahead, memory.depth, table))
  const address = delayed(ringTap.add(across)).trunc(memory.addressWidth)

  const isTap = delayed(table(exists, 1)) as Signal<1>
  if (!reachesOutside(geometry)) {
    const fromMemory = delayed(isTap.and(asked), { init: 0 })
    return mux(pipeline(isTap, 2), memory.read(address, fromMemory), 0)
  }
  const row = delayed(top.add(table(down, top.width)))
  const column = delayed(left.add(table(right, left.width)))
  const inside = row.lt(image[0]).and(column.lt(image[1]))
  const fromMemory = delayed(inside.and(isTap).and(asked), { init: 0 })
  const stored = memory.read(address, fromMemory)
  return mux(delayed(fromMemory), stored, outsideWord(geometry, { row, column, isTap, part }))
}

/** What a tap outside the image carries, two cycles after its row and column are known. */
function outsideWord(
  { outside, width, spare }: LineBufferParameters,
  at: {
    readonly row: Signal
    readonly column: Signal
    readonly isTap: Signal<1>
    readonly part: WrappingCounter
  },
): Signal {
  if (outside === 'zeros') return constant(0, width)
  const even = at.row.bit(0).xnor(at.column.bit(0))
  const bit = outside === 'ones' ? at.isTap : even.and(at.isTap)
  const word = pipeline(bit, 2).sext(width)
  if (spare === 0) return word
  const isLastPart = pipeline(at.part.last, 3)
  return mux(isLastPart, word.trunc(width - spare).zext(width), word)
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

/** The sum of a ring address and one of `words` that a table gives, each below `size`; both sums at once, one of them gone round. */
function addInRing(
  address: Signal,
  words: readonly number[],
  size: number,
  table: (values: readonly number[], width: number) => Signal,
): Signal {
  const offsets = address.width
  const further = address.add(table(words, offsets))
  if (size === 2 ** offsets || words.every((count) => count === 0)) return further
  const round = address.zext(offsets + 1).add(
    table(
      words.map((count) => count - size),
      offsets + 1,
    ),
  )
  return mux(round.bit(offsets), further, round.trunc(offsets))
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
