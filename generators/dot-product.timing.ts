/** Timing of the dot product, in plain numbers. */

/** How a dot product counts: one `+` for synthesis to arrange, or full adders and counters arranged here. */
export type PopcountStructure = 'behavioural' | 'carry-save' | 'compressor'

/** The numbers that decide its cycles. */
export interface DotProductTiming {
  /** Columns a cycle (SIMD). */
  readonly lanes: number
  /** Bits of an activation. */
  readonly planes: number
  /** The structure of the count; behavioural unless given. */
  readonly structure?: PopcountStructure
}

/** Cycles from the activations to their dot product. */
export function dotProductLatency({ structure = 'behavioural' }: DotProductTiming): number {
  if (structure !== 'behavioural') throw new Error(`internal: no popcount of structure ${structure}`)
  return 1
}
