/** Fully connected layers on the timeline. */

import { replayDepth, replayLatency } from '../../generators/streams/replay-buffer.timing.ts'
import { type Actor, unknown } from './actor.ts'
import type { Passes } from './passes.ts'

/** A single pass over each vector: `beats` beats enter the unit as they come. */
export class SinglePassActor implements Actor {
  accepts = 0
  readonly #passes: Passes
  readonly #beats: number
  #beat = 0
  #nextIn = 0

  constructor(passes: Passes, beats: number) {
    this.#passes = passes
    this.#beats = beats
  }

  get offers(): number {
    return this.#passes.offers
  }

  enter(cycle: number): void {
    this.#nextIn = cycle + 1
    this.#beat++
    if (this.#beat === this.#beats) {
      this.#beat = 0
      this.#passes.end(cycle)
    }
    this.#update()
  }

  leave(cycle: number): void {
    this.#passes.leave(cycle)
    this.#update()
  }

  #update(): void {
    const isLast = this.#beat === this.#beats - 1
    this.accepts = isLast ? Math.max(this.#nextIn, this.#passes.admits) : this.#nextIn
  }
}

/**
 * Input-stationary: each of `beats` beats is worked on for `folds` (2 or more) cycles, and the last one ends the sums of all rows, a
 * result a cycle.
 */
export class HeldInputActor implements Actor {
  accepts = 0
  readonly #passes: Passes
  readonly #beats: number
  readonly #folds: number
  #beat = 0
  /** Results of the current vector that are still to be worked on. */
  #due = 0
  /** The cycle after the last one of work. */
  #free = 0

  constructor(passes: Passes, beats: number, folds: number) {
    this.#passes = passes
    this.#beats = beats
    this.#folds = folds
  }

  get offers(): number {
    return this.#passes.offers
  }

  enter(cycle: number): void {
    this.#beat++
    if (this.#beat === this.#beats) {
      this.#beat = 0
      this.#due = this.#folds
      this.#free = cycle
    } else {
      this.#free = cycle + this.#folds
    }
    this.#play()
  }

  leave(cycle: number): void {
    this.#passes.leave(cycle)
    this.#play()
  }

  #play(): void {
    for (; this.#due > 0 && this.#passes.admits !== unknown; this.#due--) {
      const end = Math.max(this.#free, this.#passes.admits)
      this.#passes.end(end)
      this.#free = end + 1
    }
    const isLast = this.#beat === this.#beats - 1
    if (this.#due > 0) this.accepts = unknown
    else this.accepts = isLast ? Math.max(this.#free, this.#passes.admits) : this.#free
  }
}

/** Output-stationary with a replay buffer: the vector of `beats` beats passes `replays` (2 or more) times. */
export class ReplayActor implements Actor {
  accepts = 0
  readonly #passes: Passes
  readonly #beats: number
  readonly #replays: number
  /** Ring by beat: the cycle from which its place in the buffer is free. */
  readonly #freed: Float64Array
  #in = 0
  #given = 0
  #nextIn = 0
  /** The earliest end of the first pass over the vector that is entering, and of those that have entered whole. */
  #arrival = 0
  readonly #arrived: number[] = []
  #pass = 0
  /** The cycle in which the last pass ended. */
  #ended = -1

  constructor(passes: Passes, beats: number, replays: number) {
    this.#passes = passes
    this.#beats = beats
    this.#replays = replays
    this.#freed = new Float64Array(replayDepth(beats))
  }

  get offers(): number {
    return this.#passes.offers
  }

  enter(cycle: number): void {
    const beat = this.#in % this.#beats
    this.#arrival = Math.max(this.#arrival, cycle + replayLatency + this.#beats - 1 - beat)
    this.#in++
    this.#nextIn = cycle + 1
    if (beat === this.#beats - 1) {
      this.#arrived.push(this.#arrival)
      this.#arrival = 0
      this.#play()
    }
    this.#update()
  }

  leave(cycle: number): void {
    this.#passes.leave(cycle)
    this.#play()
    this.#update()
  }

  #play(): void {
    for (;;) {
      const arrival = this.#pass > 0 ? 0 : (this.#arrived[0] ?? unknown)
      const before = this.#ended
      const end = Math.max(before + this.#beats, arrival, this.#passes.admits)
      if (end === unknown) return
      this.#ended = end
      this.#passes.end(end)
      this.#pass++
      if (this.#pass === 1) this.#arrived.shift()
      if (this.#pass === this.#replays) {
        this.#pass = 0
        this.#give(before)
      }
    }
  }

  /** The last pass gives up each beat when it fetches it, while the beat before leaves; the one before the pass left in `before`. */
  #give(before: number): void {
    for (let beat = 0; beat < this.#beats; beat++) {
      this.#freed[this.#given++ % this.#freed.length] = before + beat + 1
    }
  }

  #update(): void {
    const places = this.#freed.length
    this.accepts =
      this.#in - this.#given < places ? Math.max(this.#nextIn, this.#freed[this.#in % places]!) : unknown
  }
}
