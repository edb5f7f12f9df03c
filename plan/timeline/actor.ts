/** What a timeline is played with: parts of a pipeline that know when they take a beat and when they offer one. */

/** A cycle that depends on something that has not been played yet. */
export const unknown = Number.POSITIVE_INFINITY

/**
 * A part of the pipeline between two streams. A beat moves in the first cycle in which one side offers and the other side accepts it,
 * both no earlier than the cycle after the beat before. What a part promises stays true until its next beat moves, whatever
 * happens elsewhere: that is what lets each beat be played once, out of the order of time.
 */
export interface Actor {
  /** The first cycle in which it accepts its next beat in, or `unknown`. */
  readonly accepts: number
  /** The first cycle in which it offers its next beat out, or `unknown`. */
  readonly offers: number
  /** The next beat in moves in `cycle`. */
  enter(cycle: number): void
  /** The next beat out moves in `cycle`. */
  leave(cycle: number): void
}

/** The images: a beat every cycle. */
export class Source implements Actor {
  readonly accepts = unknown
  offers = unknown
  #next = 0
  /** Beats that are left of the frames that were let in, each frame with the cycle before which it does not begin. */
  readonly #frames: { left: number; readonly from: number }[] = []

  /** Offers a frame of so many beats. */
  offer(beats: number, from: number): void {
    this.#frames.push({ left: beats, from })
    this.#update()
  }

  enter(): void {}

  leave(cycle: number): void {
    const [frame] = this.#frames
    if (frame && --frame.left === 0) this.#frames.shift()
    this.#next = cycle + 1
    this.#update()
  }

  #update(): void {
    const [frame] = this.#frames
    this.offers = frame ? Math.max(this.#next, frame.from) : unknown
  }
}

/** Who takes the results, at once. */
export class Sink implements Actor {
  accepts = 0
  readonly offers = unknown

  enter(cycle: number): void {
    this.accepts = cycle + 1
  }

  leave(): void {}
}
