/** The published CNV-W1A1 network and the CIFAR-10 test set: the reference gives the numbers of its authors. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeImage } from '../../network/encoding.ts'
import { eachImage, type ImageSet, imageAt, loadImages } from '../../network/images.ts'
import { importBnnPynq } from '../../network/import/bnn-pynq.ts'
import type { ConvolutionLayer, Network } from '../../network/network.ts'
import { type Inference, reference, referenceBatch } from '../../network/reference.ts'
import { outputShape } from '../../network/shapes.ts'
import { describeWithData } from '../support/data.ts'
import { randomImages } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { correctOnPrefixes, tiedImages } from './accuracy.ts'
import { cnvColumns, packCnv } from './cnv-folder.ts'
import { plainConvolution, plainInference } from './plain-model.ts'

describe('CNV of noise', () => {
  /** About every other neuron gives a 1: ordinary layers count matches, the first one adds up numbers in halves. */
  const threshold = (layer: number) => (row: number) =>
    BigInt(Math.floor(layer === 0 ? 0 : cnvColumns[layer]! / 2) + ((row * 13) % 30) - 15)
  const network = importBnnPynq(packCnv(join(temporaryFolder(), 'cnv'), { threshold }), 'cnv')

  it('gives the scores and the ones of every layer that its definition gives', () => {
    for (const image of randomImages(network, 1, 2)) {
      const { scores, ones } = plainInference(network, image)
      const result = reference(network).run(image)
      expect(Array.from(result.scores)).toEqual(scores)
      expect(Array.from(result.ones)).toEqual(ones)
      expect(Math.min(...ones)).toBeGreaterThan(0)
    }
  })
})

const wanted = ['bnn-pynq/cifar10-cnvW1A1', 'cifar10/test_batch.bin']

await describeWithData('CNV-W1A1 on CIFAR-10 (data README 2 to 5)', wanted, (data) => {
  let network: Network
  let images: ImageSet
  beforeAll(() => {
    network = importBnnPynq(data('bnn-pynq', 'cifar10-cnvW1A1'), 'cnv')
    images = loadImages(data('cifar10', 'test_batch.bin'))
  })

  it('has the shapes and the thresholds of the authors', () => {
    expect(network.input).toEqual({
      kind: 'integers',
      shape: [32, 32, 3],
      bits: 8,
      signed: true,
      mapping: { kind: 'fixedPoint' },
    })
    expect(network.layers.map((layer) => [layer.name, ...outputShape(layer)])).toEqual([
      ['conv0', 30, 30, 64],
      ['conv1', 28, 28, 64],
      ['pool1', 14, 14, 64],
      ['conv2', 12, 12, 128],
      ['conv3', 10, 10, 128],
      ['pool3', 5, 5, 128],
      ['conv4', 3, 3, 256],
      ['conv5', 1, 1, 256],
      ['fc6', 1, 1, 512],
      ['fc7', 1, 1, 512],
      ['fc8', 1, 1, 10],
    ])
    const ranges = network.layers.flatMap((layer) =>
      layer.kind === 'pool' || layer.thresholds === null
        ? []
        : [[Math.min(...layer.thresholds), Math.max(...layer.thresholds)]],
    )
    // pop > t is pop >= t + 1; 2 S > t is S >= floor(t / 2) + 1.
    expect(ranges).toEqual([
      [-529, 284],
      [263, 334],
      [236, 341],
      [531, 743],
      [520, 637],
      [1059, 1241],
      [106, 151],
      [235, 289],
    ])
    expect(network.classes).toHaveLength(10)
  })

  it('adds up the first window of the first image', () => {
    const conv = network.layers[0] as ConvolutionLayer
    const values = Array.from(encodeImage(network.input, imageAt(images, 0)))
    const window = [0, 1, 2].flatMap((y) => values.slice(y * 96, y * 96 + 9))
    expect(window.slice(0, 9)).toEqual([31, -16, -79, 32, -17, -81, 38, -12, -77])
    const { sums } = plainConvolution({ ...conv, input: [3, 3, 3] }, { shape: [3, 3, 3], values: window })
    expect(sums.slice(0, 8)).toEqual([581, 83, 97, -327, 41, -19, 61, -169])
    expect(sums.map((sum, neuron) => (sum >= conv.thresholds![neuron]! ? 1 : 0)).join('')).toBe(
      '1111101001001101000110001111101110010111110011111100111101000000',
    )
  })

  it.each([
    [0, 3, '241 240 250 413 245 258 247 251 231 242', '31185 6558 3751 8362 1531 897 1130 123 267 250'],
    [1, 8, '250 241 235 212 230 231 236 248 424 245', '26398 5268 2754 8492 1300 717 1161 129 263 239'],
    [2, 8, '249 238 218 223 225 260 237 243 413 254', '27862 5045 2990 8349 1266 720 1132 133 267 256'],
    [3, 0, '416 237 243 220 244 237 246 240 256 245', '25560 4941 2608 8315 1259 683 1113 129 260 253'],
    [4, 6, '246 249 249 238 234 237 424 242 224 245', '30271 6536 4007 8411 1242 663 1109 145 259 261'],
  ])('image %i is a %i: scores, and ones of every layer', (index, label, scores, ones) => {
    const result = reference(network).run(imageAt(images, index))
    expect(images.labels![index]).toBe(label)
    expect(result.scores.join(' ')).toBe(scores)
    expect(result.ones.join(' ')).toBe(ones)
    expect(result.answer).toBe(label)
  })

  describe('on all 10,000 images', () => {
    let results: Inference[]
    beforeAll(() => {
      results = referenceBatch(network, eachImage(images))
    })

    it('answers 7,922 right, and as many as known of every prefix', () => {
      expect(correctOnPrefixes(results, images)).toEqual([83, 170, 398, 805, 1606, 3955, 7922])
    })

    it('answers as many of every class right as known', () => {
      const right = Array(10).fill(0)
      results.forEach(({ answer }, index) => {
        if (answer === images.labels![index]) right[answer]++
      })
      expect(right).toEqual([805, 905, 672, 658, 751, 690, 833, 831, 904, 873])
    })

    it('has a tie at the maximum for ten images', () => {
      expect(tiedImages(results)).toEqual([253, 282, 1521, 1841, 2250, 2831, 3335, 8176, 9792, 9918])
    })
  })
})
