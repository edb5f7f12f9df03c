/** Files of convolutional networks: BNN-PYNQ's CNV in any cut, BinaryNet and our own; what is wrong with them is named. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bitloomArrays } from '../../bench/data/half-negative.ts'
import { importBinaryNet } from '../../network/import/binarynet.ts'
import { importBitloomNpz } from '../../network/import/bitloom-npz.ts'
import { importBnnPynq } from '../../network/import/bnn-pynq.ts'
import { loadModel } from '../../network/load-model.ts'
import type { NeuronLayer } from '../../network/network.ts'
import { reference } from '../../network/reference.ts'
import { InputError } from '../../tools/files/input-error.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { writeNpz } from '../../tools/files/npz.ts'
import { randomImages } from '../support/random-network.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { binaryNetArrays, plainBinaryNet } from './binarynet-file.ts'
import { type CnvVariant, cnvColumns, cnvRows, cnvThreshold, cnvWeight, packCnv } from './cnv-folder.ts'

const folder = temporaryFolder()
let count = 0

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError && error.help !== null) {
      return `${error.place?.replace(/^.*\/set\d+(\.npz)?/, 'set')}: ${error.message}`
    }
    throw error
  }
  return 'accepted'
}

describe('importBnnPynq of cnv', () => {
  const pack = (variant: Partial<CnvVariant> = {}) => packCnv(join(folder, `set${count++}`), variant)

  it('reads weights, thresholds and connections', () => {
    const network = importBnnPynq(pack(), 'cnv')
    const layers = network.layers.filter((layer): layer is NeuronLayer => layer.kind !== 'pool')
    expect(network.layers.map(({ name }) => name)).toEqual([
      ...['conv0', 'conv1', 'pool1', 'conv2', 'conv3', 'pool3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'],
    ])
    layers.forEach(({ weights, thresholds }, index) => {
      expect([weights.rows, weights.columns]).toEqual([cnvRows[index], cnvColumns[index]])
      for (const row of [0, 7, cnvRows[index]! - 1]) {
        const bits = Array.from({ length: weights.columns }, (_, column) => weights.get(row, column))
        expect(bits).toEqual(bits.map((_, column) => cnvWeight(index)(row, column)))
      }
      thresholds?.forEach((found, row) => {
        const stored = Number(cnvThreshold(index)(row))
        // 2 sum > t for the first layer, pop > t for the others.
        expect(found).toBe(index === 0 ? Math.floor(stored / 2) + 1 : stored + 1)
      })
    })
    expect(network.scores).toEqual({ kind: 'popcount' })
    expect(network.decision).toEqual({ kind: 'argmax' })
  })

  it('reads other cuts and older sets: 12 or 48 last rows, thresholds of the last layer', () => {
    const good = importBnnPynq(pack(), 'cnv')
    const cuts = [
      [64, 27],
      [1, 64],
      [8, 16],
      [2, 8],
      [32, 64],
      [16, 32],
      [8, 16],
      [4, 4],
      [16, 8],
    ] as const
    expect(importBnnPynq(pack({ storedRows: 12, withLastThresholds: true }), 'cnv')).toEqual(good)
    expect(importBnnPynq(pack({ cuts, storedRows: 48, withLastThresholds: true }), 'cnv')).toEqual(good)
  })

  it('takes a class whose weights are all 1 for a class, though padding rows look like that', () => {
    const made = pack()
    const path = join(made, '8-3-weights.bin')
    // Class 3 is the first row of element 3: 512 words of one synapse each.
    const words = readFileSync(path)
    for (let word = 0; word < 512; word++) words[8 * word] = 1
    writeFileSync(path, words)
    const { weights } = importBnnPynq(made, 'cnv').layers.at(-1) as NeuronLayer
    expect(Array.from(weights.row(3))).toEqual(Array(16).fill(0xffffffff))
  })

  it('refuses a last layer of another size', () => {
    const made = pack()
    for (let element = 0; element < 4; element++)
      writeFileSync(join(made, `8-${element}-weights.bin`), new Uint8Array(8000))
    expect(refusal(() => importBnnPynq(made, 'cnv'))).toBe(
      'set: layer 8 has 4 elements of 1000 weight words, which cannot be 10 neurons with 512 synapses',
    )
  })
})

/** A file of arrays. */
function written(arrays: Record<string, NpyArray>): string {
  const made = join(folder, `set${count++}.npz`)
  writeFileSync(made, writeNpz(arrays))
  return made
}

/** A file of arrays with something done to them. */
function changed(
  { ...arrays }: Record<string, NpyArray>,
  change: (arrays: Record<string, NpyArray>) => void,
): string {
  change(arrays)
  return written(arrays)
}

describe('importBinaryNet', () => {
  const arrays = binaryNetArrays()

  it('reads what the arrays compute', () => {
    const narrow = binaryNetArrays([5, 8, 8, 16, 8, 16, 24, 16, 10], 2)
    const network = importBinaryNet(written(narrow))
    for (const image of randomImages(network, 1, 3)) {
      expect(Array.from(reference(network).run(image).scores)).toEqual(plainBinaryNet(narrow, image))
    }
  })

  it('is what loadModel finds in the file, or in the folder', () => {
    const path = written(arrays)
    const alone = join(folder, `set${count++}`)
    mkdirSync(alone)
    writeFileSync(join(alone, 'params.npz'), writeNpz(arrays))
    const network = importBinaryNet(path)
    expect(loadModel(path)).toEqual(network)
    expect(loadModel(alone)).toEqual(network)
    expect(loadModel(path, { format: 'binarynet' })).toEqual(network)
    expect(importBinaryNet(path, { name: 'mine' })).toEqual({ ...network, name: 'mine' })
  })

  it.each<[string, (arrays: Record<string, NpyArray>) => void, string]>([
    [
      'a missing layer',
      (arrays) => {
        delete arrays.W3_bits
      },
      'set: there is no array W3_bits',
    ],
    [
      'truncated weights',
      (arrays) => {
        arrays.W1_bits = { shape: [18431], data: new Uint8Array(18431) }
      },
      'set: W1_bits: it is Uint8Array (18431), but Uint8Array (18432) is needed',
    ],
    [
      'kernels of 5 x 5',
      (arrays) => {
        arrays.W2_shape = { shape: [4], data: BigInt64Array.of(256n, 128n, 5n, 5n) }
      },
      'set: W2_shape: weights of shape (256, 128, 5, 5) on a map of 16 x 16 x 128',
    ],
    [
      'layers that do not chain',
      (arrays) => {
        arrays.W7_shape = { shape: [2], data: BigInt64Array.of(1024n, 1000n) }
      },
      'set: W7_shape: weights of shape (1024, 1000) on a map of 1 x 1 x 1024',
    ],
    [
      'thresholds of another type',
      (arrays) => {
        arrays.t0_int = { shape: [128], data: new Float32Array(128) }
      },
      'set: t0_int: it is Float32Array (128), but Int32Array (128) is needed',
    ],
    [
      'offsets for other classes',
      (arrays) => {
        arrays.H_int = { shape: [9], data: new Int32Array(9) }
      },
      'set: H_int: it is Int32Array (9), but Int32Array (10) is needed',
    ],
  ])('names %s', (_, change, message) => {
    expect(refusal(() => importBinaryNet(changed(arrays, change)))).toContain(message)
  })
})

describe('importBitloomNpz', () => {
  const shipped = loadModel('examples/cnn-half-negative')
  const arrays = bitloomArrays(shipped)

  it('is what loadModel finds in the file: the network that ships with us', () => {
    const path = written(arrays)
    expect(importBitloomNpz(path)).toEqual(shipped)
    expect(loadModel(path)).toEqual(importBitloomNpz(path))
    expect(loadModel(path, { format: 'bitloom-npz' })).toEqual(importBitloomNpz(path))
  })

  it.each<[string, (arrays: Record<string, NpyArray>) => void, string]>([
    [
      'another padding mode',
      (arrays) => {
        const numbers = Int32Array.from(arrays.s2!.data as Int32Array)
        numbers[9] = 1
        arrays.s2 = { shape: [10], data: numbers }
      },
      'set: s2: layer 2 of 9 is described by 1, 64, 128, 16, 16, 16, 16, 0, 1, 1',
    ],
    [
      'no last layer',
      (arrays) => {
        delete arrays.s8
      },
      'set: s7: layer 7 of 8 is described by 2, 512, 512',
    ],
    [
      'missing thresholds',
      (arrays) => {
        delete arrays.t4
      },
      'set: there is no array t4',
    ],
    [
      'bits past the synapses',
      (arrays) => {
        arrays.w0 = { shape: [64, 4], data: new Uint8Array(256).fill(255) }
      },
      'set: w0: row 0 has bits set past its 27 columns',
    ],
  ])('names %s', (_, change, message) => {
    expect(refusal(() => importBitloomNpz(changed(arrays, change)))).toContain(message)
  })
})

describe('loadModel', () => {
  const arrays = { x: { shape: [1], data: Uint8Array.of(1) } }
  let unknown: string
  beforeAll(() => {
    unknown = join(folder, `set${count++}.npz`)
    writeFileSync(unknown, writeNpz(arrays))
  })

  it('says what it found in a file of arrays that it does not know', () => {
    expect(refusal(() => loadModel(unknown))).toBe('set: its arrays are those of no known format: x')
    expect(refusal(() => loadModel(unknown, { format: 'binarynet' }))).toContain('there is no array')
    expect(refusal(() => loadModel(unknown, { format: 'bitloom-npz' }))).toContain('there is no array')
    expect(refusal(() => loadModel(unknown, { format: 'lasagne', topology: 'lfc' }))).toContain(
      'there is no array',
    )
  })

  it('does not choose between files', () => {
    const made = join(folder, `set${count++}`)
    mkdirSync(made)
    for (const name of ['a.npz', 'b.npz']) writeFileSync(join(made, name), writeNpz(arrays))
    expect(refusal(() => loadModel(made))).toBe('set: there is no network here, among 2 files')
    expect(refusal(() => loadModel(made, { format: 'binarynet' }))).toBe(
      'set: there are 2 .npz files in this folder',
    )
  })

  it('refuses a file that is damaged', () => {
    const made = join(folder, `set${count++}.npz`)
    writeFileSync(made, writeNpz(arrays).subarray(0, 60))
    expect(refusal(() => loadModel(made))).toContain('set: the zip file cannot be read')
  })
})
