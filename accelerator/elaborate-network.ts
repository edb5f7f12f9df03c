/** From a network and what is wanted of it to an elaborated folder. */

import { emitDesign, writeFolder } from '../dsl/emit/index.ts'
import type { Design } from '../dsl/index.ts'
import type { Folding } from '../lowering/fold.ts'
import { networkFiles } from '../network/files.ts'
import type { Network } from '../network/network.ts'
import { defaultClockMhz } from '../plan/devices.ts'
import { type Estimate, estimatePlan, type Setting } from '../plan/estimate.ts'
import { formatPlan, planFile } from '../plan/files.ts'
import { planFor } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { type PlanRequest, planRequest } from '../plan/request.ts'
import { networkDesign } from './design.ts'

/** A network turned into hardware. */
export interface ElaboratedNetwork {
  readonly design: Design
  readonly plan: Plan
  readonly estimate: Estimate
  /** Everything that belongs into its folder: RTL, memories, manifest, network and plan. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
}

/** A network turned into the hardware that was wanted. */
export interface ElaboratedRequest extends ElaboratedNetwork {
  /** Whether a frame takes longer than it should where nobody bounds its latency, because less is dear. */
  readonly missesLatencyGoal: boolean
}

/**
 * The main job: a network and what is wanted of it become hardware, as planned for a rate, a device or a folding.
 *
 * @throws InputError when nothing meets what is wanted, DiagnosticError when the hardware cannot be built.
 *
 * @example
 * elaborateRequest(network, { fps: 1000, clockMhz: 100 }).plan.interval <= 100_000 // true
 */
export function elaborateRequest(network: Network, request: PlanRequest = {}): ElaboratedRequest {
  const { plan, setting, missesLatencyGoal } = planRequest(network, request)
  return { ...elaboratePlan(network, plan, setting), missesLatencyGoal }
}

/**
 * The main job, written to a folder.
 *
 * @throws InputError and DiagnosticError as `elaborateRequest`, before anything is written.
 *
 * @example
 * await elaborateToFolder(network, { device: 'xc7z020' }, 'rtl-out/lfc')
 */
export async function elaborateToFolder(
  network: Network,
  request: PlanRequest,
  folder: string,
): Promise<ElaboratedRequest> {
  const elaborated = elaborateRequest(network, request)
  await writeFolder(elaborated.files, folder)
  return elaborated
}

/**
 * Elaborates the accelerator of a network with an explicit folding.
 *
 * @throws InputError when the folding does not belong to the network, DiagnosticError when the hardware cannot be built.
 */
export function elaborateNetwork(network: Network, folding: Folding): ElaboratedNetwork {
  return elaboratePlan(network, planFor(network, folding))
}

/**
 * Elaborates the accelerator of a network as planned, for a clock and perhaps a device.
 *
 * @throws InputError when the plan does not belong to the network, DiagnosticError when the hardware cannot be built.
 */
export function elaboratePlan(
  network: Network,
  plan: Plan,
  setting: Setting = { clockMhz: defaultClockMhz, device: null },
): ElaboratedNetwork {
  const estimate = estimatePlan(network, plan, setting)
  const design = networkDesign(network, plan)
  const files = new Map<string, string | Uint8Array>([
    ...emitDesign(design).files,
    ...networkFiles(network),
    [planFile, formatPlan(plan, estimate)],
  ])
  return { design, plan, estimate, files }
}
