/** Why a target cannot be met: what is the most that can be reached, and which layer is in the way. */

import { InputError } from '../../tools/files/input-error.ts'
import type { Resources } from '../cost/resources.ts'
import { type Device, memoryNames } from '../devices.ts'
import { microseconds, type Target } from '../target.ts'
import { leastCycles } from './candidates.ts'
import type { Design, DesignSpace } from './design-space.ts'
import { cheapestAt, leastIntervalThatFits, memoryPrices, roomOf } from './fitting.ts'

/** The rate is beyond what any hardware of this kind reaches: a convolution takes a cycle for each of its pixels. */
export function outOfReach(space: DesignSpace, target: Target): InputError {
  const { leastInterval } = space
  const slowest = space.groups.find((group) => leastCycles(group) === leastInterval)!
  const { name } = slowest.layer
  return new InputError(
    `${requested(target)} cannot be reached: layer ${name} takes at least ${cycles(leastInterval)} a frame${slowest.layer.kind === 'convolution' ? ', one for each pixel' : ''}`,
    { place: space.network.name, help: bestRate(space, target) },
  )
}

/** No design with this interval fits the device. */
export function tooLarge(space: DesignSpace, target: Target, device: Device, interval: number): InputError {
  const design = nearestDesign(space, target, device, interval)
  return new InputError(
    `${requested(target)} do not fit ${device.name}: ${shortage(space, target, device, design)}`,
    {
      place: space.network.name,
      help: bestRate(space, target),
    },
  )
}

/** The network does not fit the device at any rate. */
export function neverFits(space: DesignSpace, target: Target, device: Device): InputError {
  const design = nearestDesign(space, target, device, space.mostInterval)
  return new InputError(`no rate fits ${device.name}: ${shortage(space, target, device, design)}`, {
    place: space.network.name,
    help: 'the weights need room at any rate: use a larger device, or a smaller network',
  })
}

/** The latency is beyond what is found at this rate. */
export function tooLate(space: DesignSpace, target: Target, best: Design, latency: number): InputError {
  const reached = microseconds(latency, target.clockMhz).toPrecision(4)
  const slowest = best.candidates.findIndex(({ cycles }) => cycles === best.interval)
  const { name } = space.groups[slowest]!.layer
  return new InputError(
    `a latency of ${target.latencyUs} us is not reached: the least one found is ${reached} us; layer ${name} alone is busy with a frame for ${cycles(best.interval)}`,
    {
      place: space.network.name,
      help: 'allow more latency, or ask for more frames per second, a faster clock, or a larger device',
    },
  )
}

function requested({ framesPerSecond, clockMhz }: Target): string {
  if (framesPerSecond === null) return `any rate at ${clockMhz} MHz`
  return `${number(framesPerSecond)} frames/s at ${clockMhz} MHz`
}

const kinds = ['lut', 'ff', 'memory'] as const

/** How much of the room for something a design takes; above 1 it does not fit. */
function demand({ cost }: Design, room: Resources, kind: keyof Resources): number {
  return cost[kind] / room[kind]
}

/** Of the designs with an interval, whatever memories are worth, that which comes nearest to fitting. */
function nearestDesign(space: DesignSpace, target: Target, device: Device, interval: number): Design {
  const room = roomOf(device, target)
  const excess = (design: Design) => Math.max(...kinds.map((kind) => demand(design, room, kind)))
  const designs = memoryPrices(target).flatMap((price) => cheapestAt(space, interval, price) ?? [])
  if (designs.length === 0) throw new Error('internal: an interval within reach has no design')
  return designs.reduce((nearest, design) => (excess(design) < excess(nearest) ? design : nearest))
}

/** What is missing most, and which layer wants most of it. */
function shortage(space: DesignSpace, target: Target, device: Device, design: Design): string {
  const room = roomOf(device, target)
  const unit = { lut: 'LUTs', ff: 'flip-flops', memory: memoryNames[device.family] } as const
  const scarce = kinds.reduce((worst, kind) =>
    demand(design, room, kind) > demand(design, room, worst) ? kind : worst,
  )
  const shares = design.candidates.map(({ cost }) => cost[scarce])
  const largest = shares.indexOf(Math.max(...shares))
  const { name } = space.groups[largest]!.layer
  return (
    `about ${number(Math.ceil(design.cost[scarce]))} ${unit[scarce]} are needed and ${number(room[scarce])} may be used; ` +
    `layer ${name} alone takes ${number(Math.ceil(shares[largest]!))}`
  )
}

function bestRate(space: DesignSpace, target: Target): string {
  const interval = leastIntervalThatFits(space, target)
  if (interval === null) return 'no rate fits this device: use a larger one'
  const rate = Math.floor((target.clockMhz * 1e6) / interval)
  return `the best reachable rate is ${number(rate)} frames/s, a frame every ${cycles(interval)}`
}

function cycles(count: number): string {
  return count === 1 ? '1 cycle' : `${number(count)} cycles`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
