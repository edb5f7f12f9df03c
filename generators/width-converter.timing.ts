/** Timing and geometry of the width converter, in plain numbers. */

/** What a converter is made for. */
export interface WidthConverterParameters {
  /** Bits of a beat in. */
  readonly from: number
  /** Bits of a beat out. */
  readonly to: number
  /** Bits of a frame. The last beat in may be partly filled, the last beat out is filled up with zeros. */
  readonly frame: number
}

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
  /**
   * Bits of the number of units that a beat in is moved up by in each of its stages, a cycle each. A number of more than two bits takes a
   * second stage, unless a unit is a whole beat: then every bit comes from one place in a beat or goes to one.
   */
  readonly moves: readonly [near: number, far?: number]
  /** How many beats in make a beat out, where all of them are made of the same number; 0 where beats in are cut. */
  readonly collects: number
  /** Cycles from the beat that completes a beat out to its appearance. */
  readonly latency: number
  /** Cycles from the first beat of a frame entering to its last beat out, when nobody waits. */
  readonly span: number
  /** Units counted at most: data, and what the last beat in was filled up with. */
  readonly mostUnits: number
}

/**
 * The geometry of a converter for frames of `frame` bits. Enough is held that neither side waits for the other.
 * From wide to narrow: when no beat may enter, two beats out are held. From narrow to wide: what can be held when a beat
 * arrives and nobody waits is one unit less than a beat out and the beat in before; or two beats out, after a frame whose last
 * beat in completes one and begins another. A second stage holds what arrives or leaves in its cycle on top of that.
 *
 * @example
 * converterGeometry(7, 3, 21).capacity // 15
 */
export function converterGeometry(from: number, to: number, frame: number): ConverterGeometry {
  const unit = greatestCommonDivisor(from, to)
  const unitsIn = from / unit
  const unitsOut = to / unit
  const beatsIn = Math.ceil(frame / from)
  const beatsOut = Math.ceil(frame / to)
  const lastUnitsIn = beatsOut * unitsOut - (beatsIn - 1) * unitsIn
  const endsWithTwo = from < to && lastUnitsIn > unitsOut
  const collects = beatsCollected(from, to, frame)
  const smaller = Math.min(unitsIn, unitsOut)
  const heldAfterOne = endsWithTwo ? 2 * unitsOut : unitsOut + smaller - 1
  const places = bitsOf(heldAfterOne)
  const latency = collects > 0 || (smaller > 1 && places > 2) ? 2 : 1
  const heldLater = heldAfterOne + (latency - 1) * (from < to ? Math.max(unitsIn, lastUnitsIn) : unitsOut)
  const heldAtEntry = collects > 0 ? 2 * unitsOut - 1 : heldLater
  const position = bitsOf(heldAtEntry)
  // The first stage chooses between two places before it moves, and so has time for fewer bits.
  const near = latency === 1 ? position : Math.min(3, Math.ceil(position / 2))
  return {
    unit,
    unitsIn,
    unitsOut,
    beatsIn,
    beatsOut,
    lastUnitsIn,
    lastBits: frame - (beatsIn - 1) * from,
    heldAtEntry,
    capacity: heldAtEntry + unitsIn,
    collects,
    moves: latency === 1 ? [near] : [near, position - near],
    latency,
    span: Math.max(beatsIn + (endsWithTwo ? 1 : 0), beatsOut) + latency - 1,
    mostUnits: heldAtEntry + Math.max(unitsIn, lastUnitsIn),
  }
}

/** Beats in of a beat out when a frame is one beat out, or when widths and frames divide; 0 otherwise. */
function beatsCollected(from: number, to: number, frame: number): number {
  if (from < frame && frame <= to) return Math.ceil(frame / from)
  return from < to && to % from === 0 && frame % to === 0 ? to / from : 0
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

/** The bits of the numbers 0 .. largest. */
function bitsOf(largest: number): number {
  return Math.max(1, Math.ceil(Math.log2(largest + 1)))
}
