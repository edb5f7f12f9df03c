/** `npm run power`: an estimate of the dynamic power of an elaborated network, from activity counted in simulation. */

import Table from 'cli-table3'
import { checkImages, loadImages } from '../network/images.ts'
import { findDevice } from '../plan/devices.ts'
import { estimatePlan } from '../plan/estimate.ts'
import { type Activity, estimatePower, type PowerEstimate, uncertainty } from '../plan/power.ts'
import { countActivity } from '../run/activity.ts'
import { loadElaborated } from '../run/elaborated-folder.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { command, positive, runIfStarted } from './command.ts'

interface PowerOptions {
  readonly images: string
  readonly frames: number
  readonly device: string
  readonly clockMhz?: number
  readonly json?: string
}

export const program = command(
  'power',
  'Estimates dynamic power from switching activity, within a factor of two or so.',
)
  .argument('<folder>', 'a folder that `npm run elaborate` wrote')
  .requiredOption('--images <file>', 'MNIST IDX or CIFAR-10 file; recognised by its content')
  .option('--frames <n>', 'frames to watch in steady state', positive, 1)
  .option('--device <name>', 'device, which decides the technology', 'xcku115')
  .option('--clock-mhz <f>', "clock (default: the device's own)", positive)
  .option('--json <file>', 'write activity and watts as JSON, too')
  .action((directory: string, options: PowerOptions) => {
    const folder = loadElaborated(directory)
    const images = loadImages(options.images)
    checkImages(images, folder.network)
    const device = findDevice(options.device)
    const clockMhz = options.clockMhz ?? device.clockMhz
    const activity = countActivity(folder, images, options.frames)
    const power = estimatePower(
      estimatePlan(folder.network, folder.plan, { clockMhz, device }),
      activity,
      device,
    )
    console.log(render(power, activity))
    if (options.json !== undefined) writeFileWhole(options.json, formatJson({ power, activity }))
  })

function render(power: PowerEstimate, activity: Activity): string {
  const milliwatts = (watts: number) => (1000 * watts).toFixed(1)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const table = new Table({
    head: ['layer', 'toggle rate', 'reads', 'clock, mW', 'registers', 'logic', 'memory', 'all'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  power.layers.forEach(({ name, clock, registers, logic, memory, total }, index) => {
    const { toggleRate, readRate } = activity.layers[index]!
    const watts = [clock, registers, logic, memory, total].map(milliwatts)
    table.push([name, percent(toggleRate), percent(readRate), ...watts])
  })
  const watts = (value: number) => value.toFixed(2)
  return [
    table.toString(),
    `estimate: ${watts(power.total)} W dynamic (${watts(power.atLeast)} to ${watts(power.atMost)} W: the capacitances are assumed, ` +
      `within a factor of ${uncertainty}), ${power.device} (${power.technology}) at ${power.clockMhz} MHz`,
    `activity of ${activity.cycles} cycles; without leakage, pins, glitches, and what stands around the network`,
  ].join('\n')
}

await runIfStarted(program, import.meta)
