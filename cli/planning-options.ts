/** The options that say what a plan should reach, and how their texts become numbers. */

import { type Command, InvalidArgumentError, Option } from 'commander'
import { defaultClockMhz, devices } from '../plan/devices.ts'
import { defaultInterval } from '../plan/folding.ts'
import {
  defaultUtilisation,
  framesOfLatency,
  type Optimisation,
  optimisations,
  type Utilisation,
} from '../plan/target.ts'

/** Their values. */
export interface PlanningOptions {
  readonly fps?: number
  readonly max?: boolean
  readonly clockMhz?: number
  readonly device?: string
  readonly utilisation?: Utilisation
  readonly latencyUs?: number
  readonly optimise?: Optimisation
  readonly folding?: string
}

/** Adds them to a command. */
export function withPlanningOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--fps <rate>', 'frames per second to reach; chooses the cheapest plan').argParser(
        aboveZero,
      ),
    )
    .addOption(new Option('--max', 'as many frames per second as fit the device').conflicts('fps'))
    .option(
      '--clock-mhz <frequency>',
      `clock (default: the device's usual one, otherwise ${defaultClockMhz})`,
      aboveZero,
    )
    .option('--device <name>', `device to plan for: ${devices.map(({ name }) => name).join(', ')}`)
    .option(
      '--utilisation <percent>',
      `of the LUTs, and after a comma of the memories, that may be used (default: ${100 * defaultUtilisation.lut},${100 * defaultUtilisation.memory})`,
      utilisation,
    )
    .option(
      '--latency-us <time>',
      `longest time to an answer (default: ${framesOfLatency} frames, as a goal)`,
      aboveZero,
    )
    .addOption(
      new Option('--optimise <what>', 'least area, or least latency that the device has room for').choices([
        ...optimisations,
      ]),
    )
    .addOption(
      new Option(
        '--folding <file>',
        `JSON {"layers":[{"pe":32,"simd":49}, …]}, in place of a target (default: at most ${defaultInterval.toLocaleString('en-US')} cycles a frame)`,
      ).conflicts(['fps', 'max', 'latencyUs', 'optimise', 'utilisation']),
    )
}

function aboveZero(text: string): number {
  const value = Number(text)
  if (/^\d/.test(text) && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a number above 0.')
}

function utilisation(text: string): Utilisation {
  const [lut, memory, ...rest] = text.split(',').map((part) => aboveZero(part) / 100)
  const values = [lut!, memory ?? lut!] as const
  if (rest.length > 0 || values.some((value) => value > 1)) {
    throw new InvalidArgumentError('It must be one or two percentages of at most 100, such as 70,85.')
  }
  return { lut: values[0], memory: values[1] }
}
