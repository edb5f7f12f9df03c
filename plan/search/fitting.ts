/** Whether designs fit a device, and the fastest one that does. */

import type { Resources } from '../cost/resources.ts'
import type { Device } from '../devices.ts'
import type { Target } from '../target.ts'
import type { Design, DesignSpace } from './design-space.ts'

/** What a block memory is worth in LUTs where no device says it. */
const usualMemoryPrice = 300
/** Prices relative to what the device has of each: cheaper or dearer memories until a design fits. */
const priceFactors = [1, 0.3, 3, 0.1, 10, 0.03, 30, 0.001] as const

/** What a plan may take of a device. */
export function roomOf(device: Device, { utilisation }: Pick<Target, 'utilisation'>): Resources {
  return {
    lut: Math.floor(device.lut * utilisation.lut),
    ff: Math.floor(device.ff * utilisation.lut),
    memory: Math.floor(device.memory * utilisation.memory),
  }
}

/** Whether there is room for something; always, where no device is named. */
export function fits({ lut, ff, memory }: Resources, target: Target): boolean {
  if (target.device === null) return true
  const room = roomOf(target.device, target)
  return lut <= room.lut && ff <= room.ff && memory <= room.memory
}

/** The prices of a block memory, in LUTs, at which designs for a target are looked for, the usual one first. */
export function memoryPrices({ device }: Target): readonly number[] {
  if (device === null) return [usualMemoryPrice]
  return priceFactors.map((factor) => (factor * device.lut) / device.memory)
}

/** The cheapest design with an interval, or null when none fits. */
export function smallestDesign(space: DesignSpace, target: Target, interval: number): Design | null {
  for (const memoryPrice of memoryPrices(target)) {
    const design = cheapestAt(space, interval, memoryPrice)
    if (design !== null && fits(design.cost, target)) return design
  }
  return null
}

/** The cheapest design with at most so many cycles between frames. */
export function cheapestAt(space: DesignSpace, interval: number, memoryPrice: number): Design | null {
  return space.cheapest(
    space.groups.map(() => ({ cycles: interval, stationary: null })),
    memoryPrice,
  )
}

/** The fewest cycles between frames with which some design fits, or null when not even the slowest one does. */
export function leastIntervalThatFits(space: DesignSpace, target: Target): number | null {
  let least = space.leastInterval
  let most = space.mostInterval
  if (smallestDesign(space, target, most) === null) return null
  while (least < most) {
    const middle = Math.floor((least + most) / 2)
    if (smallestDesign(space, target, middle) === null) least = middle + 1
    else most = middle
  }
  return most
}
