/** Playing a pipeline: every beat of every stream moves once, in whatever order its cycle becomes known. */

import { type Actor, Sink, Source, unknown } from './actor.ts'

/** A part of the pipeline, and the beats that leave it for each frame. */
export interface Part {
  readonly actor: Actor
  readonly beatsPerFrame: number
}

/** A stream: when the first and the last beat of each frame moved. */
export class Stream {
  readonly first: number[] = []
  readonly last: number[] = []
  readonly #beatsPerFrame: number
  #beat = 0

  constructor(beatsPerFrame: number) {
    this.#beatsPerFrame = beatsPerFrame
  }

  /** The next beat moves in `cycle`. */
  move(cycle: number): void {
    if (this.#beat === 0) this.first.push(cycle)
    this.#beat++
    if (this.#beat === this.#beatsPerFrame) {
      this.#beat = 0
      this.last.push(cycle)
    }
  }
}

/** A chain of parts between images that are always there and somebody who takes results at once. */
export class Pipeline {
  /** The streams: the images first, then what leaves each part. */
  readonly streams: readonly Stream[]
  readonly parts: readonly Part[]
  readonly #source = new Source()
  readonly #actors: readonly Actor[]
  readonly #imageBeats: number

  constructor(imageBeats: number, parts: readonly Part[]) {
    this.#imageBeats = imageBeats
    this.parts = parts
    this.#actors = [this.#source, ...parts.map(({ actor }) => actor), new Sink()]
    this.streams = [imageBeats, ...parts.map(({ beatsPerFrame }) => beatsPerFrame)].map(
      (beats) => new Stream(beats),
    )
  }

  /** Lets another frame in, no earlier than in cycle `from`, and plays it as far as it comes. */
  playFrame(from: number): void {
    this.#source.offer(this.#imageBeats, from)
    const waiting = [0]
    for (let stream = waiting.pop(); stream !== undefined; stream = waiting.pop()) {
      if (!this.#playStream(stream)) continue
      // Whoever lost or won a beat may have something new for its other side.
      if (stream > 0) waiting.push(stream - 1)
      if (stream + 1 < this.streams.length) waiting.push(stream + 1)
    }
  }

  /** Moves every beat between two neighbours whose cycle is known; whether there was one. */
  #playStream(index: number): boolean {
    const from = this.#actors[index]!
    const to = this.#actors[index + 1]!
    const stream = this.streams[index]!
    let moved = false
    for (;;) {
      const cycle = Math.max(from.offers, to.accepts)
      if (cycle === unknown) return moved
      from.leave(cycle)
      to.enter(cycle)
      stream.move(cycle)
      moved = true
    }
  }
}
