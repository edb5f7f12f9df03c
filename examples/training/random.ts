/** A small seeded random generator whose whole state is one integer, so that a checkpoint can hold it. */

/**
 * Mulberry32 (T. Ettinger, public domain): 32 bits of state, period 2^32, ample for shuffles and augmentation.
 *
 * @example
 * const random = new Random(1)
 * random.next()    // a number in [0, 1)
 * random.below(5)  // an integer in 0..4
 */
export class Random {
  /** The whole state; assign it to continue where another generator stopped. */
  state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** The next number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** The next integer in 0..limit-1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle(items: Int32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      const item = items[last]!
      items[last] = items[other]!
      items[other] = item
    }
  }
}
