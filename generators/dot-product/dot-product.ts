/** The dot product of activations of any width with ±1 weights, made of XNOR-popcounts. */

import { concat, delayed, input, module, output, popcount, reg, type Signal } from '../../dsl/index.ts'
import { pipeline } from '../idioms/pipeline.ts'
import { Agreement, AgreementAdders } from './agreement.ts'
import { type OnesAndTwos, sumOnesAndTwos } from './column-sum.ts'
import { type DotProductTiming, dotProductLatency, type PopcountStructure } from './dot-product.timing.ts'
import { XnorPopcount } from './xnor-popcount.ts'

export interface DotProductParameters {
  /** Columns a cycle (SIMD). */
  readonly lanes: number
  /** Bits of an activation: 1 for ±1, more for unsigned numbers. */
  readonly planes: number
  /** Bits of the result, enough for lanes x (2^planes - 1). */
  readonly width: number
  /** How bits are counted; behavioural unless given. */
  readonly structure?: PopcountStructure
}

/**
 * The raw dot product: for each bit plane of the activations the XNOR-popcount with the weights, weighted with the plane's
 * power of two. For ±1 activations that is the popcount. For unsigned numbers `u` it is the sum of u where the weight is +1
 * and of 2^planes - 1 - u where it is -1, which differs from the true dot product by a constant of the weights only: a
 * threshold can absorb it.
 *
 * Ports: `activation` holds plane after plane, `lanes` bits each, lowest plane first. Latency: see `dotProductLatency`.
 *
 * @example
 * elaborate(DotProduct, { lanes: 16, planes: 4, width: 8 }).top // 'dot_product_16x4_to_8'
 */
export const DotProduct = module(
  ({ lanes, planes, width, structure }: DotProductParameters) =>
    `dot_product_${lanes}x${planes}_to_${width}${structureSuffix(structure)}`,
  ({ lanes, planes, width }) => ({
    activation: input(lanes * planes),
    weight: input(lanes),
    dot: output(width),
  }),
  ({ activation, weight }, { lanes, width, structure = 'behavioural' }) => {
    const planes = activation.elements(lanes)
    switch (structure) {
      case 'behavioural': {
        const count = planes.map((plane, index) => {
          const agreement = XnorPopcount({ lanes }, { name: `plane_${index}` })
          return agreement({ activation: plane, weight }).count
        })
        return { dot: delayed(sumOfPlanes(count, width)) }
      }
      case 'carry-save':
      case 'compressor': {
        const products = planes.map((plane, index) => countInThrees(plane, weight, index))
        return { dot: sumOnesAndTwos(products, structure, width) }
      }
    }
  },
  {
    latency: dotProductLatency,
    model: (parameters) =>
      parameters.structure === undefined || parameters.structure === 'behavioural'
        ? null
        : ({ activation, weight }) => ({ dot: countedProducts(activation, weight, parameters) }),
  },
)

/** What every structure gives, in the same cycle, in words that simulators count fast. */
export function countedProducts(
  activation: Signal,
  weight: Signal,
  timing: DotProductTiming & Pick<DotProductParameters, 'width'>,
): Signal {
  const count = activation.elements(timing.lanes).map((plane) => popcount(plane.xnor(weight)))
  const sum = sumOfPlanes(count, timing.width)
  return delayed(shiftedOut(sum, dotProductLatency(timing) - 1))
}

/** `value` some cycles later, through one word, which simulators shift faster than they move registers. */
function shiftedOut(value: Signal, cycles: number): Signal {
  if (cycles < 2) return pipeline(value, cycles)
  const { width } = value
  const line = reg(width * cycles)
  line.set(concat(line.trunc(width * (cycles - 1)), value))
  return line.slice(width * cycles - 1, width * (cycles - 1))
}

/** Counts of bit planes, the lowest plane first. */
function sumOfPlanes(count: readonly Signal[], width: number): Signal {
  return count.map((plane, index) => plane.zext(width).shl(index)).reduce((sum, term) => sum.add(term))
}

/** What the structure of a count adds to the name of a module. */
export function structureSuffix(structure: PopcountStructure = 'behavioural'): string {
  return structure === 'behavioural' ? '' : `_${structure.replace('-', '_')}`
}

/** One level of full adders over the products of a plane, a cycle later; a lane or two may be left to be counted as ones. */
function countInThrees(activation: Signal, weight: Signal, plane: number): OnesAndTwos {
  const lanes = activation.width
  const adders = Math.floor(lanes / 3)
  if (adders === 0) return { ones: delayed(activation.xnor(weight)), twos: null }
  const both = (low: number, high: number) => ({
    activation: activation.slice(high, low),
    weight: weight.slice(high, low),
  })
  const products = Agreement({ lanes: lanes - 2 * adders }, { name: `products_${plane}` })
  const { product } = products(both(2 * adders, lanes - 1))
  const threes = AgreementAdders({ adders }, { name: `adders_${plane}` })
  const { sum, carry } = threes({ ...both(0, 2 * adders - 1), third: product.trunc(adders) })
  const ones = lanes % 3 === 0 ? sum : concat(product.slice(product.width - 1, adders), sum)
  return { ones: delayed(ones), twos: delayed(carry) }
}
