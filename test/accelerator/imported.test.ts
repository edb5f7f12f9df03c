/** The networks whose files others have published, with noise in place of their weights: read from files, run in RTL. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { networkDesign } from '../../accelerator/design.ts'
import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import { loadMnistImages } from '../../examples/training/data.ts'
import { networkFiles } from '../../network/files.ts'
import { firstImages } from '../../network/images.ts'
import { loadModel } from '../../network/load-model.ts'
import { withPadding } from '../../network/padding.ts'
import { formatPlan, planFile } from '../../plan/files.ts'
import { defaultFolding } from '../../plan/folding.ts'
import { planFor } from '../../plan/make-plan.ts'
import { type ElaboratedFolder, loadElaborated } from '../../run/elaborated-folder.ts'
import { traceNetwork } from '../../run/run-chunk.ts'
import { simulateNetwork } from '../../run/simulate-network.ts'
import { writeNpz } from '../../tools/files/npz.ts'
import { lintFolder } from '../../tools/lint.ts'
import { binaryNetArrays } from '../network/binarynet-file.ts'
import { packLfc } from '../network/lfc-folder.ts'
import { bothRuns, elaborateInto, foldingOf, planInto } from '../support/elaborated.ts'
import { imageSet } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

describe('SFC with thresholds behind its scores', () => {
  const folding = foldingOf([16, 49], [16, 16], [8, 32], [5, 16])
  const images = loadMnistImages('t10k')
  let sfc: ElaboratedFolder

  beforeAll(async () => {
    const network = loadModel(packLfc(join(folder, 'sfc-files'), 256), { topology: 'sfc' })
    sfc = await elaborateInto(folder, network, folding)
  })

  it('is RTL that all three tools accept without a message', async () => {
    expect(await lintFolder(sfc.directory, 'sfc')).toEqual([])
  })

  it.each([
    ['verilator', 100],
    ['icarus', 10],
  ] as const)(
    'gives every score of the reference in %s, in the cycles of the plan',
    async (simulator, count) => {
      const { expected, measured } = await bothRuns(sfc, images, count, simulator)
      expect(measured.images).toEqual(expected.images)
      expect(measured.cycles).toEqual({ interval: sfc.plan.interval, latency: sfc.plan.latency })
    },
  )

  it('takes exactly as many cycles a frame as planned, over twelve frames back to back', async () => {
    const { beats } = await traceNetwork(sfc, firstImages(images, 12), 'engine')
    const cycles = beats.result!.map(({ cycle }) => cycle)
    const distances = cycles.slice(1).map((cycle, frame) => cycle - cycles[frame]!)
    expect(distances).toEqual(Array.from({ length: 11 }, () => sfc.plan.interval))
  })

  it('computes the same with the input of every other layer held still', async () => {
    const { network } = sfc
    const held = ['output', 'input', 'output', 'input'] as const
    const plan = planFor(
      network,
      folding,
      held.map((stationary) => ({ stationary })),
    )
    const mixed = join(folder, 'mixed')
    const files = new Map<string, string | Uint8Array>([
      ...emitDesign(networkDesign(network, plan)).files,
      ...networkFiles(network),
      [planFile, formatPlan(plan)],
    ])
    await writeFolder(files, mixed)
    expect(await lintFolder(mixed, 'sfc')).toEqual([])
    const { expected, measured } = await bothRuns(loadElaborated(mixed), images, 20, 'verilator')
    expect(measured.images).toEqual(expected.images)
    expect(measured.cycles).toEqual({ interval: plan.interval, latency: plan.latency })
  })

  it.each(['engine', 'verilator'] as const)(
    'gives the same scores under random stalls of both streams in %s',
    async (simulator) => {
      const stalls = {
        image: { kind: 'random', seed: 1, probability: 0.6 },
        result: { kind: 'random', seed: 2, probability: 0.9 },
      } as const
      const some = firstImages(images, 16)
      const expected = await simulateNetwork(sfc, some, { simulator: 'reference' })
      const measured = await simulateNetwork(sfc, some, { simulator, stalls })
      expect(measured.images).toEqual(expected.images)
    },
  )
})

describe('BinaryNet, a sixteenth as wide', () => {
  const path = join(folder, 'params.npz')
  writeFileSync(path, writeNpz(binaryNetArrays([8, 8, 16, 16, 32, 32, 64, 64, 10], 4)))
  const network = loadModel(path, { format: 'binarynet' })
  const images = imageSet(network, 5, 20)

  it.each(['zero', 'negative', 'positive', 'checkerboard'])(
    'gives every score of the reference with %s padding',
    async (mode) => {
      const padded = withPadding(network, mode)
      const elaborated = await elaborateInto(folder, padded, defaultFolding(padded, 4096))
      expect(await lintFolder(elaborated.directory, 'binarynet')).toEqual([])
      const { expected, measured } = await bothRuns(elaborated, images, 10, 'verilator')
      expect(measured.images).toEqual(expected.images)
      expect(measured.cycles.interval).toBe(elaborated.plan.interval)
    },
  )

  it('planned for a device, keeps the cycles of the plan, and takes a single image, too', async () => {
    const elaborated = await planInto(folder, network, { fps: 12_000, clockMhz: 200, device: 'xczu3eg' })
    const { interval, latency } = elaborated.plan
    expect(interval).toBeLessThanOrEqual(16_666)
    const { expected, measured } = await bothRuns(elaborated, images, 20, 'verilator')
    expect(measured.images).toEqual(expected.images)
    expect(measured.cycles).toEqual({ interval, latency })
    const single = await bothRuns(elaborated, images, 1, 'verilator')
    expect(single.measured.images).toEqual(single.expected.images)
    expect(single.measured.cycles).toEqual({ interval: null, latency })
  })
})
