/** Seeded random numbers, the same on every machine. */

/**
 * A generator of unsigned 32-bit numbers: SplitMix32, a counter put through a bit mixer, so that neighbouring seeds
 * give unrelated sequences.
 */
export function randomWords(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let x = state
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return (x ^ (x >>> 15)) >>> 0
  }
}
