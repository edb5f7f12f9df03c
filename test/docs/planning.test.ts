/** The table of docs/planning.md is what the planner answers now. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadModel } from '../../network/load-model.ts'
import type { Network } from '../../network/network.ts'
import { devices, findDevice } from '../../plan/devices.ts'
import { estimatePlan } from '../../plan/estimate.ts'
import { planForTarget } from '../../plan/search/planner.ts'
import { planningTarget } from '../../plan/target.ts'
import { describeWithData } from '../support/data.ts'

/** The cells of the table's rows. */
const rows = readFileSync('docs/planning.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| network') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

const shipped = 'SFC (ours)'

/** What the planner answers to a row, as the table says it. */
function answer(network: Network, [, rate, device]: readonly string[]): string[] {
  const asked = rate === 'as many as fit' ? { max: true } : { fps: Number(rate!.replaceAll(',', '')) }
  const plan = planForTarget(network, planningTarget({ ...asked, clockMhz: 200, device })!)
  const { total } = estimatePlan(network, plan, { clockMhz: 200, device: findDevice(device!) })
  return [plan.interval, plan.latency, total.lut, total.memory].map((value) => value.toLocaleString('en-US'))
}

it('is about the devices that the README lists', () => {
  const [, list] = /^Devices: ([^.]*)\./m.exec(readFileSync('README.md', 'utf8'))!
  expect(list!.split(', ')).toEqual(devices.map(({ name }) => name))
})

it('has rows', () => {
  expect(rows.length).toBeGreaterThan(4)
})

it.each(rows.filter(([name]) => name === shipped))('%s at %s frames/s on %s', (...row) => {
  expect(answer(loadModel('examples/sfc-mnist'), row)).toEqual(row.slice(3, 7))
})

const needed = ['bnn-pynq/mnist-lfcW1A1', 'bnn-pynq/cifar10-cnvW1A1', 'binarynet-cifar10/params.npz']

await describeWithData('published networks', needed, (data) => {
  const models: Readonly<Record<string, () => Network>> = {
    'LFC-W1A1': () => loadModel(data('bnn-pynq', 'mnist-lfcW1A1'), { topology: 'lfc' }),
    'CNV-W1A1': () => loadModel(data('bnn-pynq', 'cifar10-cnvW1A1'), { topology: 'cnv' }),
    BinaryNet: () => loadModel(data('binarynet-cifar10', 'params.npz')),
  }

  it.each(rows.filter(([name]) => name !== shipped))('%s at %s frames/s on %s', (...row) => {
    expect(answer(models[row[0]!]!(), row)).toEqual(row.slice(3, 7))
  })
})
