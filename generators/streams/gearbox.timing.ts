/** Timing and geometry of the gearbox, in plain numbers. */

/** What a gearbox is made for. */
export interface GearboxParameters {
  /** Bits of a beat in. */
  readonly from: number
  /** Bits of a beat out. */
  readonly to: number
  /** Bits of a frame. The last beat in may be partly filled, the last beat out is filled up with zeros. */
  readonly frame: number
}

/** How a gearbox counts: in units of the greatest common divisor of its widths. */
export interface GearboxGeometry {
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
  /** Units of data that there is room for. */
  readonly capacity: number
  /**
   * Bits of the number of units that a beat in is moved up by in each of its stages, a cycle each. A number of more than two bits takes
   * several stages, unless a unit is a whole beat out: then a bit comes from one place in a beat in.
   */
  readonly moves: readonly number[]
  /** How many beats in make a beat out, the last one of a frame of fewer; 0 where beats are not collected. */
  readonly collects: number
  /** Cycles from the beat that completes a beat out to its appearance. */
  readonly latency: number
  /** Cycles from the first beat of a frame entering to its last beat out, when nobody waits. */
  readonly span: number
  /** Units counted at most: data, and what the last beat in was filled up with. */
  readonly mostUnits: number
}

/** Bits of the number of places that a beat is moved by in one of several stages: more take too long. */
const bitsMoved = 3

/**
 * The geometry of a gearbox for frames of `frame` bits. Enough is held that neither side waits for the other.
 * From wide to narrow: when no beat may enter, two beats out are held. From narrow to wide: what can be held when a beat
 * arrives and nobody waits is one unit less than a beat out and the beat in before; or two beats out, after a frame whose last
 * beat in completes one and begins another. Each cycle of latency more holds what arrives or leaves in it on top of that.
 *
 * @example
 * gearboxGeometry(43, 64, 1024).moves // [3, 3, 2]
 */
export function gearboxGeometry(from: number, to: number, frame: number): GearboxGeometry {
  const unit = greatestCommonDivisor(from, to)
  const unitsIn = from / unit
  const unitsOut = to / unit
  const beatsIn = Math.ceil(frame / from)
  const beatsOut = Math.ceil(frame / to)
  const lastUnitsIn = beatsOut * unitsOut - (beatsIn - 1) * unitsIn
  const mostUnitsIn = Math.max(unitsIn, lastUnitsIn)
  const endsWithTwo = from < to && lastUnitsIn > unitsOut
  const collects = beatsCollected(from, to, frame)
  const smaller = Math.min(unitsIn, unitsOut)
  const heldAfterOne = endsWithTwo ? 2 * unitsOut : unitsOut + smaller - 1
  // Of so many beats in a row, these may be the last ones of their frames, which stand for more than the others.
  const lastsOf = (beats: number) => Math.ceil(beats / beatsIn)
  const entering = (beats: number) => beats * unitsIn + lastsOf(beats) * (mostUnitsIn - unitsIn)
  const heldAfter = (latency: number) =>
    heldAfterOne + (from < to ? entering(latency - 1) : (latency - 1) * unitsOut)

  function storage(): Pick<GearboxGeometry, 'latency' | 'heldAtEntry' | 'capacity' | 'moves'> {
    if (collects > 0) {
      return { latency: 2, heldAtEntry: 2 * unitsOut - 1, capacity: 2 * unitsOut, moves: [] }
    }
    if (unitsOut === 1 || bitsOf(heldAfterOne) <= 2) {
      const moves = [bitsOf(heldAfterOne)]
      return { latency: 1, heldAtEntry: heldAfterOne, capacity: heldAfterOne + unitsIn, moves }
    }
    for (let stages = 2; ; stages++) {
      // A beat out waits for its turn in a register of its own. What has left for it while beats arrived needs no place in the ring.
      const latency = stages + 1
      const heldAtEntry = heldAfter(latency)
      const capacity = roundedUp(heldAtEntry + mostUnitsIn - (from < to ? unitsIn : 0), unitsOut)
      const bits = bitsOf(capacity - 1)
      if (bits > stages * bitsMoved) continue
      const moves = Array.from({ length: stages }, (_, stage) => Math.ceil((bits - stage) / stages))
      return { latency, heldAtEntry, capacity, moves }
    }
  }
  const { latency, heldAtEntry, capacity, moves } = storage()
  return {
    ...{ unit, unitsIn, unitsOut, beatsIn, beatsOut, lastUnitsIn },
    lastBits: frame - (beatsIn - 1) * from,
    ...{ heldAtEntry, capacity, moves, collects, latency },
    span: Math.max(beatsIn + (endsWithTwo ? 1 : 0), beatsOut) + latency - 1,
    mostUnits: heldAtEntry + mostUnitsIn,
  }
}

/**
 * Beats in of a beat out where no beat in is cut, when a frame is one beat out or widths divide; 0 otherwise. A beat out of a single beat in
 * would come too soon after the one before.
 */
function beatsCollected(from: number, to: number, frame: number): number {
  const beatsIn = Math.ceil(frame / from)
  if (frame <= to) return beatsIn === 1 ? 0 : beatsIn
  const collected = to / from
  return Number.isInteger(collected) && collected > 1 && beatsIn % collected !== 1 ? collected : 0
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

function roundedUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple
}

/** The bits of the numbers 0 .. largest. */
function bitsOf(largest: number): number {
  return Math.max(1, Math.ceil(Math.log2(largest + 1)))
}
