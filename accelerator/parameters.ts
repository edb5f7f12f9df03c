/** From a network and a plan to the parameters of its accelerator. */

import { lower } from '../lowering/lower.ts'
import type { Network } from '../network/network.ts'
import { pipelineParts } from '../pipeline/pipeline-parts.ts'
import type { Plan } from '../plan/plan.ts'
import type { AcceleratorParameters } from './accelerator.ts'
import { matrixOf } from './matrices.ts'

/** The parameters of the accelerator that computes `network` as planned. */
export function acceleratorParameters(network: Network, { layers: choices }: Plan): AcceleratorParameters {
  const lowered = lower(network)
  const matrices = lowered.layers.flatMap((layer, index) =>
    layer.kind === 'pool' ? [] : [[layer.name, matrixOf(layer, choices[index]!)] as const],
  )
  return {
    name: network.name,
    parts: pipelineParts(lowered, choices),
    matrices: Object.fromEntries(matrices),
  }
}
