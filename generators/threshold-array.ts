/** Threshold comparators: binarized activations with batch normalisation folded in. */

import { concat, input, module, output } from '../dsl/index.ts'

export interface ThresholdArrayParameters {
  /** Number of comparators. */
  readonly count: number
  /** Bits of a sum and of a threshold. */
  readonly width: number
}

/**
 * Bit i is 1 when sum i has reached threshold i, all unsigned numbers of `width` bits, element 0 in the low bits. A threshold
 * of 0 always gives 1, one above the largest sum never does.
 *
 * Latency: 0 cycles. Source: Umuroglu et al., FINN, FPGA 2017, section 3.2 (batch normalisation as a threshold).
 *
 * @example
 * elaborate(ThresholdArray, { count: 4, width: 7 }).top // 'thresholds_4x7'
 */
export const ThresholdArray = module(
  ({ count, width }: ThresholdArrayParameters) => `thresholds_${count}x${width}`,
  ({ count, width }) => ({
    sums: input(count * width),
    thresholds: input(count * width),
    bits: output(count),
  }),
  ({ sums, thresholds }, { width }) => {
    const sum = sums.elements(width)
    const threshold = thresholds.elements(width)
    const reached = sum.map((value, i) => value.ge(threshold[i]!))
    return { bits: concat(...reached.toReversed()) }
  },
  { latency: () => 0 },
)
