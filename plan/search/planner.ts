/** The planner: from a target to the cheapest plan that meets it, or to the reason why none does. */

import type { Network } from '../../network/network.ts'
import { estimatePlan } from '../estimate.ts'
import type { Plan } from '../plan.ts'
import { framesOfLatency, intervalFor, type Target } from '../target.ts'
import { type Design, DesignSpace } from './design-space.ts'
import { cheapestAt, fits, leastIntervalThatFits, memoryPrices } from './fitting.ts'
import { searchLatency } from './latency-search.ts'
import { neverFits, outOfReach, tooLarge, tooLate } from './refusals.ts'

/** What a latency that is only a goal may cost: so many times the cheapest plan, and less where the goal is missed all the same. */
const goalAllowance = 1.25
const missedGoalAllowance = 1.02

/**
 * Chooses elements, lanes, weight styles and what dense layers hold still. The cycles between frames are exact, so the rate is kept for
 * certain. Among the plans that keep it, that with the fewest LUTs plus memories (in LUTs) is taken; where a frame would take
 * longer than it may, latency is bought where it costs least.
 *
 * @throws InputError when no plan meets the target, with the best rate that one does and the layer in the way.
 *
 * @example
 * planForTarget(network, planningTarget({ fps: 1000, clockMhz: 200 })!).interval <= 200_000 // true
 */
export function planForTarget(network: Network, target: Target): Plan {
  const space = new DesignSpace(network, target.family)
  const interval = intervalOf(space, target)
  const goal = latencyGoal(target, interval)
  let nearest: TimelyPlan | null = null
  for (const memoryPrice of memoryPrices(target)) {
    const found = timelyPlan(space, target, { interval, goal, memoryPrice })
    if (found === null || !fits(estimatePlan(network, found.plan, target).total, target)) continue
    if (target.latencyUs === null || found.latency <= goal) return found.plan
    if (nearest === null || found.latency < nearest.latency) nearest = found
  }
  if (nearest !== null) throw tooLate(space, target, nearest.design, nearest.latency)
  if (target.device !== null) throw tooLarge(space, target, target.device, interval)
  throw new Error('internal: an interval within reach has no design')
}

/** Cycles that a frame may take, or should take where nobody says it. */
function latencyGoal({ latencyUs, clockMhz, optimise }: Target, interval: number): number {
  if (latencyUs !== null) return latencyUs * clockMhz
  return optimise === 'latency' ? 0 : framesOfLatency * interval
}

/** What a design is looked for with. */
interface Aim {
  readonly interval: number
  /** Cycles. */
  readonly goal: number
  readonly memoryPrice: number
}

/** How often a goal is drawn tighter because a plan takes longer than its estimate. */
const tightenings = 3

/** A design and its plan with its exact latency. */
interface TimelyPlan {
  readonly design: Design
  readonly plan: Plan
  readonly latency: number
}

/** What comes nearest to an aim; null when nothing fits. Designs are found by estimates, so that the goal may have to be drawn tighter. */
function timelyPlan(space: DesignSpace, target: Target, aim: Aim): TimelyPlan | null {
  let { goal } = aim
  for (let attempt = 0; ; attempt++) {
    const design = designFor(space, target, { ...aim, goal })
    if (design === null) return null
    const plan = space.planOf(design)
    const { latency } = plan
    if (latency <= aim.goal || design.latency > goal || attempt === tightenings) {
      return { design, plan, latency }
    }
    goal *= (0.999 * design.latency) / latency
  }
}

/** The most cycles between frames that keep the rate. */
function intervalOf(space: DesignSpace, target: Target): number {
  const { framesPerSecond, clockMhz, device } = target
  if (framesPerSecond === null) {
    if (device === null) throw new Error('internal: the highest rate is asked for without a device')
    const fastest = leastIntervalThatFits(space, target)
    if (fastest === null) throw neverFits(space, target, device)
    return fastest
  }
  const interval = intervalFor(framesPerSecond, clockMhz)
  if (interval < space.leastInterval) throw outOfReach(space, target)
  return interval
}

/** The cheapest design found that fits; it may miss the goal, never the rate. */
function designFor(space: DesignSpace, target: Target, { interval, goal, memoryPrice }: Aim): Design | null {
  const cheapest = cheapestAt(space, interval, memoryPrice)
  if (cheapest === null || !fits(cheapest.cost, target)) return null
  if (cheapest.latency <= goal) return cheapest
  const search = (allowance: number) => {
    const affordable = ({ price, cost }: Design) => price <= allowance * cheapest.price && fits(cost, target)
    return searchLatency({ space, interval, goal, memoryPrice, affordable }) ?? cheapest
  }
  if (target.latencyUs !== null || target.optimise === 'latency') return search(Number.POSITIVE_INFINITY)
  const reached = search(goalAllowance)
  return reached.latency <= goal ? reached : search(missedGoalAllowance)
}
