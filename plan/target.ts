/** What a user asks of a plan: a rate or the highest one, a clock, a device, a latency. */

import { InputError } from '../tools/files/input-error.ts'
import { type Device, defaultClockMhz, defaultFamily, type Family, findDevice } from './devices.ts'

/** The shares of a device that a plan may take. */
export interface Utilisation {
  readonly lut: number
  readonly memory: number
}

/** Room for what plans do not know: the shell around the network, and the freedom that placement needs. */
export const defaultUtilisation: Utilisation = { lut: 0.8, memory: 0.9 }

/** What plans are made small in: the least area, or the least latency that the device has room for. */
export const optimisations = ['area', 'latency'] as const
export type Optimisation = (typeof optimisations)[number]

/** What is asked for, checked. */
export interface Target {
  /** Frames a second, or null for as many as the device can take. */
  readonly framesPerSecond: number | null
  readonly clockMhz: number
  readonly device: Device | null
  readonly family: Family
  readonly utilisation: Utilisation
  /** A bound that must be met; null for the goal of `framesOfLatency` frame times, which may be missed where it is too dear. */
  readonly latencyUs: number | null
  readonly optimise: Optimisation
}

/** Frame times that a frame should take from its first beat to its answer, where nobody says otherwise. */
export const framesOfLatency = 2.4

/** What a user may say, as the options of a command. */
export interface TargetOptions {
  readonly fps?: number | undefined
  readonly max?: boolean | undefined
  readonly clockMhz?: number | undefined
  readonly device?: string | undefined
  readonly utilisation?: Partial<Utilisation> | undefined
  readonly latencyUs?: number | undefined
  readonly optimise?: Optimisation | undefined
}

/**
 * The target that options stand for; null when they ask for no rate.
 *
 * @throws InputError for options that contradict each other or lack a partner.
 *
 * @example
 * planningTarget({ fps: 12_000, clockMhz: 200, device: 'xcku115' }).family // 'xilinx'
 */
export function planningTarget(options: TargetOptions): Target | null {
  const { fps, max = false, latencyUs, optimise = 'area', utilisation } = options
  const device = options.device === undefined ? null : findDevice(options.device)
  if (fps !== undefined && max) refuse('--fps and --max contradict each other', 'give one of them')
  if (fps === undefined && !max) {
    const strays = {
      '--optimise': optimise === 'latency',
      '--latency-us': latencyUs !== undefined,
      '--utilisation': utilisation !== undefined,
    }
    const stray = Object.entries(strays).find(([, given]) => given)
    if (stray !== undefined) refuse(`${stray[0]} needs a rate`, 'give --fps N, or --max with a device')
    return null
  }
  if (max && device === null) refuse('--max needs a device to fill', 'name one with --device')
  if (optimise === 'latency' && device === null) {
    refuse('--optimise latency needs a device, whose room it spends', 'name one with --device')
  }
  if (utilisation !== undefined && device === null)
    refuse('--utilisation needs a device', 'name one with --device')
  return {
    framesPerSecond: fps ?? null,
    clockMhz: clockOf(options),
    device,
    family: device?.family ?? defaultFamily,
    utilisation: { ...defaultUtilisation, ...utilisation },
    latencyUs: latencyUs ?? null,
    optimise,
  }
}

/** The clock that options name, or the device's own. */
export function clockOf({ clockMhz, device }: Pick<TargetOptions, 'clockMhz' | 'device'>): number {
  return clockMhz ?? (device === undefined ? defaultClockMhz : findDevice(device).clockMhz)
}

/** The most cycles between frames that keep a rate. */
export function intervalFor(framesPerSecond: number, clockMhz: number): number {
  return Math.floor((clockMhz * 1e6) / framesPerSecond)
}

/**
 * Whether a plan misses the goal of `framesOfLatency` frame times, which holds where nobody says anything of latency.
 *
 * @example
 * missesLatencyGoal(planningTarget({ fps: 1000, clockMhz: 1 })!, { interval: 1000, latency: 2500 }) // true
 */
export function missesLatencyGoal(
  { framesPerSecond, clockMhz, latencyUs, optimise }: Target,
  { interval, latency }: { readonly interval: number; readonly latency: number },
): boolean {
  if (latencyUs !== null || optimise === 'latency') return false
  const asked = framesPerSecond === null ? interval : intervalFor(framesPerSecond, clockMhz)
  return latency > framesOfLatency * asked
}

/** Cycles in microseconds. */
export function microseconds(cycles: number, clockMhz: number): number {
  return cycles / clockMhz
}

function refuse(message: string, help: string): never {
  throw new InputError(message, { help })
}
