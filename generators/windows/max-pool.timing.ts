/** Timing and geometry of the pool, in plain numbers. */

import type { LineBufferFolding, WindowGeometry } from './line-buffer.timing.ts'
import { lineBufferLatency } from './line-buffer.timing.ts'

/** How a pool reads: all taps of a window side by side, one word of channels a beat. */
export function poolFolding(geometry: WindowGeometry, words: number): LineBufferFolding {
  return { ...geometry, words, taps: geometry.kernel[0] * geometry.kernel[1], replays: 1 }
}

/** Cycles from the last pixel that a window needs entering to the first word of its maximum. */
export const poolLatency = lineBufferLatency
