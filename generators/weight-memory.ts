/** The weight memory: one ROM for each processing element, all read at the same fold. */

import type { Signal } from '../dsl/index.ts'
import {
  constant,
  type Data,
  delayed,
  indexWidth,
  input,
  type MemoryStyle,
  match,
  module,
  output,
  rom,
} from '../dsl/index.ts'

/** Where weights live: block memory, LUT memory, or dissolved into the logic as a decoder of the fold. */
export type WeightStyle = 'block' | 'logic' | 'dissolved'

export interface WeightMemoryParameters {
  readonly name: string
  /** One list of words for each processing element, all of one depth and width. */
  readonly weights: readonly Data[]
  readonly style: WeightStyle
}

/**
 * Gives each processing element its weights for `fold`, one cycle later. Each has a memory of its own: synthesis can
 * place it beside its element, and simulators need not slice a wide word.
 *
 * Ports: `fold` of clog2(folds) bits, `weight_0` .. of SIMD bits. Latency: 1 cycle.
 *
 * @example
 * const weights = [Data.of(4, [1, 2, 3]), Data.of(4, [4, 5, 6])]
 * elaborate(WeightMemory, { name: 'weights', weights, style: 'block' }).modules.at(-1).memories.length // 2
 */
export const WeightMemory = module(
  ({ name }: WeightMemoryParameters) => name,
  ({ weights }) => ({
    fold: input(indexWidth(weights[0]!.depth)),
    ...weightPorts(weights),
  }),
  ({ fold }, { weights, style }) =>
    Object.fromEntries(
      weights.map((words, element) => [`weight_${element}`, readWeights(words, element, fold, style)]),
    ),
  { latency: () => 1 },
)

type WeightPorts = Record<`weight_${number}`, ReturnType<typeof output<number>>>

function weightPorts(weights: readonly Data[]): WeightPorts {
  return Object.fromEntries(weights.map(({ width }, element) => [`weight_${element}`, output(width)]))
}

function readWeights(words: Data, element: number, fold: Signal, style: WeightStyle): Signal {
  if (style !== 'dissolved') {
    const memory: MemoryStyle = style
    return rom(words, { style: memory }).named(`weights_${element}`).read(fold)
  }
  const arms = words.words.slice(0, -1).map((word, index) => [index, word] as const)
  const decoded = match(fold, arms, constant(words.words.at(-1)!, words.width))
  return delayed(decoded)
}
