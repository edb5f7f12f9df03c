/** Maximum pooling of ±1 maps: the OR of each channel over a sliding window. */

import { inputStream, module, outputStream, type Signal } from '../../dsl/index.ts'
import type { WindowGeometry } from './line-buffer.timing.ts'
import { slidingWindows } from './line-buffer.ts'
import { poolFolding, poolLatency } from './max-pool.timing.ts'

export interface MaxPoolParameters extends WindowGeometry {
  /** Module name. */
  readonly name: string
  /** Bits of a beat: the channels of a pixel, or one of its `words` parts. */
  readonly width: number
  /** Beats of a pixel. */
  readonly words: number
}

/**
 * Takes maps pixel by pixel and gives the maximum of each window, with the same beats a pixel. Any kernel and stride,
 * overlapping or not; outside the map lies -1 (bit 0). Takes max(beats in, beats out) cycles a frame, in line with the stream.
 *
 * Latency: 6 cycles from the last pixel that a window needs.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.3 (pooling after the threshold is a Boolean OR).
 */
export const MaxPool = module(
  ({ name }: MaxPoolParameters) => name,
  ({ width }) => ({ source: inputStream({ data: width }), sink: outputStream({ data: width }) }),
  ({ source }, { name, width, words, ...geometry }) => {
    const windows = { ...poolFolding(geometry, words), name, width, outside: 'zeros', spare: 0 } as const
    return { sink: slidingWindows(source, windows, anyOf) }
  },
  { latency: () => poolLatency },
)

/** Bitwise OR of all taps. */
function anyOf(taps: readonly Signal[]): Signal {
  return taps.reduce((any, tap) => any.or(tap))
}
