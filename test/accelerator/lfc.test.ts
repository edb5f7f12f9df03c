/** LFC-W1A1, published parameters: the RTL gives the reference's scores, in the cycles that the plan promises. */

import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { networkDesign } from '../../accelerator/design.ts'
import { elaborateNetwork } from '../../accelerator/elaborate-network.ts'
import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import { loadMnistImages } from '../../examples/training/data.ts'
import { networkFiles } from '../../network/files.ts'
import { firstImages, type ImageSet } from '../../network/images.ts'
import { loadModel } from '../../network/load-model.ts'
import { formatPlan, planFile } from '../../plan/files.ts'
import { planFor } from '../../plan/make-plan.ts'
import {
  type ElaboratedFolder,
  loadElaborated,
  simulateNetwork,
  traceNetwork,
} from '../../run/simulate-network.ts'
import { lintFolder } from '../../tools/lint.ts'
import { describeWithData } from '../support/data.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** FINN's folding for the Z7020. */
const finnFolding = {
  layers: [
    { pe: 32, simd: 49 },
    { pe: 64, simd: 32 },
    { pe: 32, simd: 64 },
    { pe: 10, simd: 8 },
  ],
}

const folder = temporaryFolder()

await describeWithData("LFC with FINN's folding", ['bnn-pynq/mnist-lfcW1A1'], (data) => {
  const directory = join(folder, 'lfc')
  let lfc: ElaboratedFolder
  let images: ImageSet

  beforeAll(async () => {
    const network = loadModel(data('bnn-pynq', 'mnist-lfcW1A1'), { topology: 'lfc' })
    await writeFolder(elaborateNetwork(network, finnFolding).files, directory)
    lfc = loadElaborated(directory)
    images = loadMnistImages('t10k')
  })

  it('is RTL that all three tools accept without a message', async () => {
    expect(await lintFolder(directory, 'lfc')).toEqual([])
  })

  it('gives 983 correct answers and every score of the reference for 1,000 images in Verilator', async () => {
    const thousand = firstImages(images, 1000)
    const expected = await simulateNetwork(lfc, thousand, { simulator: 'reference' })
    const measured = await simulateNetwork(lfc, thousand, { simulator: 'verilator' })
    expect(measured.images).toEqual(expected.images)
    expect(measured.correct).toBe(983)
    expect(measured.cycles).toEqual({ interval: 512, latency: lfc.plan.latency })
  })

  it('gives every score of the reference for 20 images in Icarus', async () => {
    const twenty = firstImages(images, 20)
    const expected = await simulateNetwork(lfc, twenty, { simulator: 'reference' })
    const measured = await simulateNetwork(lfc, twenty, { simulator: 'icarus' })
    expect(measured.images).toEqual(expected.images)
    expect(measured.cycles).toEqual({ interval: 512, latency: lfc.plan.latency })
  })

  it('takes exactly 512 cycles a frame over twelve frames back to back, as planned', async () => {
    const { beats } = await traceNetwork(lfc, firstImages(images, 12), 'engine')
    const cycles = beats.result!.map(({ cycle }) => cycle)
    const distances = cycles.slice(1).map((cycle, frame) => cycle - cycles[frame]!)
    expect(distances).toEqual(Array.from({ length: 11 }, () => 512))
    expect(lfc.plan.interval).toBe(512)
  })

  it('computes the same with the input of every other layer held still, and sooner', async () => {
    const { network } = lfc
    const held = ['output', 'input', 'output', 'input'] as const
    const plan = planFor(
      network,
      finnFolding,
      held.map((stationary) => ({ stationary })),
    )
    const mixed = join(folder, 'mixed')
    const files = new Map<string, string | Uint8Array>([
      ...emitDesign(networkDesign(network, plan)).files,
      ...networkFiles(network),
      [planFile, formatPlan(plan)],
    ])
    await writeFolder(files, mixed)
    expect(await lintFolder(mixed, 'lfc')).toEqual([])
    const some = firstImages(images, 20)
    const expected = await simulateNetwork(lfc, some, { simulator: 'reference' })
    const measured = await simulateNetwork(loadElaborated(mixed), some, { simulator: 'verilator' })
    expect(measured.images).toEqual(expected.images)
    expect(measured.cycles).toEqual({ interval: 512, latency: plan.latency })
  })

  describe('under random stalls of the image and the result stream', () => {
    const stalls = {
      image: { kind: 'random', seed: 1, probability: 0.6 },
      result: { kind: 'random', seed: 2, probability: 0.9 },
    } as const

    it.each(['engine', 'verilator'] as const)('gives the same scores in %s', async (simulator) => {
      const some = firstImages(images, 16)
      const expected = await simulateNetwork(lfc, some, { simulator: 'reference' })
      const measured = await simulateNetwork(lfc, some, { simulator, stalls })
      expect(measured.images).toEqual(expected.images)
    })
  })
})

describe('the folding of this file', () => {
  it('has a fold for each of the four layers of LFC', () => {
    expect(finnFolding.layers).toHaveLength(4)
  })
})
