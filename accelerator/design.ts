/** From a network and its plan to the checked design of its accelerator. */

import { type Design, elaborate } from '../dsl/index.ts'
import type { Network } from '../network/network.ts'
import type { Plan } from '../plan/plan.ts'
import { Accelerator } from './accelerator.ts'
import { acceleratorParameters } from './parameters.ts'

/**
 * Elaborates the accelerator of a network.
 *
 * @throws DiagnosticError when the hardware cannot be built, for example because a layer has the name of a keyword.
 */
export function networkDesign(network: Network, plan: Plan): Design {
  return elaborate(Accelerator, acceleratorParameters(network, plan))
}
