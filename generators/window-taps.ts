/** Reading a window tap by tap: where it stands in the image and in the ring of rows, and what lies outside. */

import { clog2, constant, delayed, indexWidth, mux, type Ram, reg, type Signal } from '../dsl/index.ts'
import type { WrappingCounter } from './counter.ts'
import { columnsStored, type RowSchedule, tapGroups } from './line-buffer.timing.ts'
import type { LineBufferParameters } from './line-buffer.ts'
import { pipeline } from './pipeline.ts'
import { tableOf } from './table.ts'

/** The window being read: where its top left tap lies, in the image and in the ring. */
export interface WindowPosition {
  /** Row and column in the image, two's complement; constant widths that hold every tap, too. */
  readonly top: Signal
  readonly left: Signal
  /** Address of the ring's row, and offset in the row; the latter wraps below 0. */
  readonly rowAddress: Signal
  readonly rowOffset: Signal
}

/** Registers that follow the window through the image and through the ring of `rows` rows. */
export function windowPosition(
  geometry: LineBufferParameters,
  schedule: RowSchedule,
  rows: number,
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
export function readTap(
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
  const downWords = down.map((row) => modulo(row, rows) * rowWords)
  const rightWords = right.map((column) => column * words)

  const ringRow = addInRing(rowAddress, tableOf(at.group, downWords, offsets), rows * rowWords)
  const across = rowOffset.add(tableOf(at.group, rightWords, offsets))
  const address = delayed(ringRow.add(across).add(at.part.value.zext(offsets)))

  const isTap = tableOf(at.group, exists, 1) as Signal<1>
  if (!reachesOutside(geometry)) {
    const fromMemory = delayed(isTap)
    return mux(delayed(fromMemory), memory.read(address.trunc(memory.addressWidth), fromMemory), 0)
  }
  const row = top.add(tableOf(at.group, down, top.width))
  const column = left.add(tableOf(at.group, right, left.width))
  const inside = row.lt(image[0]).and(column.lt(image[1]))
  const fromMemory = delayed(inside.and(isTap))
  const stored = memory.read(address.trunc(memory.addressWidth), fromMemory)
  return mux(delayed(fromMemory), stored, outsideWord(geometry, { row, column, isTap, part: at.part }))
}

/** What a tap outside the image carries, two cycles after it is asked for. */
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
  const isLastPart = pipeline(at.part.last, 2)
  return mux(isLastPart, word.trunc(width - spare).zext(width), word)
}

/** Whether any tap of any window lies outside the image. */
function reachesOutside({
  image,
  kernel,
  stride,
  dilation,
  padding,
  windows,
}: LineBufferParameters): boolean {
  const past = (axis: 0 | 1, before: number) =>
    before > 0 || (windows[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] >= image[axis]
  return past(0, padding.top) || past(1, padding.left)
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
