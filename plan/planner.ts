/** The planner: from a target to the cheapest plan that meets it, or to the reason why none does. */

import type { Network } from '../network/network.ts'
import { type Design, DesignSpace } from './design-space.ts'
import { cheapestAt, fits, leastIntervalThatFits, memoryPrices } from './fitting.ts'
import { searchLatency } from './latency-search.ts'
import type { Plan } from './plan.ts'
import { neverFits, outOfReach, tooLarge, tooLate } from './refusals.ts'
import { framesOfLatency, intervalFor, type Target } from './target.ts'

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
 * planForTarget(network, targetOf({ fps: 1000, clockMhz: 200 })!).interval <= 200_000 // true
 */
export function planForTarget(network: Network, target: Target): Plan {
  const space = new DesignSpace(network, target.family)
  const interval = intervalOf(space, target)
  let nearest: Design | null = null
  for (const memoryPrice of memoryPrices(target)) {
    const design = designFor(space, target, interval, memoryPrice)
    if (design === null) continue
    if (target.latencyUs === null || design.latency <= target.latencyUs * target.clockMhz) {
      return space.planOf(design)
    }
    if (nearest === null || design.latency < nearest.latency) nearest = design
  }
  if (nearest !== null) throw tooLate(space, target, nearest)
  if (target.device !== null) throw tooLarge(space, target, target.device, interval)
  throw new Error('internal: an interval within reach has no design')
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

/** The cheapest design found at a price of memories that fits; it may miss the latency, never the rate. */
function designFor(space: DesignSpace, target: Target, interval: number, memoryPrice: number): Design | null {
  const cheapest = cheapestAt(space, interval, memoryPrice)
  if (cheapest === null || !fits(cheapest.cost, target)) return null
  const search = (goal: number, allowance: number) => {
    const affordable = ({ price, cost }: Design) => price <= allowance * cheapest.price && fits(cost, target)
    return searchLatency({ space, interval, goal, memoryPrice, affordable }) ?? cheapest
  }
  const { latencyUs, clockMhz, optimise } = target
  if (optimise === 'latency') return search(0, Number.POSITIVE_INFINITY)
  const goal = latencyUs === null ? framesOfLatency * interval : latencyUs * clockMhz
  if (cheapest.latency <= goal) return cheapest
  if (latencyUs !== null) return search(goal, Number.POSITIVE_INFINITY)
  const reached = search(goal, goalAllowance)
  return reached.latency <= goal ? reached : search(goal, missedGoalAllowance)
}
