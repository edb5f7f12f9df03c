/** Timing and geometry of the pool, in plain numbers. */

import type { LineBufferFolding, WindowGeometry } from './line-buffer.timing.ts'
import { lineBufferLatency } from './line-buffer.timing.ts'

/** How a pool reads: all taps of a window side by side, one word of channels a beat. */
export function poolFolding(geometry: WindowGeometry, words: number): LineBufferFolding {
  return { ...geometry, words, taps: geometry.kernel[0] * geometry.kernel[1], replays: 1 }
}

/** Cycles from the last pixel that a window needs entering to the first word of its maximum. */
export const poolLatency = lineBufferLatency

/**
 * Windows of a pool along each axis. In ceil mode a window may reach past the padding, but begins inside the image or the
 * padding before it (as ONNX MaxPool and PyTorch have it).
 *
 * @example
 * pooledSize({ image: [7, 7], kernel: [2, 2], stride: [2, 2], padding: { top: 0, left: 0, bottom: 0, right: 0 } }, true) // [4, 4]
 */
export function pooledSize(
  { image, kernel, stride, padding }: Omit<WindowGeometry, 'windows' | 'dilation'>,
  ceilMode: boolean,
): [number, number] {
  const along = (axis: 0 | 1, before: number, after: number) => {
    const steps = (image[axis] + before + after - kernel[axis]) / stride[axis]
    if (!ceilMode) return Math.floor(steps) + 1
    const count = Math.ceil(steps) + 1
    return (count - 1) * stride[axis] >= image[axis] + before ? count - 1 : count
  }
  return [along(0, padding.top, padding.bottom), along(1, padding.left, padding.right)]
}
