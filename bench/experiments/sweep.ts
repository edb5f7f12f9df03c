/** The sweeps: every network at a range of rates, and every network as fast as each device allows. */

import type { Network } from '../../network/network.ts'
import { type Device, devices } from '../../plan/devices.ts'
import { estimatePlan } from '../../plan/estimate.ts'
import { planForTarget } from '../../plan/search/planner.ts'
import { planningTarget, type Target, type TargetOptions } from '../../plan/target.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { cnn, mlp } from './families.ts'

/** What one plan takes and gives. */
export interface Result {
  readonly network: string
  readonly device: string | null
  readonly clockMhz: number
  /** Cycles between frames. */
  readonly interval: number
  readonly framesPerSecond: number
  readonly latencyUs: number
  readonly tops: number
  readonly lut: number
  readonly memory: number
  /** Operations for each byte of input: an activation is a bit or a byte. */
  readonly intensity: number
}

/** A target that no plan meets, and why. */
export interface Refusal {
  readonly network: string
  readonly device: string | null
  readonly reason: string
}

export type Outcome = Result | Refusal

export function isResult(outcome: Outcome): outcome is Result {
  return 'interval' in outcome
}

/** The networks of the paper's evaluation. */
export function families(): readonly Network[] {
  return [...[1 / 4, 1 / 2, 1].map(cnn), ...[256, 512, 1024, 2048, 4096].map(mlp)]
}

/** One plan to make. */
export interface Experiment {
  readonly network: Network
  readonly target: TargetOptions
}

/** Cycles between frames of the rate sweep, for CNNs and perceptrons: what FINN's designs span, and beyond. */
const intervals = {
  cnn: [2048, 4096, 8192, 16_384, 32_768, 65_536, 262_144, 1_048_576],
  mlp: [16, 32, 64, 128, 512, 2048, 8192, 32_768],
}
const clockMhz = 200

/** Every network at a range of rates, on no device in particular (Xilinx LUTs). */
export function rateSweep(networks: readonly Network[]): Experiment[] {
  return networks.flatMap((network) =>
    intervals[network.layers[0]!.kind === 'convolution' ? 'cnn' : 'mlp'].map((interval) => ({
      network,
      target: { fps: Math.floor((clockMhz * 1e6) / interval), clockMhz },
    })),
  )
}

/** Every network as fast as each device allows, at the device's own clock. */
export function deviceSweep(networks: readonly Network[]): Experiment[] {
  return devices.flatMap(({ name }) =>
    networks.map((network) => ({ network, target: { max: true, device: name } })),
  )
}

/** Plans and estimates; a target out of reach is an outcome, too. */
export function outcomeOf({ network, target: options }: Experiment): Outcome {
  const target = planningTarget(options)
  if (target === null) throw new Error('internal: an experiment asks for no rate')
  const device = target.device?.name ?? null
  try {
    return resultOf(network, target)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { network: network.name, device, reason: error.message }
  }
}

function resultOf(network: Network, target: Target): Result {
  const { device, clockMhz: clock } = target
  const plan = planForTarget(network, target)
  const estimate = estimatePlan(network, plan, { clockMhz: clock, device })
  const { framesPerSecond, latencyUs, tops, total, operations } = estimate
  const [height, width, channels] = network.input.shape
  const inputBytes = (height * width * channels) / (network.input.kind === 'bits' ? 8 : 1)
  return {
    network: network.name,
    device: device?.name ?? null,
    clockMhz: clock,
    interval: plan.interval,
    framesPerSecond,
    latencyUs,
    tops,
    lut: total.lut,
    memory: total.memory,
    intensity: operations / inputBytes,
  }
}

/** Operations a second that a device could do if all that plans may use of it were XNOR-popcounts at `lutPerLane`. */
export function computeRoof(device: Device, lutPerLane: number, share: number): number {
  return ((device.lut * share) / lutPerLane) * 2 * device.clockMhz * 1e6
}
