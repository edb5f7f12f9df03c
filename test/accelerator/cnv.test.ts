/** CNV-W1A1, published parameters: convolutions and pools in RTL, every score and the promised cycles. */

import { beforeAll, describe, expect, it } from 'vitest'
import { type ImageSet, loadImages } from '../../network/images.ts'
import { loadModel } from '../../network/load-model.ts'
import type { ElaboratedFolder } from '../../run/simulate-network.ts'
import { lintFolder } from '../../tools/lint.ts'
import { describeWithData } from '../support/data.ts'
import { bothRuns, elaborateInto, foldingOf } from '../support/elaborated.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** FINN's folding for the Z7020. */
const finnFolding = foldingOf([16, 3], [32, 32], [16, 32], [16, 32], [4, 32], [1, 32], [1, 4], [1, 8], [5, 1])

const folder = temporaryFolder()
const wanted = ['bnn-pynq/cifar10-cnvW1A1', 'cifar10/test_batch.bin']

await describeWithData("CNV with FINN's folding", wanted, (data) => {
  let cnv: ElaboratedFolder
  let images: ImageSet

  beforeAll(async () => {
    const network = loadModel(data('bnn-pynq', 'cifar10-cnvW1A1'), { topology: 'cnv' })
    cnv = await elaborateInto(folder, network, finnFolding)
    images = loadImages(data('cifar10', 'test_batch.bin'))
  })

  it('is RTL that all three tools accept without a message', async () => {
    expect(await lintFolder(cnv.directory, 'cnv')).toEqual([])
  })

  it('gives 170 correct answers and every score of the reference for 200 images in Verilator', async () => {
    const { expected, measured } = await bothRuns(cnv, images, 200, 'verilator')
    expect(measured.images).toEqual(expected.images)
    expect(measured.correct).toBe(170)
  })

  it('takes a single image, which is long on its way', async () => {
    const { expected, measured } = await bothRuns(cnv, images, 1, 'verilator')
    expect(measured.images).toEqual(expected.images)
    expect(measured.cycles).toEqual({ interval: null, latency: cnv.plan.latency })
  })

  it('takes exactly 32,768 cycles a frame, as planned', async () => {
    const { measured } = await bothRuns(cnv, images, 8, 'verilator')
    expect(measured.cycles.interval).toBe(32_768)
    expect(cnv.plan.interval).toBe(32_768)
  })

  it('gives every score of the reference for two images in Icarus', async () => {
    const { expected, measured } = await bothRuns(cnv, images, 2, 'icarus')
    expect(measured.images).toEqual(expected.images)
    expect(measured.cycles).toEqual({ interval: 32_768, latency: cnv.plan.latency })
  })
})

describe('the folding of this file', () => {
  it('has a fold for each of the nine layers of CNV with neurons', () => {
    expect(finnFolding.layers).toHaveLength(9)
  })
})
