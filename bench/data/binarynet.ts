/**
 * BinaryNet's parameters out of the C++ sources of icgrp/pld2022, value for value.
 *
 * The accelerator there has its weights in arrays of 32-bit words, in the order in which its units read them. A 1 stands
 * for the weight -1, and kernels lie backwards: bit 8 - (3 ky + kx) of nine.
 */

import { join } from 'node:path'
import { zipSync } from 'fflate'
import { InputError } from '../../tools/files/input-error.ts'
import { formatNpy, type NpyArray } from '../../tools/files/npy.ts'
import { readInputFile } from '../../tools/files/read-file.ts'
import { generatedWords, wordArrays } from './generated-words.ts'

/** Where the sources lie in a clone. */
export const binaryNetSources = 'input_src/bnn512/operators'

/** Generators of the words of the convolutions and of the fully connected layers, each handing on what came before. */
export const generators = {
  convolutions: [['bc0_gen_0'], ['bc1_gen_0', 'bc1_gen_1', 'bc1_gen_2'], ['bc2_gen_0', 'bc2_gen_1']],
  dense: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => `bd_gen_${index}`),
} as const

/** Thresholds of a call: 64 words of 64 bits with four each. */
export const thresholdWords = 128

/** Kernels in a word of 64 bits. */
export const kernelsPerWord = 7

/** Words of 64 bits in each of the two memories for weights of fully connected layers. */
export const denseMemoryWords = 2341

/** A call of a unit: it computes some of the outputs of a layer. */
export interface Call {
  readonly layer: number
  readonly inputs: number
  readonly firstOutput: number
  readonly outputs: number
}

/** Calls in a row, each with the same number of outputs. */
function calls(layer: number, inputs: number, outputs: number, each: number): Call[] {
  return Array.from({ length: outputs / each }, (_, call) => ({
    layer,
    inputs,
    firstOutput: call * each,
    outputs: each,
  }))
}

/** Convolutions 1 to 5, as the memories divide them. */
export const convolutionCalls: readonly Call[] = [
  ...calls(1, 128, 128, 128),
  ...calls(2, 128, 256, 256),
  ...calls(3, 256, 256, 128),
  ...calls(4, 256, 512, 128),
  ...calls(5, 512, 512, 64),
]

/** Fully connected layers 6 to 8. */
export const denseCalls: readonly Call[] = [
  ...calls(6, 8192, 1024, 32),
  ...calls(7, 1024, 1024, 256),
  ...calls(8, 1024, 10, 10),
]

/** The bits of a layer's weights as `numpy.packbits` has them, and its thresholds. */
interface DecodedLayer {
  readonly bits: Uint8Array
  readonly thresholds: Int16Array
}

/** The bytes of `params.npz`: the file that NumPy's own zip writer makes of the arrays. */
export function binaryNetFile(clone: string): Uint8Array {
  const members = Object.entries(decodeBinaryNet(clone)).map(
    ([name, array]) => [`${name}.npy`, formatNpy(array)] as const,
  )
  const unix = { os: 3, attrs: 0o644 << 16 }
  return zipSync(Object.fromEntries(members), { level: 0, mtime: new Date(1980, 0, 1), ...unix })
}

/** Reads the sources below a clone of icgrp/pld2022. */
export function decodeBinaryNet(clone: string): Record<string, NpyArray> {
  const source = (name: string) =>
    Buffer.from(readInputFile(join(clone, binaryNetSources, `${name}.cpp`))).toString('latin1')
  const arrays: Record<string, NpyArray> = {}
  const add = (name: string, shape: readonly number[], data: NpyArray['data']) => {
    arrays[name] = { shape: [...shape], data }
  }
  const addWeights = (layer: number, bits: Uint8Array, shape: readonly number[]) => {
    add(`W${layer}_bits`, [bits.length], bits)
    add(`W${layer}_shape`, [shape.length], BigInt64Array.from(shape, BigInt))
  }

  const first = wordArrays(source('fp_conv')).get('fp_conv_wt') ?? new Uint32Array(0)
  addWeights(0, firstWeights(first), [128, 3, 3, 3])
  const fractions = Float32Array.from(
    { length: 128 },
    (_, o) => half(first, 2 * (o >> 2) + 1 - ((o >> 1) & 1), o) / 4096,
  )
  add('T0', [128], fractions)
  add(
    't0_int',
    [128],
    Int32Array.from(fractions, (threshold) => Math.ceil(255 * threshold)),
  )

  const convolutions = generators.convolutions.map((names) => generatedWords(names.map(source)))
  const layers = new Map<number, DecodedLayer>()
  let [stream, at] = [0, 0]
  for (const call of convolutionCalls) {
    if (at === convolutions[stream]!.length) [stream, at] = [stream + 1, 0]
    at = decodeConvolution(convolutions[stream]!, at, call, layerOf(layers, call, convolutionCalls, 9))
  }
  const dense = generatedWords(generators.dense.map(source))
  denseCalls.forEach((call, index) => {
    const words = dense.subarray(index * denseCallWords, (index + 1) * denseCallWords)
    decodeDense(words, call, layerOf(layers, call, denseCalls, 1))
  })

  for (const call of [...convolutionCalls, ...denseCalls].filter(({ firstOutput }) => firstOutput === 0)) {
    const { bits, thresholds } = layers.get(call.layer)!
    const isConvolution = call.layer < 6
    const outputs = thresholds.length
    addWeights(call.layer, bits, isConvolution ? [outputs, call.inputs, 3, 3] : [outputs, call.inputs])
    if (call.layer < 8) add(`T${call.layer}`, [outputs], thresholds)
  }
  const last = dense.subarray(dense.length - thresholdWords)
  const scale = Int32Array.from({ length: 10 }, (_, k) => half(last, k, 0))
  const offset = Int32Array.from({ length: 10 }, (_, k) => half(last, k, 1))
  add(
    'K8',
    [10],
    Float32Array.from(scale, (value) => value / 2 ** 14),
  )
  add(
    'H8',
    [10],
    Float32Array.from(offset, (value) => value / 2 ** 12),
  )
  add('K_int', [10], scale)
  add('H_int', [10], offset)
  return arrays
}

const denseCallWords = 4 * denseMemoryWords + thresholdWords

/** The signed 16 bits in the lower (even) or upper (odd) half of a word. */
function half(words: Uint32Array, index: number, which: number): number {
  return ((words[index]! >> (16 * (which & 1))) << 16) >> 16
}

function layerOf(
  layers: Map<number, DecodedLayer>,
  { layer, inputs }: Call,
  all: readonly Call[],
  taps: number,
): DecodedLayer {
  const known = layers.get(layer)
  if (known !== undefined) return known
  const outputs = all.reduce((sum, call) => sum + (call.layer === layer ? call.outputs : 0), 0)
  const made = { bits: new Uint8Array((outputs * inputs * taps) / 8), thresholds: new Int16Array(outputs) }
  layers.set(layer, made)
  return made
}

/** Sets a weight to +1. */
function setBit(bits: Uint8Array, index: number): void {
  bits[index >> 3]! |= 0x80 >> (index & 7)
}

/** Behind the thresholds, each neuron has a pair of words, its three kernels backwards one after the other in the second. */
function firstWeights(words: Uint32Array): Uint8Array {
  const bits = new Uint8Array((128 * 27) / 8)
  for (let neuron = 0; neuron < 128; neuron++) {
    const word = words[thresholdWords + 2 * neuron + 1]!
    for (let tap = 0; tap < 27; tap++) {
      const place = 9 * Math.floor(tap / 9) + 8 - (tap % 9)
      if (((word >>> place) & 1) === 0) setBit(bits, 27 * neuron + tap)
    }
  }
  return bits
}

/**
 * One call of a convolution: thresholds, then for each output the pairs of words of 64 bits that hold its kernels, those of
 * even inputs in the first word and those of odd inputs in the second. Outputs share words, which are then sent twice.
 */
function decodeConvolution(words: Uint32Array, start: number, call: Call, into: DecodedLayer): number {
  const { inputs, firstOutput, outputs } = call
  const each = inputs / 2
  let at = start + thresholdWords
  for (let o = 0; o < outputs; o++) {
    into.thresholds[firstOutput + o] = half(words, start + (o >> 1), o)
    const first = Math.floor((o * each) / kernelsPerWord)
    const end = Math.floor(((o + 1) * each) / kernelsPerWord) + 1
    for (let input = 0; input < inputs; input++) {
      const kernel = o * each + (input >> 1)
      const word = at + 4 * (Math.floor(kernel / kernelsPerWord) - first) + 2 * (input & 1)
      const lowest = 9 * (kernel % kernelsPerWord)
      for (let tap = 0; tap < 9; tap++) {
        const place = lowest + 8 - tap
        if (((words[word + (place >> 5)]! >>> (place & 31)) & 1) === 0) {
          setBit(into.bits, ((firstOutput + o) * inputs + input) * 9 + tap)
        }
      }
    }
    at += 4 * (end - first)
  }
  if (at > words.length) {
    throw new InputError(`the words of layer ${call.layer} end too soon`, {
      help: 'check out the commit that docs/data.md names',
    })
  }
  return at
}

/** One call of a fully connected layer: two memories that take turns of 64 weights, then thresholds. */
function decodeDense(words: Uint32Array, { inputs, firstOutput, outputs }: Call, into: DecodedLayer): void {
  for (let o = 0; o < outputs; o++) {
    into.thresholds[firstOutput + o] = half(words, 4 * denseMemoryWords + (o >> 1), o)
    for (let input = 0; input < inputs; input++) {
      const weight = o * inputs + input
      const turn = weight >> 6
      const word = 2 * ((turn & 1) * denseMemoryWords + (turn >> 1)) + ((weight >> 5) & 1)
      if (((words[word]! >>> (weight & 31)) & 1) === 0) setBit(into.bits, firstOutput * inputs + weight)
    }
  }
}
