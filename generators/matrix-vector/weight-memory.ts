/** The weight memory: ROMs of the processing elements' weights, all read at the same fold. */

import type { Signal } from '../../dsl/index.ts'
import { constant, Data, delayed, indexWidth, input, match, module, output, rom } from '../../dsl/index.ts'
import { bankWords, readBanks } from './rom-bank.ts'
import { type WeightStyle, weightGroups } from './weight-memory.timing.ts'

export interface WeightMemoryParameters {
  readonly name: string
  /** One list of words for each processing element, all of one depth and width. */
  readonly weights: readonly Data[]
  readonly style: WeightStyle
}

/**
 * Gives each processing element its weights for `fold`, one cycle later. In LUTs each has a memory of its own, or many words are banks
 * for all of them; block memories are shared by as many as fill them best (`weightGroups`).
 *
 * Ports: `fold` of clog2(folds) bits, `weight_0` .. of SIMD bits. Latency: 1 cycle.
 *
 * @example
 * const weights = [Data.of(4, [1, 2, 3]), Data.of(4, [4, 5, 6])]
 * elaborate(WeightMemory, { name: 'weights', weights, style: 'block' }).modules.at(-1).memories.length // 1
 */
export const WeightMemory = module(
  ({ name }: WeightMemoryParameters) => name,
  ({ weights }) => ({
    fold: input(indexWidth(weights[0]!.depth)),
    ...weightPorts(weights),
  }),
  ({ fold }, { name, weights, style }) => {
    const read = readWeights(name, weights, style, fold)
    return Object.fromEntries(read.map((weight, element) => [`weight_${element}`, weight]))
  },
  { latency: () => 1 },
)

/** The words of each element for `fold`. */
function readWeights(name: string, weights: readonly Data[], style: WeightStyle, fold: Signal): Signal[] {
  const { depth, width } = weights[0]!
  switch (style) {
    case 'block':
      return readGroups(weights, fold)
    case 'logic':
      if (depth > bankWords) return readBanks(name, sideBySide(weights), fold).elements(width)
      return weights.map((words, element) =>
        rom(words, { style: 'logic' }).named(`weights_${element}`).read(fold),
      )
    case 'dissolved':
      return weights.map((words) => decoded(words, fold))
  }
}

type WeightPorts = Record<`weight_${number}`, ReturnType<typeof output<number>>>

function weightPorts(weights: readonly Data[]): WeightPorts {
  return Object.fromEntries(weights.map(({ width }, element) => [`weight_${element}`, output(width)]))
}

/** Block memories, each with the words of some elements side by side. */
function readGroups(weights: readonly Data[], fold: Signal): Signal[] {
  const { depth, width } = weights[0]!
  let first = 0
  return weightGroups({ elements: weights.length, depth, width }).flatMap((size) => {
    const name = size === 1 ? `weights_${first}` : `weights_${first}_to_${first + size - 1}`
    const words = sideBySide(weights.slice(first, first + size))
    first += size
    return rom(words, { style: 'block' }).named(name).read(fold).elements(width)
  })
}

/** Memories of the same depth as one, the first in the low bits. */
function sideBySide(memories: readonly Data[]): Data {
  const [first, ...rest] = memories
  if (rest.length === 0) return first!
  const { depth, width } = first!
  const words = Array.from({ length: depth }, (_, address) =>
    memories.reduceRight((word, memory) => (word << BigInt(width)) | memory.words[address]!, 0n),
  )
  return Data.of(memories.length * width, words)
}

/** An element's words as a decoder of the fold; the last word is what the others are not. */
function decoded({ words, width }: Data, fold: Signal): Signal {
  const arms = words.slice(0, -1).map((word, index) => [index, word] as const)
  return delayed(match(fold, arms, constant(words.at(-1)!, width)))
}
