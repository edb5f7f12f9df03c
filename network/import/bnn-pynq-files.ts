/** The parameter files of BNN-PYNQ: one layer's matrix and thresholds, dealt out to processing elements. */
import { join } from 'node:path'
import { InputError } from '../../tools/files/input-error.ts'
import { readInputFile, readInputFolder } from '../../tools/files/read-file.ts'
import { BitMatrix } from '../bit-matrix.ts'

/** One layer as stored, without its padding. */
export interface StoredLayer {
  readonly weights: BitMatrix
  /** As in the files: output bit = `pop > threshold`, strictly. Empty for a layer without thresholds. */
  readonly thresholds: readonly bigint[]
  /** Processing elements that the files were written for. */
  readonly pe: number
  /** Synapses in one word. */
  readonly simd: number
}

/** What the two files of one element hold. */
interface Element {
  readonly path: string
  /** Halves of the 64-bit words: word `i` is `halves[2 * i]` (low) and `halves[2 * i + 1]` (high). */
  readonly halves: Uint32Array
  readonly thresholds: readonly bigint[]
}

const fileName = /^(\d{1,3})-(\d{1,4})-(weights|thres)\.bin$/

/** Thresholds of padding rows, in newer and in older sets. */
const paddingThresholds: readonly bigint[] = [32767n, 65535n]

const checkTopology = 'check that the topology is the one of this folder, and that no file is missing'

/** The layers that files of these names are the parameters of, in order; none for a folder of another format. */
export function storedLayers(names: readonly string[]): number[] {
  const layers = names.flatMap((name) => fileName.exec(name)?.[1] ?? [])
  return [...new Set(layers.map(Number))].sort((a, b) => a - b)
}

/**
 * Reads `L-P-weights.bin` and `L-P-thres.bin` of every element `P` of layer `L`.
 *
 * Neuron `nf * PE + P` has word `nf` of the thresholds and words `nf * SF` to `nf * SF + SF - 1` of the weights of
 * element `P`; a word (64 bits, little-endian) holds SIMD synapses, the lowest in the least significant bit. PE is the
 * number of files. SIMD is stored nowhere: thresholds count the neurons of an element, the size of the weights then gives
 * SF, and of the widths that need SF words, the one is taken that divides `columns` or, where padding columns were
 * added, the one that these (whose weights are all 1) fill up. Without thresholds, SIMD is the number of bits in use, which
 * the padding rows (whose weights are all 1) fill up.
 *
 * @param rows The real neurons; further ones must be padding (all weights 1, threshold 32767 or 65535) and are dropped.
 * @param columns The real synapses; further ones must be padding (weight 1) and are dropped. Their inputs are 0, so that
 *   they never match: thresholds count matches among the real columns.
 * @param hasThresholds False to read weights alone; files of thresholds are then ignored.
 * @throws InputError for a missing, truncated or contradictory file.
 *
 * @example
 * const { weights, simd } = readStoredLayer('cifar10-cnvW1A1', 1, 64, 576) // simd 32
 */
export function readStoredLayer(
  folder: string,
  layer: number,
  rows: number,
  columns: number,
  hasThresholds = true,
): StoredLayer {
  const elements = readElements(folder, layer, hasThresholds)
  const pe = elements.length
  const words = elements[0]!.halves.length / 2
  const neurons = hasThresholds ? elements[0]!.thresholds.length : (words * usedWidth(elements)) / columns
  const stored = pe * neurons
  const wordsPerNeuron = words / neurons
  if (stored < rows || !Number.isInteger(wordsPerNeuron) || !Number.isInteger(neurons)) {
    const thresholds = hasThresholds ? `${neurons} thresholds and ` : ''
    throw new InputError(
      `layer ${layer} has ${pe} elements of ${thresholds}${words} weight words, ` +
        `which cannot be ${rows} neurons with ${columns} synapses`,
      {
        place: folder,
        help: checkTopology,
      },
    )
  }
  const simd = synapsesPerWord(elements, wordsPerNeuron, columns)
  const weights = new BitMatrix(rows, columns)
  const thresholds: bigint[] = []
  for (let row = 0; row < stored; row++) {
    const element = elements[row % pe]!
    const fold = Math.floor(row / pe)
    const bits = neuronBits(element, fold * wordsPerNeuron, wordsPerNeuron, simd)
    const threshold = element.thresholds[fold]
    // Without thresholds, nothing tells a padding row from a neuron whose weights happen to be all 1.
    const couldBePadding = threshold === undefined ? row >= rows : paddingThresholds.includes(threshold)
    const isPadding = couldBePadding && !bits.includes(0)
    if (isPadding !== row >= rows) {
      const found = isPadding
        ? `neuron ${row} of ${rows} is a padding row`
        : `row ${row}, past ${rows} neurons, is no padding`
      throw new InputError(found, {
        place: element.path,
        help: checkTopology,
      })
    }
    if (isPadding) continue
    if (threshold !== undefined) thresholds.push(threshold)
    checkPaddingColumns(bits, columns, element.path, row)
    for (let column = 0; column < columns; column++) weights.set(row, column, bits[column] === 1 ? 1 : 0)
  }
  return { weights, thresholds, pe, simd }
}

/** Every element's files, checked to be there and to have one size each. */
function readElements(folder: string, layer: number, hasThresholds: boolean): Element[] {
  const numbers = readInputFolder(folder)
    .map((name) => fileName.exec(name))
    .filter((match) => match !== null && Number(match[1]) === layer)
    .map((match) => Number(match![2]))
  const count = Math.max(0, ...numbers) + 1
  const elements = Array.from({ length: count }, (_, element) =>
    readElement(folder, layer, element, hasThresholds),
  )
  const [first] = elements
  for (const { path, halves, thresholds } of elements) {
    if (halves.length !== first!.halves.length || thresholds.length !== first!.thresholds.length) {
      throw new InputError(
        `it holds ${halves.length / 2} weight words and ${thresholds.length} thresholds, but element 0 of layer ${layer} ` +
          `holds ${first!.halves.length / 2} and ${first!.thresholds.length}`,
        { place: path, help: 'all elements of a layer have files of equal size; one of them is truncated' },
      )
    }
  }
  return elements
}

function readElement(folder: string, layer: number, element: number, hasThresholds: boolean): Element {
  const path = join(folder, `${layer}-${element}-weights.bin`)
  const weights = readWords(path)
  const thresholds = hasThresholds
    ? readWords(join(folder, `${layer}-${element}-thres.bin`))
    : new DataView(new ArrayBuffer(0))
  const halves = Uint32Array.from({ length: weights.byteLength / 4 }, (_, i) =>
    weights.getUint32(4 * i, true),
  )
  return {
    path,
    halves,
    thresholds: Array.from({ length: thresholds.byteLength / 8 }, (_, i) =>
      thresholds.getBigInt64(8 * i, true),
    ),
  }
}

function readWords(path: string): DataView {
  const bytes = readInputFile(path)
  if (bytes.length === 0 || bytes.length % 8 !== 0) {
    throw new InputError(`${bytes.length} bytes are not a whole number of 64-bit words`, {
      place: path,
      help: 'the file is truncated; copy it again',
    })
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** SIMD, from the words of a neuron and the bits that are used. */
function synapsesPerWord(elements: readonly Element[], wordsPerNeuron: number, columns: number): number {
  const simd = columns % wordsPerNeuron === 0 ? columns / wordsPerNeuron : usedWidth(elements)
  if (simd > 64 || Math.ceil(columns / simd) !== wordsPerNeuron) {
    throw new InputError(
      `${wordsPerNeuron} words of 64 bits are no way to store a neuron of ${columns} synapses`,
      {
        place: elements[0]!.path,
        help: checkTopology,
      },
    )
  }
  const wide = elements.find(({ halves }) => usedBits(halves) > simd)
  if (wide !== undefined) {
    throw new InputError(`weight bits are set above the ${simd} synapses of a word`, {
      place: wide.path,
      help: 'the file is damaged or belongs to another topology; copy it again',
    })
  }
  return simd
}

/** The synapses in a word, as far as any word tells. */
function usedWidth(elements: readonly Element[]): number {
  return Math.max(...elements.map(({ halves }) => usedBits(halves)))
}

/** The position of the highest bit set in any word, plus one. */
function usedBits(halves: Uint32Array): number {
  let low = 0
  let high = 0
  for (let i = 0; i < halves.length; i += 2) {
    low |= halves[i]!
    high |= halves[i + 1]!
  }
  return high !== 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(low)
}

function neuronBits({ halves }: Element, firstWord: number, words: number, simd: number): Uint8Array {
  const bits = new Uint8Array(words * simd)
  for (let word = 0, at = 0; word < words; word++) {
    for (let bit = 0; bit < simd; bit++, at++) {
      bits[at] = (halves[2 * (firstWord + word) + (bit >>> 5)]! >>> (bit & 31)) & 1
    }
  }
  return bits
}

function checkPaddingColumns(bits: Uint8Array, columns: number, path: string, row: number): void {
  const hole = bits.indexOf(0, columns)
  if (hole === -1) return
  throw new InputError(`padding synapse ${hole} of neuron ${row} has the weight bit 0`, {
    place: path,
    help: `synapses past ${columns} are padded with 1; the file is damaged or belongs to another topology`,
  })
}
