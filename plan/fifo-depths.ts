/** How deep the FIFOs between layers must be: as little as keeps the planned rate, found on the timeline. */

import type { Network } from '../network/network.ts'
import { partMakers } from './timeline/parts.ts'
import { assemble, type PlannedLayers, playUntilSteady } from './timeline.ts'

/**
 * The beats that the FIFO in front of each layer must hold, 0 for none, so that a frame takes no more than the planned interval. Layers
 * that work in bursts (rows of pooled pixels, then nothing for a while) need room where the next one works evenly. No smaller depth
 * of any FIFO would do.
 *
 * A pipeline whose streams repeat themselves on the timeline cannot stop in hardware, whatever stalls outside of it: stalls only
 * delay beats, and no part ever waits for a beat that waits for it.
 *
 * @throws InputError when the plan does not belong to the network.
 *
 * @example
 * fifoDepths(network, planFor(network, defaultFolding(network)))
 */
export function fifoDepths(network: Network, plan: PlannedLayers): number[] {
  const makers = partMakers(network, plan)
  const keepsRate = (depths: readonly number[]) =>
    playUntilSteady(assemble(makers, depths).pipeline, plan.interval)
  const depths = plan.layers.map(() => 0)
  if (keepsRate(depths)) return depths

  // Room for a whole frame everywhere is more than enough. Then each FIFO becomes as shallow as it may, the widest one first.
  const fifos = makers
    .filter(({ role }) => role === 'fifo')
    .sort((a, b) => b.beatsIn * b.width - a.beatsIn * a.width)
  for (const { layer, beatsIn } of fifos) depths[layer] = beatsIn
  if (!keepsRate(depths))
    throw new Error(`internal: no FIFO makes ${network.name} keep ${plan.interval} cycles`)
  for (const { layer } of fifos) {
    depths[layer] = leastDepth(depths[layer]!, (depth) => keepsRate(depths.with(layer, depth)))
  }
  return depths
}

/** The least depth that is enough, if `most` is: 0, or found by bisection. */
function leastDepth(most: number, isEnough: (depth: number) => boolean): number {
  if (isEnough(0)) return 0
  let tooLittle = 0
  let enough = most
  while (enough - tooLittle > 1) {
    const middle = Math.floor((tooLittle + enough) / 2)
    if (isEnough(middle)) enough = middle
    else tooLittle = middle
  }
  return enough
}
