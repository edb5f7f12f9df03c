/** Training a binarized network: it learns, it resumes where it stopped, and folding into integers changes no bit. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCheckpoint, saveCheckpoint } from '../../examples/training/checkpoint.ts'
import {
  loadMnist,
  PIXELS,
  type Samples,
  SIDE,
  shuffledBatches,
  slice,
} from '../../examples/training/data.ts'
import { countDifferences, toNetwork } from '../../examples/training/fold.ts'
import { calibrate, countCorrect } from '../../examples/training/inference.ts'
import { startBackend } from '../../examples/training/layers.ts'
import { Random } from '../../examples/training/random.ts'
import { type Recipe, startTraining, type Training, trainEpoch } from '../../examples/training/train.ts'
import { loadNetwork, saveNetwork } from '../../network/files.ts'
import type { FullyConnectedLayer, Network } from '../../network/network.ts'

const recipe: Recipe = {
  seed: 7,
  epochs: 4,
  widths: [PIXELS, 48, 32, 10],
  convolutions: 0,
  batchSize: 50,
  shift: 1,
  rate: 0.1,
  finalRate: 0.01,
  normalizationRate: 0.1,
  scoreScale: 1 / 4,
}

let few: Samples
let others: Samples
const folder = mkdtempSync(join(tmpdir(), 'bitloom-training-'))

beforeAll(async () => {
  await startBackend()
  const { training, holdOut } = loadMnist()
  few = slice(training, 0, 620)
  others = slice(holdOut, 0, 300)
})
afterAll(() => rmSync(folder, { recursive: true }))

function trained(epochs: number, training: Training = startTraining(recipe)): Training {
  while (training.epoch < epochs) trainEpoch(training, few)
  return training
}

describe('a tiny training run', () => {
  it('learns: the loss falls, and unseen images are told apart', () => {
    const training = startTraining(recipe)
    const losses = Array.from({ length: recipe.epochs }, () => trainEpoch(training, few))
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!)
    const statistics = calibrate(training.model, few)
    expect(countCorrect(training.model, statistics, others)).toBeGreaterThan(0.5 * others.count)
  })

  it('keeps latent weights within [-1, 1]', () => {
    const { model } = trained(1)
    for (const { latent } of model) expect(latent.every((weight) => Math.abs(weight) <= 1)).toBe(true)
  })

  it('gives the same bits when it is repeated', () => {
    expect(trained(1)).toEqual(trained(1))
  })

  it('gives the same bits when it stops and resumes', () => {
    const path = join(folder, 'checkpoint.npz')
    saveCheckpoint(trained(1), path)
    const resumed = loadCheckpoint(path, recipe)
    expect(resumed.epoch).toBe(1)
    expect(trained(2, resumed)).toEqual(trained(2))
  })

  it('refuses the checkpoint of another recipe', () => {
    const path = join(folder, 'other.npz')
    saveCheckpoint(startTraining(recipe), path)
    expect(() => loadCheckpoint(path, { ...recipe, seed: 8 })).toThrow('belongs to another recipe')
  })
})

describe('shuffled batches', () => {
  it('hold every image once, and leave out what does not fill a batch', () => {
    const batches = [...shuffledBatches(few, 60, 0, new Random(3))]
    expect(batches.map(({ labels }) => labels.length)).toEqual(Array(10).fill(60))
    const all = [...shuffledBatches(few, 62, 0, new Random(3))].flatMap(({ labels }) => [...labels])
    expect(all).not.toEqual([...few.labels])
    expect(all.toSorted()).toEqual([...few.labels].toSorted())
  })

  it('move images by every distance up to the shift, and turn bits into ±1', () => {
    const bits = new Uint8Array(400 * PIXELS)
    for (let image = 0; image < 400; image++) bits[image * PIXELS + 14 * SIDE + 14] = 1
    const [batch] = shuffledBatches({ count: 400, bits, labels: new Uint8Array(400) }, 400, 1, new Random(5))
    const places = new Set<number>()
    for (let image = 0; image < 400; image++) {
      const pixels = batch!.images.subarray(image * PIXELS, (image + 1) * PIXELS)
      expect(pixels.reduce((sum, pixel) => sum + pixel)).toBe(1 - (PIXELS - 1))
      places.add(pixels.indexOf(1))
    }
    const expected = [13, 14, 15].flatMap((row) => [13, 14, 15].map((column) => row * SIDE + column))
    expect([...places].toSorted((a, b) => a - b)).toEqual(expected)
  })
})

describe('folding into integers', () => {
  let training: Training
  let network: Network

  beforeAll(() => {
    training = trained(2)
    // Scales hardly ever cross zero in so short a run, yet inverted and constant neurons must fold as well.
    const { gamma, beta } = training.model[0]!
    for (let neuron = 0; neuron < 8; neuron++) gamma[neuron] = -gamma[neuron]!
    for (const [neuron, shift] of [0.5, 0, -0.5].entries()) {
      gamma[8 + neuron] = 0
      beta[8 + neuron] = shift
    }
    network = toNetwork(training.model, calibrate(training.model, few), 'tiny')
  })

  it('keeps every bit and every score of the floating-point network', () => {
    const statistics = calibrate(training.model, few)
    expect(countDifferences(training.model, statistics, network, others)).toBe(0)
  })

  it('notices a single threshold that is off by one', () => {
    const statistics = calibrate(training.model, few)
    const [first, ...rest] = network.layers as FullyConnectedLayer[]
    const thresholds = first!.thresholds!.map((threshold, neuron) => threshold + Number(neuron === 20))
    const wrong = { ...network, layers: [{ ...first!, thresholds }, ...rest] }
    expect(countDifferences(training.model, statistics, wrong, others)).toBeGreaterThan(0)
  })

  it('turns neurons without scale into constants', () => {
    const [first] = network.layers as FullyConnectedLayer[]
    expect([...first!.thresholds!.subarray(8, 11)]).toEqual([0, 0, PIXELS + 1])
  })

  it('survives the way through our file format', () => {
    saveNetwork(network, folder)
    expect(loadNetwork(folder)).toEqual(network)
  })
})
