/** Training with convolutions: padding, windows and pools, their gradients, and folding into integers. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { pool, poolGradient, windows, windowsGradient } from '../../examples/training/convolution.ts'
import { loadMnist, type Samples, slice } from '../../examples/training/data.ts'
import { countDifferences, toNetwork } from '../../examples/training/fold.ts'
import { calibrate, countCorrect, type Statistics } from '../../examples/training/inference.ts'
import { startBackend } from '../../examples/training/layers.ts'
import { Random } from '../../examples/training/random.ts'
import { type Recipe, startTraining, type Training, trainEpoch } from '../../examples/training/train.ts'
import type { ConvolutionLayer, ImageShape, Network } from '../../network/network.ts'

const recipe: Recipe = {
  seed: 5,
  epochs: 3,
  widths: [1, 6, 8, 24, 10],
  convolutions: 2,
  batchSize: 50,
  shift: 0,
  rate: 0.1,
  finalRate: 0.02,
  normalizationRate: 0.1,
  scoreScale: 1 / 4,
}

let few: Samples
let others: Samples

beforeAll(async () => {
  await startBackend()
  const { training, holdOut } = loadMnist()
  few = slice(training, 0, 1000)
  others = slice(holdOut, 0, 200)
})

function randomTensor(rows: number, columns: number, random: Random): tf.Tensor2D {
  const values = Float32Array.from({ length: rows * columns }, () => random.next() - 0.5)
  return tf.tensor2d(values, [rows, columns])
}

function inner(a: tf.Tensor, b: tf.Tensor): number {
  const others = b.dataSync()
  return (a.dataSync() as Float32Array).reduce((sum, value, at) => sum + value * others[at]!, 0)
}

describe('windows', () => {
  it('come quarter after quarter, with -1 outside the map', () => {
    const map = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2])
    const rows = [...windows(map, [2, 2, 2]).dataSync()]
    const outside = [-1, -1]
    expect(rows.slice(0, 18)).toEqual([
      ...[outside, outside, outside].flat(),
      ...[outside, [1, 2], [3, 4]].flat(),
      ...[outside, [5, 6], [7, 8]].flat(),
    ])
    expect(rows.slice(3 * 18, 3 * 18 + 12)).toEqual([1, 2, 3, 4, ...outside, 5, 6, 7, 8, ...outside])
  })

  it('keep the windows of two images side by side in each quarter', () => {
    const random = new Random(1)
    const shape: ImageShape = [4, 6, 3]
    const maps = randomTensor(2 * 24, 3, random)
    const both = windows(maps, shape).dataSync()
    const second = windows(tf.slice2d(maps, [24, 0], [24, 3]), shape).dataSync()
    const quarter = second.length / 4
    for (let place = 0; place < 4; place++) {
      const from = (2 * place + 1) * quarter
      expect(both.subarray(from, from + quarter)).toEqual(
        second.subarray(place * quarter, (place + 1) * quarter),
      )
    }
  })

  it('have the transposed matrix as their gradient: <windows(x) + padding, g> = <x, gradient(g)>', () => {
    const random = new Random(2)
    const shape: ImageShape = [4, 6, 3]
    const maps = randomTensor(2 * 24, 3, random)
    const gradient = randomTensor(2 * 24, 27, random)
    const linear = tf.sub(windows(maps, shape), windows(tf.zerosLike(maps), shape))
    expect(inner(linear, gradient)).toBeCloseTo(inner(maps, windowsGradient(gradient, shape)), 4)
  })
})

describe('pool', () => {
  const dots = () => tf.tensor2d([5, 1, 3, 3, 5, 9, 3, 1], [8, 1])

  it('takes the greatest of the four quarters', () => {
    expect([...pool(dots()).dataSync()]).toEqual([5, 9])
  })

  it('hands its gradient to the greatest, in equal shares', () => {
    const gradient = tf.tensor2d([6, 7], [2, 1])
    expect([...poolGradient(dots(), pool(dots()), gradient).dataSync()]).toEqual([3, 0, 0, 0, 3, 7, 0, 0])
  })
})

describe('a tiny network with two convolutions', () => {
  let training: Training
  let losses: number[]
  let statistics: Statistics[]
  let network: Network

  beforeAll(() => {
    training = startTraining(recipe)
    losses = Array.from({ length: recipe.epochs }, () => trainEpoch(training, few))
    // A neuron of the fully connected layer with a negative scale, whose weights must be inverted.
    training.model[2]!.gamma[3] = -1
    statistics = calibrate(training.model, few)
    network = toNetwork(training.model, statistics, 'tiny')
  })

  it('learns: the loss falls, and unseen images are told apart', () => {
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!)
    expect(countCorrect(training.model, statistics, others)).toBeGreaterThan(0.6 * others.count)
  })

  it('leaves the scale of its convolutions alone, which a pool of bits depends on', () => {
    for (const { gamma, map } of training.model) {
      if (map) expect([...gamma]).toEqual(Array(gamma.length).fill(1))
    }
  })

  it('becomes convolutions padded with -1, each with its pool', () => {
    expect(network.layers.map(({ name }) => name)).toEqual(['conv0', 'pool0', 'conv1', 'pool1', 'fc0', 'fc1'])
    const [first] = network.layers as ConvolutionLayer[]
    expect(first!.padding).toEqual({ top: 1, left: 1, bottom: 1, right: 1 })
    expect(first!.paddingMode).toBe('negative')
  })

  it('keeps every bit and every score of the floating-point network', () => {
    expect(countDifferences(training.model, statistics, network, others)).toBe(0)
  })

  it('notices a single threshold of a convolution that is off by one', () => {
    const layers = network.layers.map((layer) => {
      if (layer.name !== 'conv1' || layer.kind !== 'convolution') return layer
      return { ...layer, thresholds: layer.thresholds!.map((value, at) => value + Number(at === 2)) }
    })
    expect(countDifferences(training.model, statistics, { ...network, layers }, others)).toBeGreaterThan(0)
  })
})
