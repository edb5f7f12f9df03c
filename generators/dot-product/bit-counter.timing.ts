/** Shape and timing of the bit counter, in plain numbers. */

/** The counters of seven bits that it begins with; each but one also brings room for a bit at the carry of an adder. */
export function counterFields(bits: number): number {
  return Math.ceil((bits + 1) / 8)
}

/** Cycles from the bits to their count: the counters of seven, then one for each level of adders. */
export function bitCounterLatency(bits: number): number {
  return 1 + Math.ceil(Math.log2(counterFields(bits)))
}
