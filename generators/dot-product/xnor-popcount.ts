/** The dot product of ±1 vectors: bitwise equality, then a count of the equal positions. */

import { clog2, input, module, output, popcount } from '../../dsl/index.ts'

/**
 * Counts the positions in which `activation` and `weight` agree: the dot product of two ±1 vectors as (dot + lanes) / 2.
 *
 * Ports: `activation` and `weight` of `lanes` bits, `count` of clog2(lanes + 1) bits. Latency: 0 cycles.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 3.2 (popcount in place of signed accumulation).
 *
 * @example
 * elaborate(XnorPopcount, { lanes: 64 }).top // 'xnor_popcount_64'
 */
export const XnorPopcount = module(
  ({ lanes }: { readonly lanes: number }) => `xnor_popcount_${lanes}`,
  ({ lanes }) => ({
    activation: input(lanes),
    weight: input(lanes),
    count: output(clog2(lanes + 1)),
  }),
  ({ activation, weight }) => {
    const match = activation.xnor(weight)
    const count = popcount(match)
    return { count }
  },
  { latency: () => 0 },
)
