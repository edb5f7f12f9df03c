/** From what a user wants of a network to its plan. */

import type { Folding } from '../lowering/fold.ts'
import type { Network } from '../network/network.ts'
import { InputError } from '../tools/files/input-error.ts'
import { findDevice } from './devices.ts'
import type { Setting } from './estimate.ts'
import { defaultFolding, defaultInterval } from './folding.ts'
import { planFor } from './make-plan.ts'
import type { Plan } from './plan.ts'
import { planForTarget } from './search/planner.ts'
import { clockOf, missesLatencyGoal, planningTarget, type Target, type TargetOptions } from './target.ts'

/** What is wanted: a rate, a latency, a device, or a folding in place of them; without any, a small plan. */
export interface PlanRequest extends TargetOptions {
  readonly folding?: Folding | undefined
}

/** What is answered. */
export interface PlannedRequest {
  readonly plan: Plan
  readonly setting: Setting
  /** Whether a frame takes longer than it should where nobody bounds its latency, because less is dear. */
  readonly missesLatencyGoal: boolean
}

/**
 * The plan for what is wanted.
 *
 * @throws InputError when no plan meets it, or it contradicts itself.
 *
 * @example
 * planRequest(network, { fps: 1000, clockMhz: 100 }).plan.interval <= 100_000 // true
 */
export function planRequest(network: Network, request: PlanRequest = {}): PlannedRequest {
  const device = request.device === undefined ? null : findDevice(request.device)
  const setting = { clockMhz: clockOf(request), device }
  const target = targetOf(request)
  if (target === null) {
    const plan = planFor(network, request.folding ?? defaultFolding(network))
    return { plan, setting, missesLatencyGoal: false }
  }
  const plan = planForTarget(network, target)
  return { plan, setting, missesLatencyGoal: missesLatencyGoal(target, plan) }
}

/** What is asked for; null for a folding. A device alone must have room for the rate that is planned for without one. */
function targetOf({ folding, ...options }: PlanRequest): Target | null {
  const { device, fps, max, latencyUs, optimise, utilisation } = options
  const isTarget =
    [fps, latencyUs, optimise, utilisation].some((value) => value !== undefined) || max === true
  if (folding !== undefined && isTarget) {
    throw new InputError('a folding and a target contradict each other', { help: 'give one of them' })
  }
  if (device === undefined || folding !== undefined || fps !== undefined || max)
    return planningTarget(options)
  return planningTarget({ ...options, fps: Math.ceil((clockOf(options) * 1e6) / defaultInterval) })
}
