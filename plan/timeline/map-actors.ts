/** Layers that slide windows over maps, on the timeline: the convolution and the pool. */

import { type Actor, unknown } from './actor.ts'
import type { Passes } from './passes.ts'
import type { Windows } from './windows.ts'

/** A pool gives the beats of its line buffer, `words` a window, as they come. */
export class PoolActor implements Actor {
  offers = unknown
  readonly #windows: Windows
  readonly #words: number
  #word = 0
  #nextOut = 0

  constructor(windows: Windows, words: number) {
    this.#windows = windows
    this.#words = words
    this.#update()
  }

  get accepts(): number {
    return this.#windows.accepts
  }

  enter(cycle: number): void {
    this.#windows.enter(cycle)
    this.#update()
  }

  leave(cycle: number): void {
    this.#windows.leave(cycle, 1, cycle)
    this.#word++
    if (this.#word === this.#words) {
      this.#word = 0
      this.#windows.next()
    }
    this.#nextOut = cycle + 1
    this.#update()
  }

  #update(): void {
    this.offers = Math.max(this.#nextOut, this.#windows.available)
  }
}

/** A convolution reads each window once for every neuron fold; a pass of `beats` beats gives a beat of results. */
export class ConvolutionActor implements Actor {
  readonly #windows: Windows
  readonly #passes: Passes
  readonly #beats: number
  readonly #replays: number
  #replay = 0
  /** The cycle in which the last pass ended. */
  #ended = -1

  constructor(windows: Windows, passes: Passes, beats: number, replays: number) {
    this.#windows = windows
    this.#passes = passes
    this.#beats = beats
    this.#replays = replays
    this.#play()
  }

  get accepts(): number {
    return this.#windows.accepts
  }

  get offers(): number {
    return this.#passes.offers
  }

  enter(cycle: number): void {
    this.#windows.enter(cycle)
    this.#play()
  }

  leave(cycle: number): void {
    this.#passes.leave(cycle)
    this.#play()
  }

  /** Plays the passes that are known to end: the window is complete, and there is room for the result. */
  #play(): void {
    for (;;) {
      const begin = Math.max(this.#ended + 1, this.#windows.available)
      const end = Math.max(begin + this.#beats - 1, this.#passes.admits)
      if (end === unknown) return
      this.#ended = end
      this.#windows.leave(begin, this.#beats, end)
      this.#passes.end(end)
      this.#replay++
      if (this.#replay === this.#replays) {
        this.#replay = 0
        this.#windows.next()
      }
    }
  }
}
