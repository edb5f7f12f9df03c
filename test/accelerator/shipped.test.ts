/** The networks that ship with us: RTL that every tool accepts, every score of the reference, the planned cycles. */

import { expect, it } from 'vitest'
import { loadMnistImages } from '../../examples/training/data.ts'
import { type ImageSet, loadImages } from '../../network/images.ts'
import { loadModel } from '../../network/load-model.ts'
import { defaultFolding } from '../../plan/folding.ts'
import { lintFolder } from '../../tools/lint.ts'
import { describeWithData } from '../support/data.ts'
import { bothRuns, elaborateInto, planInto } from '../support/elaborated.ts'
import { imageSet } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

async function holds(model: string, images: ImageSet, targetInterval: number): Promise<void> {
  const network = loadModel(`examples/${model}`)
  const elaborated = await elaborateInto(folder, network, defaultFolding(network, targetInterval))
  expect(await lintFolder(elaborated.directory, network.name)).toEqual([])
  const { expected, measured } = await bothRuns(elaborated, images, 20, 'verilator')
  expect(measured.images).toEqual(expected.images)
  expect(measured.cycles.interval).toBe(elaborated.plan.interval)
}

it.each([
  ['sfc-mnist', 256],
  ['cnn-mnist', 8192],
] as const)('%s runs in Verilator as in the reference', async (model, interval) => {
  await holds(model, loadMnistImages('t10k'), interval)
})

it.each([
  ['sfc-mnist', { fps: 12_360_000, clockMhz: 200, device: 'xczu7ev' }],
  ['cnn-mnist', { fps: 20_000, clockMhz: 200, device: 'xczu3eg' }],
] as const)('%s, planned for %o, runs in Verilator as planned', async (model, target) => {
  const network = loadModel(`examples/${model}`)
  const elaborated = await planInto(folder, network, target)
  expect(await lintFolder(elaborated.directory, network.name)).toEqual([])
  const { expected, measured } = await bothRuns(elaborated, loadMnistImages('t10k'), 100, 'verilator')
  expect(measured.images).toEqual(expected.images)
  const { interval, latency } = elaborated.plan
  expect(measured.cycles).toEqual({ interval, latency })
})

it('cnn-half-negative runs in Verilator as in the reference, on images of noise', async () => {
  const network = loadModel('examples/cnn-half-negative')
  await holds('cnn-half-negative', imageSet(network, 1, 20), 32_768)
})

await describeWithData('the network for CIFAR-10', ['cifar10/test_batch.bin'], (data) => {
  it('runs in Verilator as in the reference', async () => {
    await holds('cnn-half-negative', loadImages(data('cifar10', 'test_batch.bin')), 32_768)
  })
})
