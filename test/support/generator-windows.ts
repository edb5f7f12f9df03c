/** Sliding windows for tests: random images, the windows of their definition, and what line buffers and pools make of them. */

import { expect } from 'vitest'
import { windowFolding } from '../../generators/layers/convolution-layer.timing.ts'
import { windowsModel } from '../../generators/windows/line-buffer.model.ts'
import type { LineBufferParameters, OutsideTaps } from '../../generators/windows/line-buffer.timing.ts'
import { lineBufferLatency, type WindowGeometry } from '../../generators/windows/line-buffer.timing.ts'
import { maxPoolModel } from '../../generators/windows/max-pool.model.ts'
import type { MaxPoolParameters } from '../../generators/windows/max-pool.ts'
import type { StreamCase } from './generator-bench.ts'
import { generatorOf } from './random.ts'

export type Pair = readonly [number, number]

/** Rows above, columns left, rows below, columns right of an image. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number]

/** Where windows lie. */
export interface WindowShape {
  readonly image: Pair
  readonly kernel: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly pads: Pads
  /** The last windows may reach past the padding. */
  readonly ceilMode?: boolean
}

/** Frames of a run, back to back. */
export const frames = 3

/** How many windows there are along an axis, as ONNX counts them. */
function countOf(
  { image, kernel, stride, dilation, pads, ceilMode = false }: WindowShape,
  axis: 0 | 1,
): number {
  const before = pads[axis]
  const room = image[axis] + before + pads[axis === 0 ? 2 : 3] - dilation[axis] * (kernel[axis] - 1) - 1
  const count = Math.floor(room / stride[axis]) + 1
  const reachesOver = ceilMode && room % stride[axis] !== 0 && count * stride[axis] < image[axis] + before
  return reachesOver ? count + 1 : count
}

/** The geometry as generators take it. */
export function geometryOf(shape: WindowShape): WindowGeometry {
  const { image, kernel, stride, dilation, pads } = shape
  const [top, left, bottom, right] = pads
  return {
    image,
    kernel,
    stride,
    dilation,
    padding: { top, left, bottom, right },
    windows: [countOf(shape, 0), countOf(shape, 1)],
  }
}

/** Whether there is a window at all, and one that sees a pixel. */
export function isMeaningful(shape: WindowShape): boolean {
  const { windows } = geometryOf(shape)
  return windows[0] > 0 && windows[1] > 0 && windowsAhead(shape) >= 0
}

/** Windows at the start of a frame that see no pixel, and may leave before any arrives. */
export function windowsAhead(shape: WindowShape): number {
  return windowsOfPixels(shape).findIndex((taps) => taps.some((tap) => tap >= 0))
}

/** For each window, the indexes of the pixels that its taps see; `outside` where there is none. */
function windowsOfPixels(shape: WindowShape, outside: (row: number, column: number) => number = () => -1) {
  const [height, width] = shape.image
  const image = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => [row * width + column]),
  )
  const { windows } = geometryOf(shape)
  const [top, left] = shape.pads
  const model = { ...shape, before: [top, left], output: windows, outside } as const
  return windowsModel(image, model).map((taps) => taps.flat())
}

/** A line buffer to be tried. */
export interface LineBufferShape extends WindowShape {
  readonly channels: number
  /** Bits of a channel. */
  readonly bits: number
  /** Channels side by side in a beat, as wished. */
  readonly simd: number
  readonly outside: OutsideTaps
  readonly replays: number
}

/** Beats of a frame that enter and leave. */
export function beatsOf(shape: LineBufferShape): { readonly entering: number; readonly leaving: number } {
  const { windows } = geometryOf(shape)
  const { words, beats } = windowFolding(shape)
  return {
    entering: shape.image[0] * shape.image[1] * words,
    leaving: windows[0] * windows[1] * beats * shape.replays,
  }
}

export function lineBufferParameters(shape: LineBufferShape): LineBufferParameters {
  const { channels, bits, outside, replays } = shape
  const { words, channelsAtOnce, taps } = windowFolding(shape)
  return {
    ...geometryOf(shape),
    name: 'windows',
    words,
    taps,
    replays,
    width: channelsAtOnce * bits,
    outside,
    spare: (words * channelsAtOnce - channels) * bits,
  }
}

/** What a tap outside carries in every bit. */
function outsideBit(outside: OutsideTaps, row: number, column: number): boolean {
  return outside === 'ones' || (outside === 'checkerboard' && (row + column) % 2 === 0)
}

/** Random images through a line buffer: each window of the definition, a frame every max(beats in, beats out) cycles. */
export function lineBufferCase(shape: LineBufferShape): StreamCase {
  const { channels, bits, image, replays } = shape
  const { words, channelsAtOnce, taps } = windowFolding(shape)
  const width = channelsAtOnce * bits
  const cut = (pixel: bigint) =>
    Array.from({ length: words }, (_, word) => BigInt.asUintN(width, pixel >> BigInt(word * width)))
  const random = generatorOf(image[0] + channels)
  const pixels = Array.from({ length: frames }, () =>
    Array.from({ length: image[0] * image[1] }, () => cut(random.bits(channels * bits))),
  )
  const [dark, lit] = [cut(0n), cut((1n << BigInt(channels * bits)) - 1n)]
  const missing = { dark: -1, lit: -2, none: -3 }
  const windows = windowsOfPixels(shape, (row, column) =>
    outsideBit(shape.outside, row, column) ? missing.lit : missing.dark,
  )
  const beatsOfWindow = (window: readonly number[], frame: readonly bigint[][]) => {
    const groups = chunks(window, taps).map((group) => [
      ...group,
      ...Array.from({ length: taps - group.length }, () => missing.none),
    ])
    const wordsOf = (tap: number) => (tap === missing.lit ? lit : (frame[tap] ?? dark))
    const once = groups.flatMap((group) =>
      dark.map((_, word) =>
        sideBySide(
          group.map((tap) => wordsOf(tap)[word]!),
          width,
        ),
      ),
    )
    return Array.from({ length: replays }, () => once).flat()
  }
  const expected = pixels.flatMap((frame) => windows.flatMap((window) => beatsOfWindow(window, frame)))
  const { entering, leaving } = beatsOf(shape)
  const firstNeeds = Math.max(...windows[0]!)
  return {
    beats: pixels.flat(2).map((data) => ({ data })),
    expect: expected.length,
    ahead: windowsAhead(shape) * (leaving / windows.length),
    check: (results) => expect(firstDifference(results, expected)).toBeNull(),
    checkTiming: (accepted, delivered) => {
      expect(intervalOf(delivered)).toBe(Math.max(entering, leaving))
      if (firstNeeds >= 0)
        expect(delivered[0]).toBe(accepted[(firstNeeds + 1) * words - 1]! + lineBufferLatency)
    },
  }
}

/** A pool to be tried. */
export interface PoolShape extends WindowShape {
  readonly channels: number
  /** Beats of a pixel. */
  readonly words: number
}

export function poolParameters(shape: PoolShape): MaxPoolParameters {
  const { channels, words } = shape
  return { ...geometryOf(shape), name: 'pool', words, width: Math.ceil(channels / words) }
}

/** Random maps with few ones through a pool: the maximum of each window, a frame every max(beats in, beats out) cycles. */
export function poolCase(shape: PoolShape): StreamCase {
  const { image, channels, words, kernel, stride, pads } = shape
  const { width } = poolParameters(shape)
  const { windows } = geometryOf(shape)
  const random = generatorOf(image[0] + channels)
  const maps = Array.from({ length: frames }, () =>
    Array.from({ length: image[0] }, () =>
      Array.from({ length: image[1] }, () => Array.from({ length: channels }, () => Number(random.oneIn(4)))),
    ),
  )
  const beats = (pixel: readonly number[]) =>
    chunks(pixel, width).map((part) => sideBySide(part.map(BigInt), 1))
  const model = { kernel, stride, before: [pads[0], pads[1]], output: windows } as const
  const expected = maps.flatMap((map) => maxPoolModel(map, model).flatMap(beats))
  return {
    beats: maps.flat(2).flatMap((pixel) => beats(pixel).map((data) => ({ data }))),
    expect: expected.length,
    check: (results) => expect(firstDifference(results, expected)).toBeNull(),
    checkTiming: (_, delivered) => {
      const beatsOut = windows[0] * windows[1] * words
      expect(intervalOf(delivered)).toBe(Math.max(image[0] * image[1] * words, beatsOut))
    },
  }
}

/** Cycles between the last beats of the last two frames. */
export function intervalOf(delivered: readonly number[]): number {
  return delivered.at(-1)! - delivered.at(-1 - delivered.length / frames)!
}

/** Where beats differ from what was expected, if they do; a whole list of wide words would drown the reader. */
export function firstDifference(
  results: readonly Readonly<Record<string, bigint>>[],
  expected: readonly bigint[],
): string | null {
  const at = expected.findIndex((beat, index) => results[index]?.data !== beat)
  if (at < 0) return null
  return `beat ${at} of ${expected.length}: ${results[at]?.data?.toString(16)}, not ${expected[at]!.toString(16)}`
}

/** Runs of `size` values; the last one may be shorter. */
export function chunks<T>(values: readonly T[], size: number): T[][] {
  const count = Math.ceil(values.length / size)
  return Array.from({ length: count }, (_, run) => values.slice(run * size, (run + 1) * size))
}

/** Words of `width` bits side by side, the first one lowest. */
export function sideBySide(words: readonly bigint[], width: number): bigint {
  return BigInt(
    `0b${words
      .map((word) => word.toString(2).padStart(width, '0'))
      .toReversed()
      .join('')}`,
  )
}
