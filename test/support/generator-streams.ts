/** Cases for what moves beats: numbered words, and what gearboxes and replay buffers make of them. */

import { expect } from 'vitest'
import { widthGearboxModel } from '../../generators/streams/gearbox.model.ts'
import { gearboxGeometry } from '../../generators/streams/gearbox.timing.ts'
import { replayModel } from '../../generators/streams/replay-buffer.model.ts'
import { replayLatency } from '../../generators/streams/replay-buffer.timing.ts'
import { fifoLatency } from '../../generators/streams/stream-fifo.timing.ts'
import type { StreamCase } from './generator-bench.ts'
import { generatorOf } from './random.ts'

/** Random words, the same for the same width. */
export function numbers(count: number, width: number): bigint[] {
  const random = generatorOf(width)
  return Array.from({ length: count }, () => random.bits(width))
}

/** Words of `width` bits through a FIFO. */
export function fifoCase(width: number, depth: number, count: number): StreamCase {
  const beats = numbers(count, width).map((data) => ({ data }))
  return {
    beats,
    expect: count,
    check: (results) => expect(results).toEqual(beats),
    checkTiming: (accepted, delivered) => {
      const pace = depth === 1 ? 2 : 1
      expect(accepted).toEqual(accepted.map((_, i) => pace * i))
      expect(delivered).toEqual(accepted.map((cycle) => cycle + fifoLatency(depth)))
    },
  }
}

/** Six frames through a gearbox; the bits of the last beats beyond the frames are random, too. */
export function gearboxCase(from: number, to: number, frame: number): StreamCase {
  const frames = 6
  const beatsIn = Math.ceil(frame / from)
  const beatsOut = Math.ceil(frame / to)
  const words = numbers(frames * beatsIn, from)
  const expected = Array.from({ length: frames }, (_, i) =>
    widthGearboxModel(
      words.slice(i * beatsIn, (i + 1) * beatsIn).map((word) => bitsOf(word, from)),
      to,
      frame,
    ),
  ).flat()
  return {
    beats: words.map((data) => ({ data })),
    expect: expected.length,
    check: (results) => expect(results.map(({ data }) => bitsOf(data!, to))).toEqual(expected),
    checkTiming: (_, delivered) => {
      expect(delivered[beatsOut - 1]).toBe(gearboxGeometry(from, to, frame).span)
      const lastBeats = delivered.filter((_, i) => (i + 1) % beatsOut === 0)
      const intervals = lastBeats.slice(1).map((cycle, i) => cycle - lastBeats[i]!)
      expect(intervals).toEqual(intervals.map(() => Math.max(beatsIn, beatsOut)))
    },
  }
}

function bitsOf(word: bigint, width: number): number[] {
  return Array.from(word.toString(2).padStart(width, '0'), Number).reverse()
}

/** Five vectors through a replay buffer. */
export function replayCase(width: number, beats: number, replays: number): StreamCase {
  const words = numbers(5 * beats, width)
  const expected = replayModel(words, beats, replays)
  return {
    beats: words.map((data) => ({ data })),
    expect: expected.length,
    check: (results) => expect(results.map(({ data }) => data)).toEqual(expected),
    checkTiming: (_, delivered) => expect(delivered).toEqual(delivered.map((_, i) => i + replayLatency)),
  }
}
