/** What the tutorial shows going wrong: the weights are one bit short. */

import { elaborate, input, module, output, popcount } from '../../dsl/index.ts'

/** Counts agreeing positions, or would. */
export const Mistake = module(
  ({ inputs }: { readonly inputs: number }) => `mistake_${inputs}`,
  ({ inputs }) => ({ activation: input(inputs), weight: input(inputs - 1), count: output(4) }),
  ({ activation, weight }) => {
    const match = activation.xnor(weight)
    return { count: popcount(match) }
  },
)

export default elaborate(Mistake, { inputs: 8 })
