/** Plain-number model of the stream FIFO: which beats leave, and when the sides may move. */

/** A FIFO as a list: beats in order, at most `depth` of them. */
export class StreamFifoModel<Beat> {
  readonly #depth: number
  readonly #beats: Beat[] = []

  constructor(depth: number) {
    this.#depth = depth
  }

  /** Whether a beat may enter in this cycle. */
  get ready(): boolean {
    return this.#beats.length < this.#depth
  }

  /** The beat that leaves next, or undefined. */
  get head(): Beat | undefined {
    return this.#beats[0]
  }

  push(beat: Beat): void {
    if (!this.ready) throw new Error('the FIFO is full')
    this.#beats.push(beat)
  }

  pop(): Beat {
    const beat = this.#beats.shift()
    if (beat === undefined) throw new Error('the FIFO is empty')
    return beat
  }
}
