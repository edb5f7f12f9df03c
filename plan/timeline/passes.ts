/** The matrix-vector-threshold unit on the timeline: each pass over a vector ends in a beat of results. */

import { unknown } from './actor.ts'

/** A pipeline that lets the last beat of a pass in when it is sure to have room for the result. */
export class Passes {
  /** The first cycle in which the next pass may end, or `unknown`. */
  admits = 0
  /** The first cycle in which it offers its next result, or `unknown`. */
  offers = unknown
  readonly #latency: number
  readonly #room: number
  /** Rings by result: the cycle in which its pass ended, and the one after it left. */
  readonly #ended: Float64Array
  readonly #left: Float64Array
  #in = 0
  #out = 0
  #nextOut = 0

  /** @param latency cycles from the last beat of a pass to its result; @param room results that it has room for */
  constructor(latency: number, room: number) {
    this.#latency = latency
    this.#room = room
    this.#ended = new Float64Array(room)
    this.#left = new Float64Array(room)
  }

  /** The last beat of the next pass enters. */
  end(cycle: number): void {
    this.#ended[this.#in % this.#room] = cycle
    this.#in++
    this.#update()
  }

  /** The next result leaves. */
  leave(cycle: number): void {
    this.#left[this.#out % this.#room] = cycle + 1
    this.#out++
    this.#nextOut = cycle + 1
    this.#update()
  }

  #update(): void {
    const inside = this.#in - this.#out
    this.admits = inside < this.#room ? this.#left[this.#in % this.#room]! : unknown
    this.offers =
      inside > 0 ? Math.max(this.#nextOut, this.#ended[this.#out % this.#room]! + this.#latency) : unknown
  }
}
