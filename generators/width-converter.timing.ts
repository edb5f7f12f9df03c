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
  /** Units held at most when a beat enters. */
  readonly heldAtEntry: number
  /** Units of data held at most. */
  readonly capacity: number
  /** Cycles from the first beat of a frame entering to its last beat out, when nobody waits. */
  readonly span: number
  /** Units counted at most: data, and what the last beat in was filled up with. */
  readonly mostUnits: number
}

/**
 * The geometry of a converter for frames of `frame` bits. Enough is held that neither side waits for the other.
 * From wide to narrow: when no beat may enter, two beats out are held. From narrow to wide: what can be held when a beat
 * arrives and nobody waits is one unit less than a beat out and the beat in before; or two beats out, after a frame whose last
 * beat in completes one and begins another.
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
  const endsWithTwo = from < to && lastUnitsIn > unitsOut
  const heldAtEntry = endsWithTwo ? 2 * unitsOut : unitsOut + Math.min(unitsIn, unitsOut) - 1
  return {
    unit,
    unitsIn,
    unitsOut,
    beatsIn,
    beatsOut,
    lastBits: frame - (beatsIn - 1) * from,
    lastUnitsIn,
    heldAtEntry,
    capacity: heldAtEntry + unitsIn,
    span: Math.max(beatsIn + (endsWithTwo ? 1 : 0), beatsOut),
    mostUnits: heldAtEntry + Math.max(unitsIn, lastUnitsIn),
  }
}

/** Beats of a map: their bits, and the bits of a pixel, which begins a beat of its own. */
export interface MapBeats {
  readonly width: number
  readonly pixel: number
}

/** Whether beats in the middle of a frame of `frame` bits end with lanes that belong to no channel. */
export function hasGaps({ width, pixel }: MapBeats, frame: number): boolean {
  return pixel % width !== 0 && pixel < frame
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
