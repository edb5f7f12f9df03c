/** BinaryNet, 1.2 GOP a frame: zero padding, exactly, on a 1-bit datapath, and the other paddings as test vectors. */

import { beforeAll, describe, expect, it } from 'vitest'
import { type ImageSet, loadImages } from '../../network/images.ts'
import { loadModel } from '../../network/load-model.ts'
import type { Network } from '../../network/network.ts'
import { withPadding } from '../../network/padding.ts'
import { lintFolder } from '../../tools/lint.ts'
import { describeWithData } from '../support/data.ts'
import { bothRuns, elaborateInto, foldingOf, planInto } from '../support/elaborated.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** A frame every 16,384 cycles: 12,207 frames a second at 200 MHz. */
const folding = foldingOf(
  [128, 3],
  [128, 128],
  [37, 128],
  [37, 256],
  [37, 128],
  [37, 256],
  [1, 512],
  [1, 64],
  [1, 1],
)

const folder = temporaryFolder()

await describeWithData('BinaryNet', ['binarynet-cifar10/params.npz', 'cifar10/test_batch.bin'], (data) => {
  let network: Network
  let images: ImageSet

  beforeAll(() => {
    network = loadModel(data('binarynet-cifar10', 'params.npz'), { format: 'binarynet' })
    images = loadImages(data('cifar10', 'test_batch.bin'))
  })

  it('at 12,000 frames/s gives every score of the reference for 100 images, in the cycles of the plan', async () => {
    const elaborated = await planInto(folder, network, { fps: 12_000, clockMhz: 200, device: 'xcku115' })
    expect(await lintFolder(elaborated.directory, 'binarynet')).toEqual([])
    const { expected, measured } = await bothRuns(elaborated, images, 100, 'verilator')
    expect(measured.images).toEqual(expected.images)
    const { interval, latency } = elaborated.plan
    expect(measured.cycles).toEqual({ interval, latency })
    expect(interval).toBeLessThanOrEqual(16_666)
    expect(latency).toBeLessThanOrEqual(40_000)
  })

  it.each(['zero', 'negative', 'positive', 'checkerboard'])(
    'gives every score of the reference with %s padding',
    async (mode) => {
      const elaborated = await elaborateInto(folder, withPadding(network, mode), folding)
      const { expected, measured } = await bothRuns(elaborated, images, 10, 'verilator')
      expect(measured.images).toEqual(expected.images)
      expect(measured.cycles.interval).toBe(elaborated.plan.interval)
    },
  )
})

describe('the folding of this file', () => {
  it('has a fold for each of the nine layers of BinaryNet with neurons', () => {
    expect(folding.layers).toHaveLength(9)
  })
})
