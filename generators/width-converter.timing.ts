/** Timing and geometry of the width converter, in plain numbers. */

/** Cycles from the beat that completes a beat out to its appearance. */
export const converterLatency = 1

/** How a converter counts: in units of the greatest common divisor of its widths. */
export interface ConverterGeometry {
  /** Bits of a unit. */
  readonly unit: number
  readonly unitsIn: number
  readonly unitsOut: number
  /** Beats of a frame. */
  readonly beatsIn: number
  readonly beatsOut: number
  /** Bits of the frame in its last beat in. */
  readonly lastBits: number
  /** Units that the last beat in stands for: it is filled up so that the frame ends with a whole beat out. */
  readonly lastUnitsIn: number
  /** Units held at most: enough that neither side waits for the other. */
  readonly capacity: number
}

/**
 * The geometry of a converter for frames of `frame` bits.
 *
 * @example
 * converterGeometry(7, 3, 21).capacity // 12
 */
export function converterGeometry(from: number, to: number, frame: number): ConverterGeometry {
  const unit = greatestCommonDivisor(from, to)
  const unitsIn = from / unit
  const unitsOut = to / unit
  const beatsIn = Math.ceil(frame / from)
  const beatsOut = Math.ceil(frame / to)
  const lastUnitsIn = beatsOut * unitsOut - (beatsIn - 1) * unitsIn
  const largest = Math.max(unitsIn, lastUnitsIn)
  return {
    unit,
    unitsIn,
    unitsOut,
    beatsIn,
    beatsOut,
    lastBits: frame - (beatsIn - 1) * from,
    lastUnitsIn,
    capacity: largest + unitsOut + Math.min(largest, unitsOut) - 1,
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
