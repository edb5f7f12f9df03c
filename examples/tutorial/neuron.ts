/** The tutorial's first module: a binarized neuron of XNOR, popcount and a threshold. */

import { elaborate, input, module, output, popcount } from '../../dsl/index.ts'

interface NeuronParameters {
  readonly inputs: number
  readonly threshold: number
}

/** Fires when at least `threshold` of its inputs agree with its weights. */
export const Neuron = module(
  ({ inputs, threshold }: NeuronParameters) => `neuron_${threshold}_of_${inputs}`,
  ({ inputs }) => ({ activation: input(inputs), weight: input(inputs), fires: output(1) }),
  ({ activation, weight }, { threshold }) => {
    const match = activation.xnor(weight)
    const agreeing = popcount(match)
    const fires = agreeing.ge(threshold)
    return { fires }
  },
  { latency: () => 0 },
)

export default elaborate(Neuron, { inputs: 8, threshold: 5 })
