/** Text insertions collected in source order, and the text that they make. */

/** `text` inserted before offset `position` of the source. */
export interface Insertion {
  readonly position: number
  readonly text: string
}

/**
 * Insertions in ascending order. A place can be reserved before it is known what goes there, so that a tree walk may
 * decide about a node's beginning after having seen its end.
 *
 * @example
 * const edits = new Edits('a + b')
 * edits.insert(0, '(')
 * edits.insert(5, ')')
 * edits.text // '(a + b)'
 */
export class Edits {
  readonly #source: string
  readonly #positions: number[] = []
  readonly #texts: string[] = []

  constructor(source: string) {
    this.#source = source
  }

  /** Inserts `text` before `position`, behind everything inserted there earlier. */
  insert(position: number, text: string): void {
    this.fill(this.reserve(position), text)
  }

  /** Keeps a place before `position`; it stays empty unless `fill` is called with the returned slot. */
  reserve(position: number): number {
    if (position < (this.#positions.at(-1) ?? 0)) throw new Error('internal: insertions are out of order')
    this.#texts.push('')
    return this.#positions.push(position) - 1
  }

  /** Puts `text` into a reserved slot. */
  fill(slot: number, text: string): void {
    this.#texts[slot] = text
  }

  /** All insertions that insert something, in source order. */
  get insertions(): readonly Insertion[] {
    return this.#positions
      .map((position, slot) => ({ position, text: this.#texts[slot] ?? '' }))
      .filter(({ text }) => text !== '')
  }

  /** The source with all insertions. */
  get text(): string {
    const parts: string[] = []
    let done = 0
    for (const { position, text } of this.insertions) {
      parts.push(this.#source.slice(done, position), text)
      done = position
    }
    parts.push(this.#source.slice(done))
    return parts.join('')
  }
}
