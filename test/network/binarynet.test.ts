/** BinaryNet for CIFAR-10, padded with the number zero, and with bits instead: every number that is known of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeImage } from '../../network/encoding.ts'
import { eachImage, firstImages, type ImageSet, imageAt, loadImages } from '../../network/images.ts'
import { importBinaryNet } from '../../network/import/binarynet.ts'
import type { ConvolutionLayer, Network } from '../../network/network.ts'
import { withPadding } from '../../network/padding.ts'
import { type Inference, reference, referenceBatch } from '../../network/reference.ts'
import { outputShape } from '../../network/shapes.ts'
import { writeNpz } from '../../tools/files/npz.ts'
import { describeWithData } from '../support/data.ts'
import { randomImages } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { correctOnPrefixes, tiedImages } from './accuracy.ts'
import { binaryNetArrays } from './binarynet-file.ts'
import { type PlainMap, plainConvolution, plainInference } from './plain-model.ts'

/** What a neuron adds up at an output pixel, tap by tap; null for taps outside the map. */
function sumsPerTap(
  { kernel, padding, input, weights }: ConvolutionLayer,
  map: PlainMap,
  neuron: number,
  [y, x]: readonly [number, number],
): (number | null)[] {
  const [height, width, channels] = input
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const row = y - padding.top + Math.floor(tap / kernel[1])
    const column = x - padding.left + (tap % kernel[1])
    if (row < 0 || row >= height || column < 0 || column >= width) return null
    let sum = 0
    for (let c = 0; c < channels; c++) {
      const weight = weights.get(neuron, tap * channels + c) === 1 ? 1 : -1
      sum += weight * map.values[(row * width + column) * channels + c]!
    }
    return sum
  })
}

const total = (sums: readonly (number | null)[]) => sums.reduce<number>((all, sum) => all + (sum ?? 0), 0)

describe('BinaryNet of noise, an eighth as wide', () => {
  const path = join(temporaryFolder(), 'params.npz')
  writeFileSync(path, writeNpz(binaryNetArrays([16, 16, 32, 32, 64, 64, 128, 128, 10], 3)))
  const network = importBinaryNet(path)

  it.each(['zero', 'negative', 'positive', 'checkerboard'])(
    'padded with %s, gives the scores and the ones of every layer that its definition gives',
    (mode) => {
      const padded = withPadding(network, mode)
      for (const image of randomImages(network, 1, 2)) {
        const { scores, ones } = plainInference(padded, image)
        const result = reference(padded).run(image)
        expect(Array.from(result.scores)).toEqual(scores)
        expect(Array.from(result.ones)).toEqual(ones)
        expect(Math.min(...ones)).toBeGreaterThan(0)
      }
    },
  )
})

const wanted = ['binarynet-cifar10/params.npz', 'cifar10/test_batch.bin']

await describeWithData('BinaryNet on CIFAR-10 (data README 6)', wanted, (data) => {
  let network: Network
  let images: ImageSet
  let first: PlainMap
  beforeAll(() => {
    network = importBinaryNet(data('binarynet-cifar10', 'params.npz'))
    images = loadImages(data('cifar10', 'test_batch.bin'))
    first = { shape: [32, 32, 3], values: Array.from(encodeImage(network.input, imageAt(images, 0))) }
  })
  const convolution = (index: number) => network.layers[index] as ConvolutionLayer
  const tapSums = (layer: ConvolutionLayer, neuron: number) =>
    Array.from({ length: 9 }, (_, tap) => {
      const { input, weights } = layer
      const bits = Array.from({ length: input[2] }, (_, c): number => weights.get(neuron, tap * input[2] + c))
      return bits.reduce((sum, bit) => sum + (bit === 1 ? 1 : -1), 0)
    })

  it('has the shapes of the paper', () => {
    expect(network.layers.map((layer) => [layer.name, ...outputShape(layer)])).toEqual([
      ['conv0', 32, 32, 128],
      ['conv1', 32, 32, 128],
      ['pool1', 16, 16, 128],
      ['conv2', 16, 16, 256],
      ['conv3', 16, 16, 256],
      ['pool3', 8, 8, 256],
      ['conv4', 8, 8, 512],
      ['conv5', 8, 8, 512],
      ['pool5', 4, 4, 512],
      ['fc6', 1, 1, 1024],
      ['fc7', 1, 1, 1024],
      ['fc8', 1, 1, 10],
    ])
    const modes = network.layers.flatMap((layer) => (layer.kind === 'convolution' ? [layer.paddingMode] : []))
    expect(modes).toEqual(Array(6).fill('zero'))
  })

  it('reads kernels and thresholds of single neurons', () => {
    const { weights, thresholds } = convolution(1)
    const kernels = [0, 1, 2, 3].map((c) =>
      Array.from({ length: 9 }, (_, tap) => weights.get(86, tap * 128 + c)).join(''),
    )
    expect(kernels).toEqual(['111000001', '100111100', '111111000', '010100111'])
    expect(thresholds![86]).toBe(50)
    expect(tapSums(convolution(1), 94)).toEqual([-8, 20, -18, 8, 20, 4, 2, 12, 4])
    expect(tapSums(convolution(1), 86)).toEqual([10, 2, 10, 18, -2, -6, -4, -2, -4])
  })

  describe('layer 0 on the first image', () => {
    let sums: number[]
    beforeAll(() => {
      sums = plainConvolution(convolution(0), first).sums
    })
    const at = (y: number, x: number) => (y * 32 + x) * 128

    it('adds up what is inside the image', () => {
      expect(first.values.slice(0, 6)).toEqual([61, -31, -157, 63, -33, -161])
      const pixels = [at(0, 0), at(0, 7), at(5, 7)]
      expect(pixels.map((pixel) => sums.slice(pixel, pixel + 6))).toEqual([
        [-32, 676, 32, -442, 422, 408],
        [138, 752, 510, -232, 386, 396],
        [-63, 559, 137, 7, 61, 275],
      ])
      expect(Array.from(convolution(0).thresholds!.subarray(0, 6))).toEqual([25, -113, 41, -168, -266, 31])
    })

    it.each([
      [
        [0, 0],
        '01001110011011100111001110100110010110111010101000000011000011011011110110001010000101001100011011010101011010001100100010010100',
      ],
      [
        [0, 7],
        '11101110011000100110100010100110010110111011001100000011010101111011111100111010100101000111011111010101101000001001000010010100',
      ],
      [
        [5, 7],
        '01111110111001000111100011000010100100001010001000010011001011000011111110111010100001001100001010110110110111011010010010100010',
      ],
    ] as const)('gives the known bits at %j', ([y, x], bits) => {
      const { thresholds } = convolution(0)
      const found = Array.from(thresholds!, (threshold, neuron) =>
        sums[at(y, x) + neuron]! >= threshold ? 1 : 0,
      )
      expect(found.join('')).toBe(bits)
    })
  })

  describe('layer 1 on the first image', () => {
    let map: PlainMap
    beforeAll(() => {
      const conv = convolution(0)
      const { shape, sums } = plainConvolution(conv, first)
      map = { shape, values: sums.map((sum, i) => (sum >= conv.thresholds![i % 128]! ? 1 : -1)) }
    })

    it.each([
      [94, [5, 7], [-18, -20, -8, -52, -34, -36, -32, -22, -28], -250, 0],
      [94, [0, 7], [null, null, null, -12, -34, -42, -28, -12, -36], -164, 1],
      [94, [0, 0], [null, null, null, null, -38, -40, null, -26, -24], -128, 1],
      [86, [5, 7], [16, -2, 12, -2, 12, 2, -26, -4, 8], 16, 0],
      [86, [0, 7], [null, null, null, -2, 24, 40, -18, 2, -8], 38, 0],
      [86, [0, 0], [null, null, null, null, -4, 42, null, 8, -24], 22, 0],
    ] as const)('neuron %i at %j adds up %j', (neuron, pixel, expected, dot, bit) => {
      const sums = sumsPerTap(convolution(1), map, neuron, pixel)
      expect(sums).toEqual(expected)
      expect(total(sums)).toBe(dot)
      expect(dot >= convolution(1).thresholds![neuron]! ? 1 : 0).toBe(bit)
    })

    it.each([
      [94, [0, 7], -170, -158],
      [94, [0, 0], -124, -132],
      [86, [0, 7], 60, 16],
      [86, [0, 0], 58, -14],
    ] as const)(
      'neuron %i at %j adds up %i with taps of +1 outside, %i with -1',
      (neuron, pixel, positive, negative) => {
        const sums = sumsPerTap(convolution(1), map, neuron, pixel)
        const outside = tapSums(convolution(1), neuron).filter((_, tap) => sums[tap] === null)
        expect(total(sums) + total(outside)).toBe(positive)
        expect(total(sums) - total(outside)).toBe(negative)
      },
    )
  })

  it.each([
    [0, 3, '-27524 -27104 -31804 31748 -29348 -25820 -29144 -28000 -31578 -31444'],
    [1, 8, '-36218 -27576 -37030 -28350 -28088 -35342 -28708 -95932 30732 -29374'],
    [2, 8, '-32492 -18608 -39844 -35912 -39428 -39896 -36120 -51976 35154 -28132'],
    [3, 0, '24640 -31824 -31804 -28748 -40268 -32444 -26528 -39544 -25950 -23992'],
    [4, 6, '-88796 -28048 -30196 -30340 -31868 -29132 42360 -31552 -29970 -32272'],
  ])('scores image %i, a %i', (index, label, scores) => {
    const result = reference(network).run(imageAt(images, index))
    expect(result.scores.join(' ')).toBe(scores)
    expect([result.answer, images.labels![index]]).toEqual([label, label])
  })

  it.each([
    ['zero', 0, '64461 22403 10460 31141 4333 2922 15933 1506 1060 501 525'],
    ['zero', 1, '61547 21709 8476 31126 3375 2255 15916 1337 860 480 504'],
    ['zero', 2, '64012 21273 9280 31263 3412 2373 15754 1060 741 519 509'],
    ['zero', 3, '61715 20867 8392 31259 3256 2049 15904 1019 713 509 501'],
    ['zero', 4, '63774 23379 11952 30986 3674 2513 16144 1279 898 493 495'],
    ['negative', 0, '64461 22392 10449 31311 5011 3274 15869 1430 1025 492 528'],
    ['positive', 0, '64461 22495 10511 31200 4269 2847 16158 1549 1044 505 522'],
    ['checkerboard', 0, '64461 22402 10509 31151 4347 2951 16011 1370 939 507 529'],
  ])('padded with %s, has the known ones behind every layer for image %i', (mode, index, ones) => {
    expect(reference(withPadding(network, mode)).run(imageAt(images, index)).ones.join(' ')).toBe(ones)
  })

  it.each([
    ['checkerboard', [92, 185, 448, 899]],
    ['negative', [89, 179, 444, 889]],
    ['positive', [87, 177, 435, 871]],
  ])('padded with %s, answers as many of the first 1,000 images right as known', (mode, expected) => {
    const results = referenceBatch(withPadding(network, mode), eachImage(firstImages(images, 1000)))
    expect(correctOnPrefixes(results, images)).toEqual(expected)
  })

  describe('padded with the number zero, on all 10,000 images', () => {
    let results: Inference[]
    beforeAll(() => {
      results = referenceBatch(network, eachImage(images))
    })

    it('answers 8,888 right, and as many as known of every prefix', () => {
      expect(correctOnPrefixes(results, images)).toEqual([89, 180, 447, 896, 1782, 4445, 8888])
    })

    it('answers as many of every class right as known', () => {
      const right = Array(10).fill(0)
      results.forEach(({ answer }, index) => {
        if (answer === images.labels![index]) right[answer]++
      })
      expect(right).toEqual([911, 950, 825, 730, 896, 848, 935, 922, 924, 947])
    })

    it('has no tie; the closest decision is by 12', () => {
      expect(tiedImages(results)).toEqual([])
      const leads = results.map(({ scores }) => {
        const [best, second] = Array.from(scores).sort((a, b) => b - a)
        return best! - second!
      })
      expect(Math.min(...leads)).toBe(12)
    })
  })
})
