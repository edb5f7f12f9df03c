/** The line buffer on the timeline: pixels enter while a row is free, windows leave when their last pixel is there. */

import {
  columnsNeeded,
  columnsStored,
  type LineBufferFolding,
  lineBufferLatency,
  lineBufferReadLatency,
  lineBufferReleaseLatency,
  lineBufferRoom,
  type RowSchedule,
  rowSchedule,
  rowsHeld,
} from '../../generators/windows/line-buffer.timing.ts'
import { unknown } from './actor.ts'

/** What does not change while a timeline is played. */
export interface WindowSchedule extends RowSchedule {
  readonly folding: LineBufferFolding
  readonly rows: number
  readonly columnsStored: number
  readonly columnsNeeded: readonly number[]
}

/** The schedule of a line buffer with the rows that its generator gives it. */
export function windowSchedule(folding: LineBufferFolding): WindowSchedule {
  return {
    ...rowSchedule(folding),
    folding,
    rows: rowsHeld(folding),
    columnsStored: columnsStored(folding),
    columnsNeeded: columnsNeeded(folding),
  }
}

/** The rows of a line buffer, and the window that is read next. */
export class Windows {
  /** The first cycle in which the next beat enters, or `unknown`. */
  accepts = 0
  /** The first cycle in which the first beat of the current window can be at the output, or `unknown`. */
  available: number
  readonly #schedule: WindowSchedule

  #nextIn = 0
  #word = 0
  #column = 0
  #row = 0
  /** Stored rows that are complete, and pixels of the one that is not; rows count on over all frames. */
  #rowsIn = 0
  #pixelsIn = 0
  /** By place in the ring of rows: the cycle after each pixel entered, and that after the place was given up. */
  readonly #entered: Float64Array
  readonly #freed: Float64Array

  #x = 0
  #y = 0
  /** Stored rows of the frames before, and rows given up. */
  #base = 0
  #given = 0
  /** The cycle in which the last beat was asked for, and those in which the last few left. */
  #issue = -1
  readonly #left = new Float64Array(lineBufferRoom).fill(-1)
  #beats = 0

  constructor(schedule: WindowSchedule) {
    this.#schedule = schedule
    this.#entered = new Float64Array(schedule.rows * schedule.columnsStored)
    this.#freed = new Float64Array(schedule.rows)
    this.available = this.#whenAvailable()
    this.accepts = this.#whenAccepted()
  }

  /** A beat of a pixel enters. */
  enter(cycle: number): void {
    const { folding, columnsStored, rows } = this.#schedule
    this.#nextIn = cycle + 1
    this.#word++
    if (this.#word === folding.words) {
      this.#word = 0
      if (this.#keeps()) {
        this.#entered[(this.#rowsIn % rows) * columnsStored + this.#column] = cycle + 1
        this.#pixelsIn++
        if (this.#pixelsIn === columnsStored) {
          this.#pixelsIn = 0
          this.#rowsIn++
        }
        if (this.available === unknown) this.available = this.#whenAvailable()
      }
      this.#column++
      if (this.#column === folding.image[1]) {
        this.#column = 0
        this.#row = this.#row + 1 === folding.image[0] ? 0 : this.#row + 1
      }
    }
    this.accepts = this.#whenAccepted()
  }

  /** A pass over the current window leaves: its first beat in `begin`, the others right behind, only the last one perhaps later. */
  leave(begin: number, beats: number, last: number): void {
    // A beat is asked for when fewer than `lineBufferRoom` of those before are still inside.
    if (beats > lineBufferRoom) {
      this.#issue = begin + beats - 1 - lineBufferReadLatency
      return
    }
    const complete = this.available - lineBufferReadLatency
    for (let beat = 0; beat < beats; beat++) {
      const place = this.#beats++ % lineBufferRoom
      this.#issue = Math.max(this.#issue + 1, complete, this.#left[place]! + 1)
      this.#left[place] = beat === beats - 1 ? last : begin + beat
    }
  }

  /** The current window has left: the next one. */
  next(): void {
    const { folding, done, storedCount, rows } = this.#schedule
    const [down, across] = folding.windows
    this.#x++
    if (this.#x === across) {
      this.#x = 0
      this.#y++
      const given = this.#base + (this.#y < down ? done[this.#y]! : storedCount)
      for (; this.#given < given; this.#given++) {
        this.#freed[this.#given % rows] = this.#issue + lineBufferReleaseLatency
      }
      if (this.#y === down) {
        this.#y = 0
        this.#base += storedCount
      }
      if (this.accepts === unknown) this.accepts = this.#whenAccepted()
    }
    this.available = this.#whenAvailable()
  }

  /** Whether the pixel that is entering is stored. */
  #keeps(): boolean {
    return this.#schedule.stored[this.#row]! && this.#column < this.#schedule.columnsStored
  }

  #whenAccepted(): number {
    if (!this.#keeps()) return this.#nextIn
    const { rows } = this.#schedule
    if (this.#rowsIn - this.#given === rows) return unknown
    return Math.max(this.#nextIn, this.#freed[this.#rowsIn % rows]!)
  }

  #whenAvailable(): number {
    const { last, columnsNeeded, columnsStored, rows } = this.#schedule
    const lastRow = last[this.#y]!
    if (lastRow < 0) return lineBufferLatency - 1
    const pixels = columnsNeeded[this.#x]!
    const row = this.#base + lastRow
    if (this.#rowsIn < row || (this.#rowsIn === row && this.#pixelsIn < pixels)) return unknown
    return this.#entered[(row % rows) * columnsStored + pixels - 1]! + lineBufferLatency - 1
  }
}
