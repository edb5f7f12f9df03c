/** BNN-PYNQ folders: every cut reads the same, the older variants are accepted, damage is named. */
import { copyFileSync, cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importBnnPynq } from '../../network/import/bnn-pynq.ts'
import { lastLayer, layerInputs, layerOutputs } from '../../network/shapes.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { type PackedLayer, packFolder, wordBytes } from './bnn-pynq.ts'
import { fullyConnected } from './networks.ts'

const ten = '0\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n9'

/** Something like noise that every test can compute again. */
const weight = (layer: number) => (row: number, column: number) =>
  Math.imul((row * 1000003) ^ (column * 7919) ^ (layer * 104729), 2654435761) >>> 31
const threshold = (layer: number) => (row: number) => BigInt(((row * 13 + layer * 5) % 60) - 3)

/** The layers of tfc, cut as given; 64 rows are stored for the last one unless given. */
function tfc(
  cuts: readonly (readonly [pe: number, simd: number])[],
  change: Partial<PackedLayer> = {},
): PackedLayer[] {
  const sizes = [784, 64, 64, 64, 10]
  return cuts.map(([pe, simd], index) => ({
    rows: sizes[index + 1]!,
    columns: sizes[index]!,
    pe,
    simd,
    weight: weight(index),
    threshold: threshold(index),
    storedRows: 64,
    paddingThreshold: 32767n,
    ...(index === 3 ? change : {}),
  }))
}

const usual = [
  [16, 64],
  [8, 8],
  [8, 32],
  [16, 8],
] as const

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-pynq-'))
  packFolder(join(folder, 'good'), tfc(usual), ten)
})
afterAll(() => rmSync(folder, { recursive: true }))

function pack(layers: readonly PackedLayer[], classes = ten): string {
  const made = join(folder, `set${count++}`)
  packFolder(made, layers, classes)
  return made
}

/** A copy of the good folder with something done to it. */
function spoilt(harm: (file: (name: string) => string) => void): string {
  const made = join(folder, `set${count++}`)
  cpSync(join(folder, 'good'), made, { recursive: true })
  harm((name) => join(made, name))
  return made
}

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError && error.help !== null) {
      return `${error.place?.replace(/^.*\/(set\d+|good)/, 'set')}: ${error.message}`
    }
    throw error
  }
  return 'accepted'
}

describe('importBnnPynq', () => {
  it('reads weights, thresholds, classes and the decision rule', () => {
    const network = importBnnPynq(join(folder, 'good'), 'tfc')
    expect(network.name).toBe('tfc')
    expect(network.input).toEqual({ kind: 'bits', shape: [28, 28, 1], threshold: 128 })
    expect(network.layers.map((layer) => [layer.name, layerInputs(layer), layerOutputs(layer)])).toEqual([
      ['fc0', 784, 64],
      ['fc1', 64, 64],
      ['fc2', 64, 64],
      ['fc3', 64, 10],
    ])
    network.layers.map(fullyConnected).forEach(({ weights, inputs, outputs, thresholds }, index) => {
      for (let row = 0; row < outputs; row++) {
        const bits = Array.from({ length: inputs }, (_, column) => weights.get(row, column))
        expect(bits).toEqual(bits.map((_, column) => weight(index)(row, column)))
        // pop > t is pop >= t + 1.
        if (thresholds !== null) expect(thresholds[row]).toBe(Number(threshold(index)(row)) + 1)
      }
    })
    expect(lastLayer(network).thresholds).toBeNull()
    expect(network.scores).toEqual({ kind: 'popcount' })
    expect(network.decision).toEqual({
      kind: 'highest-set-bit',
      thresholds: Array.from({ length: 10 }, (_, row) => Number(threshold(3)(row)) + 1),
    })
    expect(network.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it.each([
    [
      [
        [1, 49],
        [64, 1],
        [2, 64],
        [10, 64],
      ],
      10,
    ],
    [
      [
        [64, 61],
        [1, 64],
        [32, 2],
        [4, 16],
      ],
      12,
    ],
    [
      [
        [32, 16],
        [16, 16],
        [64, 8],
        [16, 4],
      ],
      48,
    ],
  ] as const)('reads the same network from the cut %j with %i last rows stored', (cuts, storedRows) => {
    const good = importBnnPynq(join(folder, 'good'), 'tfc')
    expect(importBnnPynq(pack(tfc(cuts, { storedRows })), 'tfc')).toEqual(good)
  })

  it('reads older sets: padding thresholds of 65535, lines ended by LF, blank lines at the end', () => {
    const old = pack(
      tfc(usual, { paddingThreshold: 65535n, storedRows: 16 }),
      `${ten.replaceAll('\r', '')}\n\n\n`,
    )
    expect(importBnnPynq(old, 'tfc')).toEqual(importBnnPynq(join(folder, 'good'), 'tfc'))
  })

  it('keeps thresholds out of reach, clamping what 32 bits cannot hold', () => {
    const wild = [-5n, 65535n, 32767n, -(2n ** 40n), 2n ** 40n, 2n ** 31n - 1n, -1n, 0n, 1n, 2n]
    const network = importBnnPynq(pack(tfc(usual, { threshold: (row) => wild[row]! })), 'tfc')
    expect(network.decision).toMatchObject({
      thresholds: [-4, 65536, 32768, -(2 ** 31), 2 ** 31 - 1, 2 ** 31 - 1, 0, 1, 2, 3],
    })
  })

  it('takes another name', () => {
    expect(importBnnPynq(join(folder, 'good'), 'tfc', { name: 'mine' }).name).toBe('mine')
    expect(refusal(() => importBnnPynq(join(folder, 'good'), 'tfc', { name: 'my net' }))).toBe(
      'set: network: the name "my net" cannot become a module name',
    )
  })

  it('refuses an unknown topology, and one that is another set', () => {
    expect(refusal(() => importBnnPynq(join(folder, 'good'), 'constructor'))).toContain(
      'topology "constructor" is not known',
    )
    expect(refusal(() => importBnnPynq(join(folder, 'good'), 'lfc'))).toBe(
      'set: layer 0 has 16 elements of 4 thresholds and 52 weight words, which cannot be 1024 neurons with 784 synapses',
    )
  })

  it.each<[string, (file: (name: string) => string) => void, string]>([
    [
      'a missing weights file',
      (file) => rmSync(file('1-5-weights.bin')),
      'set/1-5-weights.bin: there is no such file',
    ],
    [
      'a missing thresholds file',
      (file) => rmSync(file('3-15-thres.bin')),
      'set/3-15-thres.bin: there is no such file',
    ],
    [
      'missing files of the last element',
      (file) => {
        for (const kind of ['weights', 'thres']) rmSync(file(`1-7-${kind}.bin`))
      },
      'set: layer 1 has 7 elements of 8 thresholds and 64 weight words, which cannot be 64 neurons',
    ],
    [
      'a missing layer',
      (file) => {
        for (let p = 0; p < 8; p++)
          for (const kind of ['weights', 'thres']) rmSync(file(`2-${p}-${kind}.bin`))
      },
      'set: there are files of layers 0, 1, 3, but tfc has layers 0 to 3',
    ],
    [
      'a layer too many',
      (file) => copyFileSync(file('0-0-thres.bin'), file('4-0-thres.bin')),
      'files of layers 0, 1, 2, 3, 4,',
    ],
    [
      'half a word',
      (file) => truncateSync(file('0-3-weights.bin'), 412),
      'set/0-3-weights.bin: 412 bytes are not a whole number of 64-bit words',
    ],
    ['an empty file', (file) => truncateSync(file('0-3-thres.bin'), 0), 'set/0-3-thres.bin: 0 bytes are not'],
    [
      'a truncated file',
      (file) => truncateSync(file('0-3-weights.bin'), 408),
      'set/0-3-weights.bin: it holds 51 weight words and 4 thresholds, but element 0 of layer 0 holds 52 and 4',
    ],
    [
      'weights above the lanes',
      (file) => writeFileSync(file('1-2-weights.bin'), wordBytes(Array(64).fill(256n))),
      'set/1-2-weights.bin: weight bits are set above the 8 synapses of a word',
    ],
    [
      'files that are no parameters',
      (file) => writeFileSync(file('1-2-weights.bin'), new Uint8Array(8)),
      'set/1-2-weights.bin: it holds 1 weight words',
    ],
    [
      'a folder in place of a file',
      (file) => {
        rmSync(file('1-2-weights.bin'))
        cpSync(join(folder, 'good'), file('1-2-weights.bin'), { recursive: true })
      },
      'set/1-2-weights.bin: this is a folder, not a file',
    ],
    [
      'holes in the padding columns',
      (file) => writeFileSync(file('0-1-weights.bin'), wordBytes(Array(52).fill(1n))),
      'set/0-1-weights.bin: padding synapse 784 of neuron 1 has the weight bit 0',
    ],
    [
      'padding in place of a neuron',
      (file) => {
        writeFileSync(file('3-2-weights.bin'), wordBytes(Array(32).fill(255n)))
        writeFileSync(file('3-2-thres.bin'), wordBytes(Array(4).fill(32767n)))
      },
      'set/3-2-weights.bin: neuron 2 of 10 is a padding row',
    ],
    [
      'a neuron in place of padding',
      (file) => writeFileSync(file('3-12-thres.bin'), wordBytes([3n, 32767n, 32767n, 32767n])),
      'set/3-12-weights.bin: row 12, past 10 neurons, is no padding',
    ],
    ['missing classes', (file) => rmSync(file('classes.txt')), 'set/classes.txt: there is no such file'],
    [
      'nine classes',
      (file) => writeFileSync(file('classes.txt'), 'a\nb\nc\nd\ne\nf\ng\nh\ni'),
      'set/classes.txt: it names 9 classes, but the network has 10',
    ],
    [
      'hostile classes',
      (file) => writeFileSync(file('classes.txt'), ten.replace('3', '`include "/etc/passwd"')),
      'set: network: class 3 has the name "`include',
    ],
  ])('names %s', (_, harm, message) => {
    expect(refusal(() => importBnnPynq(spoilt(harm), 'tfc'))).toContain(message)
  })

  it('refuses widths that no word of 64 bits has', () => {
    expect(
      refusal(() =>
        importBnnPynq(
          pack(
            tfc([
              [16, 64],
              [8, 8],
              [8, 32],
              [16, 8],
            ]).map((layer, index) => (index === 0 ? { ...layer, columns: 7 * 64 } : layer)),
          ),
          'tfc',
        ),
      ),
    ).toContain('7 words of 64 bits are no way to store a neuron of 784 synapses')
  })

  it('refuses what is no such folder', () => {
    expect(refusal(() => importBnnPynq(join(folder, 'nowhere'), 'tfc'))).toContain(
      'there is no such file or folder',
    )
    expect(refusal(() => importBnnPynq(join(folder, 'good', 'classes.txt'), 'tfc'))).toContain(
      'this is not a folder',
    )
    expect(refusal(() => importBnnPynq(folder, 'tfc'))).toContain(
      'there are no BNN-PYNQ parameter files here',
    )
  })
})
