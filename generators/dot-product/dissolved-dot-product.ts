/** A dot product with its weights inside: for few folds the fold joins the first level of the count in its LUTs. */

import {
  concat,
  constant,
  type Data,
  delayed,
  indexWidth,
  input,
  match,
  module,
  output,
  type Signal,
} from '../../dsl/index.ts'
import { type OnesAndTwos, sumOnesAndTwos } from './column-sum.ts'
import { dotProductLatency, type PopcountStructure } from './dot-product.timing.ts'
import { countedProducts } from './dot-product.ts'
import { fullAdder } from './full-adder.ts'

export interface DissolvedDotProductParameters {
  readonly name: string
  /** A word of weights for each fold, one bit for each lane. */
  readonly weights: Data
  /** Bits of an activation: 1 for ±1, more for unsigned numbers. */
  readonly planes: number
  /** Bits of the result, enough for lanes x (2^planes - 1). */
  readonly width: number
  readonly structure: Exclude<PopcountStructure, 'behavioural'>
}

/**
 * The raw dot product of `DotProduct` with the weights of a fold. A full adder for three lanes is a function of them and of the
 * fold: with up to four folds two such functions share a LUT6 site, with up to eight each fills one; then a `WeightMemory` of style
 * `dissolved` takes less, since rows share its functions of the fold. With a single fold there is
 * nothing to choose and `fold` must be 0.
 *
 * Ports: `activation` holds plane after plane, lowest plane first; `fold` of indexWidth(folds) bits; both of the same cycle.
 * Latency: `dotProductLatency`.
 *
 * @example
 * const weights = Data.of(4, [0b1010, 0b0111])
 * elaborate(DissolvedDotProduct, { name: 'row', weights, planes: 1, width: 3, structure: 'compressor' }).top // 'row'
 */
export const DissolvedDotProduct = module(
  ({ name }: DissolvedDotProductParameters) => name,
  ({ weights, planes, width }) => ({
    activation: input(weights.width * planes),
    fold: input(indexWidth(weights.depth)),
    dot: output(width),
  }),
  ({ activation, fold }, { weights, width, structure }) => {
    const weight = weightsOf(weights, fold)
    const planes = activation.elements(weights.width)
    return {
      dot: sumOnesAndTwos(
        planes.map((plane) => countInThrees(plane.xnor(weight))),
        structure,
        width,
      ),
    }
  },
  {
    latency: ({ weights, planes, structure }) =>
      dotProductLatency({ lanes: weights.width, planes, structure }),
    model:
      ({ weights, planes, width, structure }) =>
      ({ activation, fold }) => {
        const lanes = weights.width
        const weight = weightsOf(weights, fold)
        return { dot: countedProducts(activation, weight, { lanes, planes, width, structure }) }
      },
  },
)

/** The weights of a fold, as logic; the last fold is what the others are not. */
function weightsOf({ words, width }: Data, fold: Signal): Signal {
  const arms = words.slice(0, -1).map((word, index) => [index, constant(word, width)] as const)
  return match(fold, arms, constant(words.at(-1)!, width))
}

/** One level of full adders over products, a cycle later; one or two may be left to be counted as they are. */
function countInThrees(product: Signal): OnesAndTwos {
  const lanes = product.width
  const adders = Math.floor(lanes / 3)
  if (adders === 0) return { ones: delayed(product), twos: null }
  const [first, second, third] = product.trunc(3 * adders).elements(adders)
  const { sum, carry } = fullAdder(first!, second!, third!)
  const ones = lanes % 3 === 0 ? sum : concat(product.slice(lanes - 1, 3 * adders), sum)
  return { ones: delayed(ones), twos: delayed(carry) }
}
