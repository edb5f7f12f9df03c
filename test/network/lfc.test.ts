/** The published LFC-W1A1 network and the MNIST test set: the reference gives the numbers of its authors. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadMnistImages } from '../../examples/training/data.ts'
import { encodeImage } from '../../network/encoding.ts'
import { eachImage, firstImages, type ImageSet, imageAt } from '../../network/images.ts'
import { importBnnPynq } from '../../network/import/bnn-pynq.ts'
import { readStoredLayer } from '../../network/import/bnn-pynq-files.ts'
import type { Network } from '../../network/network.ts'
import { decide, type Inference, reference, referenceBatch } from '../../network/reference.ts'
import { describeWithData } from '../support/data.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { packLfc } from './lfc-folder.ts'
import { fullyConnected } from './networks.ts'
import { plainInference } from './plain-model.ts'

describe('LFC of noise on MNIST', () => {
  const network = importBnnPynq(packLfc(join(temporaryFolder(), 'lfc')), 'lfc')
  const images = firstImages(loadMnistImages('t10k'), 5)

  it('gives the scores and the ones of every layer that its definition gives', () => {
    for (const image of eachImage(images)) {
      const { scores, ones } = plainInference(network, image)
      const result = reference(network).run(image)
      expect(Array.from(result.scores)).toEqual(scores)
      expect(Array.from(result.ones)).toEqual(ones)
      expect(Math.min(...ones)).toBeGreaterThan(0)
    }
  })

  it('answers with the highest class whose popcount reaches its threshold, or 0', () => {
    const { decision } = network
    if (decision.kind !== 'highest-set-bit') throw new Error('LFC has thresholds behind its scores')
    for (const { scores, answer } of referenceBatch(network, eachImage(images))) {
      const set = Array.from(scores).map((score, k) => score >= decision.thresholds[k]!)
      expect(answer).toBe(Math.max(0, set.lastIndexOf(true)))
    }
  })
})

const wanted = ['bnn-pynq/cifar10-cnvW1A1', 'bnn-pynq/mnist-lfcW1A1']

await describeWithData('parameter files, single neurons (data README 5.1)', wanted, (data) => {
  const bits = (layer: ReturnType<typeof readStoredLayer>, row: number, from: number, length: number) =>
    Array.from({ length }, (_, i) => layer.weights.get(row, from + i)).join('')

  it('CNV layer 1 has 32 elements of 32 lanes', () => {
    const layer = readStoredLayer(data('bnn-pynq', 'cifar10-cnvW1A1'), 1, 64, 576)
    expect([layer.pe, layer.simd]).toEqual([32, 32])
    expect(bits(layer, 5, 0, 32)).toBe('00110010100001000001000111000101')
    expect(layer.thresholds[5]).toBe(312n)
    expect(bits(layer, 37, 0, 32)).toBe('01011001010010011010111101101011')
    expect(layer.weights.row(37)[1]).toBe(0xd4ef8372)
    expect(layer.thresholds[37]).toBe(318n)
  })

  it('CNV layer 0 has 16 elements of 3 lanes, and negative thresholds', () => {
    const layer = readStoredLayer(data('bnn-pynq', 'cifar10-cnvW1A1'), 0, 64, 27)
    expect([layer.pe, layer.simd]).toEqual([16, 3])
    expect(bits(layer, 3, 0, 27)).toBe('000000011111010111111111111')
    expect(layer.thresholds[3]).toBe(-1060n)
  })

  it('LFC layer 0 has 32 elements of 64 lanes, 48 padding columns dropped', () => {
    const layer = readStoredLayer(data('bnn-pynq', 'mnist-lfcW1A1'), 0, 1024, 784)
    expect([layer.pe, layer.simd]).toEqual([32, 64])
    expect(Array.from(layer.weights.row(7).subarray(0, 2))).toEqual([0x77363248, 0xca6e1a34])
    expect(layer.weights.row(7)[24]).toBe(0x21d3)
    expect(layer.thresholds[7]).toBe(367n)
  })
})

await describeWithData('LFC-W1A1 on MNIST (data README 3 to 5)', ['bnn-pynq/mnist-lfcW1A1'], (data) => {
  let network: Network
  let images: ImageSet
  let results: Inference[]
  beforeAll(() => {
    network = importBnnPynq(data('bnn-pynq', 'mnist-lfcW1A1'), 'lfc')
    images = loadMnistImages('t10k')
    results = referenceBatch(network, eachImage(images))
  })

  /** The number of right answers among the first images. */
  const correct = (answers: readonly number[], first: number) =>
    answers.filter((answer, index) => index < first && answer === images.labels![index]).length
  const prefixes = [100, 200, 500, 1000, 2000, 5000, 10000]
  const outputBits = ({ scores }: Inference): number[] => {
    const { decision } = network
    if (decision.kind !== 'highest-set-bit') throw new Error('LFC has thresholds behind its scores')
    return Array.from(scores, (score, k) => (score >= decision.thresholds[k]! ? 1 : 0))
  }

  it('has the thresholds of the authors', () => {
    const ranges = network.layers
      .slice(0, 3)
      .map(fullyConnected)
      .map(({ thresholds }) => [Math.min(...thresholds!), Math.max(...thresholds!)])
    expect(ranges).toEqual([
      [311, 475],
      [436, 975],
      [438, 589],
    ])
    expect(network.decision).toEqual({
      kind: 'highest-set-bit',
      thresholds: [664, 645, 644, 644, 665, 659, 644, 640, 694, 674].map((threshold) => threshold + 1),
    })
  })

  it.each([
    [0, 7, [522, 490, 489, 502, 535, 435, 272, 810, 558, 516], '0000000100', [71, 520, 517, 488]],
    [1, 2, [511, 481, 814, 493, 360, 522, 507, 507, 531, 383], '0010000000', [115, 477, 501, 517]],
    [2, 1, [291, 859, 470, 481, 514, 520, 511, 497, 521, 509], '0100000000', [39, 539, 505, 475]],
    [3, 0, [831, 305, 482, 513, 526, 524, 501, 517, 573, 525], '1000000000', [146, 512, 502, 531]],
    [4, 4, [524, 490, 451, 522, 851, 495, 486, 494, 566, 524], '0000100000', [76, 521, 494, 518]],
  ])(
    'image %i is a %i: popcounts, output bits and ones of every layer',
    (index, label, popcounts, bits, ones) => {
      const image = imageAt(images, index)
      const result = reference(network).run(image)
      const inputOnes = encodeImage(network.input, image).reduce((total, bit) => total + bit, 0)
      expect(images.labels![index]).toBe(label)
      expect(Array.from(result.scores)).toEqual(popcounts)
      expect(outputBits(result).join('')).toBe(bits)
      expect([inputOnes, ...result.ones]).toEqual(ones)
      expect(result.answer).toBe(label)
    },
  )

  it('answers 9,840 of 10,000 right by the highest set bit, and as many as known of every prefix', () => {
    const answers = results.map(({ answer }) => answer)
    expect(prefixes.map((first) => correct(answers, first))).toEqual([100, 200, 493, 983, 1954, 4887, 9840])
  })

  it('answers 9,834 right by the first maximum of the popcounts', () => {
    const answers = results.map(({ scores }) => decide({ kind: 'argmax' }, scores))
    expect(prefixes.map((first) => correct(answers, first))).toEqual([100, 200, 493, 983, 1951, 4881, 9834])
  })

  it('sets exactly one bit, the right one, for 9,827 images; none for 12, several for 14', () => {
    const all = results.map(outputBits)
    const set = all.map((bits) => bits.reduce((total, bit) => total + bit, 0))
    expect(all.filter((bits, i) => set[i] === 1 && bits[images.labels![i]!] === 1).length).toBe(9827)
    expect(set.filter((bits) => bits === 0).length).toBe(12)
    expect(set.filter((bits) => bits > 1).length).toBe(14)
  })
})
