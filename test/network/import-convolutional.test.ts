/** Files of convolutional networks: BNN-PYNQ's CNV in any cut, BinaryNet and our own; what is wrong with them is named. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { importBinaryNet } from '../../network/import/binarynet.ts'
import { importBitloomNpz } from '../../network/import/bitloom-npz.ts'
import { importBnnPynq } from '../../network/import/bnn-pynq.ts'
import { loadModel } from '../../network/load-model.ts'
import type { NeuronLayer } from '../../network/network.ts'
import { InputError } from '../../tools/files/input-error.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { readNpz, writeNpz } from '../../tools/files/npz.ts'
import { describeWithData } from '../support/data.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { type PackedLayer, packFolder } from './bnn-pynq.ts'

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
  const columns = [27, 576, 576, 1152, 1152, 2304, 256, 512, 512]
  const rows = [64, 64, 128, 128, 256, 256, 512, 512, 10]
  const classes = Array.from({ length: 10 }, (_, k) => `class${k}`).join('\n')
  /** Something like noise that every test can compute again. */
  const weight = (layer: number) => (row: number, column: number) =>
    Math.imul((row * 1000003) ^ (column * 7919) ^ (layer * 104729), 2654435761) >>> 31
  const threshold = (layer: number) => (row: number) => BigInt(((row * 13) % 60) - (layer === 0 ? 30 : 3))
  const usual = [
    [16, 3],
    [32, 32],
    [16, 32],
    [16, 32],
    [4, 32],
    [1, 32],
    [1, 4],
    [1, 8],
    [4, 1],
  ] as const

  function pack(
    cuts: readonly (readonly [number, number])[],
    storedRows: number,
    withLastThresholds: boolean,
  ): string {
    const layers = cuts.map(
      ([pe, simd], index): PackedLayer => ({
        rows: rows[index]!,
        columns: columns[index]!,
        pe,
        simd,
        weight: weight(index),
        threshold: threshold(index),
        storedRows: index === 8 ? storedRows : rows[index]!,
        paddingThreshold: 65535n,
      }),
    )
    const made = join(folder, `set${count++}`)
    packFolder(made, layers, classes)
    if (!withLastThresholds) {
      for (let element = 0; element < cuts[8]![0]; element++) rmSync(join(made, `8-${element}-thres.bin`))
    }
    return made
  }

  it('reads weights, thresholds and connections', () => {
    const network = importBnnPynq(pack(usual, 64, false), 'cnv')
    const layers = network.layers.filter((layer): layer is NeuronLayer => layer.kind !== 'pool')
    expect(network.layers.map(({ name }) => name)).toEqual([
      ...['conv0', 'conv1', 'pool1', 'conv2', 'conv3', 'pool3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'],
    ])
    layers.forEach(({ weights, thresholds }, index) => {
      expect([weights.rows, weights.columns]).toEqual([rows[index], columns[index]])
      for (const row of [0, 7, rows[index]! - 1]) {
        const bits = Array.from({ length: weights.columns }, (_, column) => weights.get(row, column))
        expect(bits).toEqual(bits.map((_, column) => weight(index)(row, column)))
      }
      thresholds?.forEach((found, row) => {
        const stored = Number(threshold(index)(row))
        // 2 sum > t for the first layer, pop > t for the others.
        expect(found).toBe(index === 0 ? Math.floor(stored / 2) + 1 : stored + 1)
      })
    })
    expect(network.scores).toEqual({ kind: 'popcount' })
    expect(network.decision).toEqual({ kind: 'argmax' })
  })

  it('reads other cuts and older sets: 12 or 48 last rows, thresholds of the last layer', () => {
    const good = importBnnPynq(pack(usual, 64, false), 'cnv')
    const other = [
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
    expect(importBnnPynq(pack(usual, 12, true), 'cnv')).toEqual(good)
    expect(importBnnPynq(pack(other, 48, true), 'cnv')).toEqual(good)
  }, 120_000)

  it('takes a class whose weights are all 1 for a class, though padding rows look like that', () => {
    const made = pack(usual, 64, false)
    const path = join(made, '8-3-weights.bin')
    // Class 3 is the first row of element 3: 512 words of one synapse each.
    const words = readFileSync(path)
    for (let word = 0; word < 512; word++) words[8 * word] = 1
    writeFileSync(path, words)
    const { weights } = importBnnPynq(made, 'cnv').layers.at(-1) as NeuronLayer
    expect(Array.from(weights.row(3))).toEqual(Array(16).fill(0xffffffff))
  })

  it('refuses a last layer of another size', () => {
    const made = pack(usual, 64, false)
    for (let element = 0; element < 4; element++)
      writeFileSync(join(made, `8-${element}-weights.bin`), new Uint8Array(8000))
    expect(refusal(() => importBnnPynq(made, 'cnv'))).toBe(
      'set: layer 8 has 4 elements of 1000 weight words, which cannot be 10 neurons with 512 synapses',
    )
  })
})

/** A copy of a file with something done to its arrays. */
function changed(path: string, change: (arrays: Record<string, NpyArray>) => void, only?: RegExp): string {
  const npz = readNpz(readFileSync(path))
  const names = npz.names.filter((name) => only === undefined || only.test(name))
  const arrays = Object.fromEntries(names.map((name) => [name, npz.array(name)]))
  change(arrays)
  const made = join(folder, `set${count++}.npz`)
  writeFileSync(made, writeNpz(arrays))
  return made
}

describeWithData('importBinaryNet', (data) => {
  const path = data('binarynet-cifar10', 'params.npz')

  it('is what loadModel finds in the file, or in the folder', () => {
    const network = importBinaryNet(path)
    expect(loadModel(path)).toEqual(network)
    expect(loadModel(data('binarynet-cifar10'))).toEqual(network)
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
    expect(refusal(() => importBinaryNet(changed(path, change)))).toContain(message)
  })
})

describeWithData('importBitloomNpz', (data) => {
  const path = data('cnn-half-negative', 'params.npz')

  it('is what loadModel finds in the file', () => {
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
    expect(refusal(() => importBitloomNpz(changed(path, change, /^[wst]\d+$/)))).toContain(message)
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
