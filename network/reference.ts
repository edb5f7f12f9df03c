/** The integer reference: what a network must compute, bit for bit, sharing nothing with the hardware. */

import { InputError } from '../tools/files/input-error.ts'
import { inputSize, valueTable } from './encoding.ts'
import { layOut } from './kernels/program.ts'
import type { DecisionRule, Network } from './network.ts'
import { countsMatches } from './ranges.ts'
import { fanIn, lastLayer } from './shapes.ts'

/** What one image gives. */
export interface Inference {
  /** One a class, before any threshold. */
  readonly scores: Int32Array
  /** The index of the class that the decision rule picks. */
  readonly answer: number
  /** The number of 1 bits in the output of each layer but the last, pools included: finds the first layer that goes wrong. */
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
 * Makes a valid network ready to run in exact integers. Matches are counted by XOR and popcount (Rastegari et al., XNOR-Net,
 * ECCV 2016, section 3), 128 bits at a time in WebAssembly SIMD: see `kernels/`.
 *
 * @example
 * const { scores, answer } = reference(network).run(imageAt(images, 0))
 */
export function reference(network: Network): Reference {
  const size = inputSize(network.input)
  const table = valueTable(network.input)
  const program = layOut(network)

  const values = new Int32Array(size)

  /** An indexed loop: `from` with a function takes longer than some layers. */
  function encoded(image: Uint8Array): Int32Array {
    for (let i = 0; i < size; i++) values[i] = table[image[i]!]!
    return values
  }

  function run(image: Uint8Array): Inference {
    if (image.length !== size) {
      throw new InputError(`an image of ${image.length} bytes, but network ${network.name} eats ${size}`, {
        help: 'give the image set that the network was trained for',
      })
    }
    const { accumulators, ones } = program(encoded(image))
    const scores = scoresOf(network, accumulators)
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
 * decide({ kind: 'argmax' }, [3, 7, 7]) // 1
 */
export function decide(decision: DecisionRule, scores: ArrayLike<number>): number {
  const values = Array.from(scores)
  switch (decision.kind) {
    case 'argmax':
      return values.indexOf(Math.max(...values))
    case 'highest-set-bit':
      return Math.max(
        0,
        values.findLastIndex((score, k) => score >= decision.thresholds[k]!),
      )
  }
}

function scoresOf(network: Network, accumulators: Int32Array): Int32Array {
  const { scores } = network
  switch (scores.kind) {
    case 'popcount':
      return accumulators
    case 'affine': {
      const last = lastLayer(network)
      const isPopcount = countsMatches(network, last)
      return accumulators.map((accumulator, k) => {
        const dot = isPopcount ? 2 * accumulator - fanIn(last) : accumulator
        return scores.scale[k]! * dot + scores.offset[k]!
      })
    }
  }
}
