/** The stream FIFO on the timeline, and everything else that passes beats on after some cycles and holds a number of them. */

import { type Actor, unknown } from './actor.ts'

/** Passes each beat on after `latency` cycles; holds `depth` beats, those that have just entered included. */
export class FifoActor implements Actor {
  accepts = 0
  offers = unknown
  readonly #depth: number
  readonly #latency: number
  /** The cycles in which all beats entered and left. */
  readonly #entered: number[] = []
  readonly #left: number[] = []

  constructor(depth: number, latency: number) {
    this.#depth = depth
    this.#latency = latency
  }

  enter(cycle: number): void {
    this.#entered.push(cycle)
    this.#update()
  }

  leave(cycle: number): void {
    this.#left.push(cycle)
    this.#update()
  }

  /** The beats that it needed room for: a FIFO of this depth would have done the same. */
  peak(): number {
    let peak = 0
    let left = 0
    for (const [index, cycle] of this.#entered.entries()) {
      // A place is free in the cycle after its beat left.
      while (left < this.#left.length && this.#left[left]! < cycle) left++
      peak = Math.max(peak, index + 1 - left)
    }
    return peak
  }

  #update(): void {
    const entered = this.#entered.length
    const left = this.#left.length
    const free = entered < this.#depth ? 0 : (this.#left[entered - this.#depth] ?? unknown) + 1
    this.accepts = Math.max(free, entered > 0 ? this.#entered[entered - 1]! + 1 : 0)
    this.offers =
      entered > left
        ? Math.max(this.#entered[left]! + this.#latency, left > 0 ? this.#left[left - 1]! + 1 : 0)
        : unknown
  }
}
