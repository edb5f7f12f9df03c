/** The integer reference: what a network must compute, bit for bit, sharing nothing with the hardware. */
import type { BitMatrix } from './bit-matrix.ts'
import { inputSize, valueTable } from './encoding.ts'
import { InputError } from './input-error.ts'
import type { DecisionRule, Network } from './network.ts'
import { fanIn, lastLayer } from './shapes.ts'

/** What one image gives. */
export interface Inference {
  /** One a class, before any threshold. */
  readonly scores: Int32Array
  /** The index of the class that the decision rule picks. */
  readonly answer: number
  /** The number of 1 bits in the output of each layer but the last: finds the first layer that goes wrong. */
  readonly ones: readonly number[]
}

/** A network made ready to run. */
export interface Reference {
  /**
   * Runs one image of `height * width * channels` bytes.
   *
   * @throws InputError when the image has another size.
   */
  run(image: Uint8Array): Inference
}

/**
 * Makes a valid network ready to run in exact integers. Bits are packed 32 to a word, as in the XNOR-Net paper
 * (Rastegari et al., ECCV 2016, section 3): matches are counted by XOR and popcount.
 *
 * @example
 * const { scores, answer } = reference(network).run(imageAt(images, 0))
 */
export function reference(network: Network): Reference {
  const size = inputSize(network.input)
  const table = valueTable(network.input)
  const isBits = network.input.kind === 'bits'

  function run(image: Uint8Array): Inference {
    if (image.length !== size) {
      throw new InputError(`an image of ${image.length} bytes, but network ${network.name} eats ${size}`, {
        help: 'give the image set that the network was trained for',
      })
    }
    const values = Int32Array.from(image, (byte) => table[byte]!)
    let accumulators: Int32Array = values
    let bits = isBits ? packAtLeast(values, null) : null
    const ones: number[] = []
    for (const layer of network.layers) {
      if (layer.kind !== 'fullyConnected') throw new Error('internal: convolutions are not run yet')
      const { weights, thresholds } = layer
      accumulators = bits === null ? signedSums(weights, values) : matches(weights, bits)
      if (thresholds === null) break
      bits = packAtLeast(accumulators, thresholds)
      ones.push(bits.reduce((total, word) => total + popcount(word), 0))
    }
    const scores = scoresOf(network, accumulators, bits !== null)
    return { scores, answer: decide(network.decision, scores), ones }
  }
  return { run }
}

/**
 * Runs many images; the results keep their order.
 *
 * @throws InputError when an image has another size than the network eats.
 *
 * @example
 * const results = referenceBatch(network, eachImage(firstImages(images, 1000)))
 */
export function referenceBatch(network: Network, images: Iterable<Uint8Array>): Inference[] {
  const { run } = reference(network)
  return Array.from(images, run)
}

/**
 * The answer that a decision rule gives to scores: the index of a class.
 *
 * @example
 * decide({ rule: 'argmax' }, [3, 7, 7]) // 1
 */
export function decide(decision: DecisionRule, scores: ArrayLike<number>): number {
  const values = Array.from(scores)
  if (decision.rule === 'argmax') return values.indexOf(Math.max(...values))
  return Math.max(
    0,
    values.findLastIndex((score, k) => score >= decision.thresholds[k]!),
  )
}

function scoresOf(network: Network, accumulators: Int32Array, arePopcounts: boolean): Int32Array {
  const { scores } = network
  if (scores.kind === 'popcount') return accumulators
  const inputs = fanIn(lastLayer(network))
  return accumulators.map((accumulator, k) => {
    const dot = arePopcounts ? 2 * accumulator - inputs : accumulator
    return scores.scale[k]! * dot + scores.offset[k]!
  })
}

/** Bit `i` = `values[i] >= thresholds[i]`, or `values[i] !== 0` without thresholds; packed like a matrix row. */
function packAtLeast(values: Int32Array, thresholds: Int32Array | null): Uint32Array {
  const words = new Uint32Array(Math.ceil(values.length / 32))
  for (let i = 0; i < values.length; i++) {
    if (values[i]! >= (thresholds === null ? 1 : thresholds[i]!)) words[i >>> 5]! |= 1 << (i & 31)
  }
  return words
}

/** For each row, the number of columns where it equals `input`. Unused bits are 0 on both sides and never differ. */
function matches(weights: BitMatrix, input: Uint32Array): Int32Array {
  const { rows, columns, wordsPerRow, words } = weights
  const counts = new Int32Array(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    let differing = 0
    for (let i = 0; i < wordsPerRow; i++, at++) differing += popcount(words[at]! ^ input[i]!)
    counts[row] = columns - differing
  }
  return counts
}

/** For each row, the inputs under a 1 minus the inputs under a 0, which is twice the former minus all of them. */
function signedSums(weights: BitMatrix, input: Int32Array): Int32Array {
  const all = input.reduce((total, value) => total + value, 0)
  return Int32Array.from({ length: weights.rows }, (_, row) => {
    const words = weights.row(row)
    let chosen = 0
    for (let i = 0; i < input.length; i++) chosen += ((words[i >>> 5]! >>> (i & 31)) & 1) * input[i]!
    return 2 * chosen - all
  })
}

/** The number of 1 bits in a 32-bit word: pairs, nibbles, bytes, then the four bytes added by a multiplication. */
function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
