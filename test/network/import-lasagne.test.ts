/** Files of the training scripts of BinaryNet and BNN-PYNQ: what was trained is what the integer network computes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeImage } from '../../network/encoding.ts'
import { importLasagne } from '../../network/import/lasagne.ts'
import { loadModel } from '../../network/load-model.ts'
import type { Network } from '../../network/network.ts'
import { scoreRange } from '../../network/ranges.ts'
import { reference } from '../../network/reference.ts'
import { fanIn, lastLayer } from '../../network/shapes.ts'
import { InputError } from '../../tools/files/input-error.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { writeNpz } from '../../tools/files/npz.ts'
import { generatorOf } from '../support/random.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { type Script, savedArrays, type TrainedLayer, trainedLayer, trainedOutputs } from './lasagne.ts'

const folder = temporaryFolder()
let count = 0

function saved(arrays: Record<string, NpyArray>): string {
  const path = join(folder, `set${count++}.npz`)
  writeFileSync(path, writeNpz(arrays))
  return path
}

const dense = (...sizes: number[]) =>
  sizes.slice(1).map((outputs, index) => trainedLayer(index, 'dense', sizes[index]!, outputs))

/** Six convolutions and three dense layers, narrow; the first dense layer has `flat` inputs. */
function convolutional(
  pooled: readonly number[],
  flat: number,
  options: { readonly sharedLast: boolean },
): TrainedLayer[] {
  const widths = [3, 8, 9, 12, 11, 16, 10]
  const convolutions = widths.slice(1).map((outputs, index) => {
    const kind = pooled.includes(index) ? 'pooledConvolution' : 'convolution'
    return trainedLayer(index, kind, widths[index]!, outputs)
  })
  return [
    ...convolutions,
    trainedLayer(6, 'dense', flat * 10, 40),
    trainedLayer(7, 'dense', 40, 31),
    trainedLayer(8, 'dense', 31, 10, { hasBias: !options.sharedLast, isShared: options.sharedLast }),
  ]
}

/** Integers as the first layer sees them; bits are +1 and -1. */
function trainedInputs({ input }: Network, image: Uint8Array): number[] {
  const values = Array.from(encodeImage(input, image))
  return input.kind === 'bits' ? values.map((bit) => 2 * bit - 1) : values
}

const images = (size: number) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
    const random = generatorOf(seed)
    // Dark ones and bright ones.
    const range = 64 + random.below(192)
    const least = random.below(257 - range)
    return Uint8Array.from({ length: size }, () => least + random.below(range))
  })

describe('importLasagne', () => {
  it.each<[string, TrainedLayer[], Script]>([
    ['lfc', dense(784, 24, 17, 33, 10), { pad: 0, flipFilters: false, unit: 1 }],
    ['mlp', dense(784, 24, 17, 10), { pad: 0, flipFilters: false, unit: 255 }],
    ['mlp', dense(784, 10), { pad: 0, flipFilters: false, unit: 255 }],
    ['cnv', convolutional([1, 3], 1, { sharedLast: false }), { pad: 0, flipFilters: false, unit: 128 }],
    [
      'binarynet',
      convolutional([1, 3, 5], 16, { sharedLast: false }),
      { pad: 1, flipFilters: true, unit: 255 },
    ],
  ])('computes what was trained: %s', (topology, layers, script) => {
    const network = importLasagne(saved(savedArrays(layers)), topology)
    const { scores } = network
    if (scores.kind !== 'affine') throw new Error('classes have scales of their own here')
    const unit = layers.length === 1 ? script.unit : 1
    // Scores are outputs times a power of two, rounded; it is large enough to tell them apart.
    const { gamma, inverseDeviation } = layers.at(-1)!
    const k = scores.scale.findIndex((scale) => scale !== 0)
    const power = 2 ** Math.round(Math.log2(scores.scale[k]! / ((gamma[k]! * inverseDeviation[k]!) / unit)))
    const { minimum, maximum } = scoreRange(network)
    expect(Math.max(-minimum, maximum)).toBeGreaterThan(2 ** 30 - 2 ** 20)
    const answers = new Set<string>()
    for (const image of images(volumeOf(network))) {
      const outputs = trainedOutputs(layers, script, network.input.shape, trainedInputs(network, image))
      const found = reference(network).run(image)
      const room = (fanIn(lastLayer(network)) * (layers.length === 1 ? 255 : 1) + 1) / 2
      outputs.forEach((output, k) => {
        expect(Math.abs(found.scores[k]! - (output / unit) * power)).toBeLessThanOrEqual(room)
      })
      const best = Math.max(...outputs)
      expect(outputs[found.answer]).toBe(best)
      answers.add(found.scores.join())
    }
    // Otherwise nothing would have been compared.
    expect(answers.size).toBeGreaterThan(4)
  })

  it('takes popcounts for scores where all classes are normalised alike', () => {
    const layers = convolutional([1, 3], 1, { sharedLast: true })
    const network = importLasagne(saved(savedArrays(layers)), 'cnv')
    expect(network.scores).toEqual({ kind: 'popcount' })
    const [image] = images(volumeOf(network))
    const script: Script = { pad: 0, flipFilters: false, unit: 128 }
    const outputs = trainedOutputs(layers, script, network.input.shape, trainedInputs(network, image!))
    const { scores } = reference(network).run(image!)
    const { gamma, inverseDeviation, beta, mean } = layers.at(-1)!
    const scale = gamma[0]! * inverseDeviation[0]!
    expect(outputs).toEqual(Array.from(scores, (pop) => (2 * pop - 31 - mean[0]!) * scale + beta[0]!))
  })

  it('reads doubles as well', () => {
    const arrays = savedArrays(dense(784, 24, 10))
    const doubles = Object.fromEntries(
      Object.entries(arrays).map(([name, { shape, data }]) => [
        name,
        { shape, data: Float64Array.from(data as Float32Array) },
      ]),
    )
    expect(importLasagne(saved(doubles), 'sfc', { name: 'same' })).toEqual(
      importLasagne(saved(arrays), 'sfc', { name: 'same' }),
    )
  })

  it('is found out by loadModel, which asks for the topology', () => {
    const path = saved(savedArrays(dense(784, 5, 10)))
    expect(loadModel(path, { topology: 'lfc' })).toEqual(importLasagne(path, 'lfc'))
    expect(() => loadModel(path)).toThrow('these are lasagne parameters, which do not say how')
    expect(() => importLasagne(path, 'resnet')).toThrow('topology "resnet" is not known')
  })

  it('names classes that are not ten by their number', () => {
    expect(importLasagne(saved(savedArrays(dense(784, 5, 3))), 'lfc').classes).toEqual([
      'class 0',
      'class 1',
      'class 2',
    ])
  })
})

describe('importLasagne names', () => {
  const refusal = (topology: string, change: (arrays: Record<string, NpyArray>) => void) => {
    const arrays = savedArrays(dense(784, 5, 10))
    change(arrays)
    const path = saved(arrays)
    try {
      importLasagne(path, topology)
    } catch (error) {
      if (error instanceof InputError && error.help !== null)
        return `${error.place?.replace(path, 'file')}: ${error.message}`
      throw error
    }
    return 'accepted'
  }

  it.each<[string, string, (arrays: Record<string, NpyArray>) => void, string]>([
    [
      'weights of another topology',
      'cnv',
      () => {},
      'file: arr_0: weights of shape (784, 5), but (outputs, 3, 3, 3) is needed',
    ],
    [
      'layers that do not chain',
      'lfc',
      (arrays) => {
        arrays.arr_6 = { shape: [6, 10], data: new Float32Array(60) }
      },
      'file: arr_6: weights of shape (6, 10), but (5, outputs) is needed',
    ],
    [
      'a missing array',
      'lfc',
      (arrays) => {
        delete arrays.arr_3
      },
      'file: there is no array arr_3',
    ],
    [
      'a vector too few',
      'lfc',
      (arrays) => {
        delete arrays.arr_10
        delete arrays.arr_11
      },
      'file: arr_6: weights of shape (5, 10) are followed by arrays of shapes (10), (10), (10)',
    ],
    [
      'a vector of another length',
      'lfc',
      (arrays) => {
        arrays.arr_2 = { shape: [4], data: new Float32Array(4) }
      },
      'file: arr_0: weights of shape (784, 5) are followed by arrays of shapes (5), (4), (5), (5), (5)',
    ],
    [
      'vectors first',
      'lfc',
      (arrays) => {
        arrays.arr_0 = { shape: [4], data: new Float32Array(4) }
      },
      'file: arr_0: the file begins with Float32Array (4), which are no weights',
    ],
    [
      'integers',
      'lfc',
      (arrays) => {
        arrays.arr_1 = { shape: [5], data: new Int32Array(5) }
      },
      'file: arr_1: it is Int32Array (5), but floating-point numbers are needed',
    ],
    [
      'a number that is none',
      'lfc',
      (arrays) => {
        arrays.arr_2 = { shape: [5], data: Float32Array.of(0, 1, Number.NaN, 3, 4) }
      },
      'file: arr_2: number 2 of it is NaN',
    ],
  ])('%s', (_, topology, change, message) => {
    expect(refusal(topology, change)).toContain(message)
  })
})

function volumeOf({ input }: Network): number {
  return input.shape.reduce((product, size) => product * size, 1)
}
