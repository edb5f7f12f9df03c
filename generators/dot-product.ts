/** The dot product of activations of any width with ±1 weights, made of XNOR-popcounts. */

import { delayed, input, module, output } from '../dsl/index.ts'
import { XnorPopcount } from './xnor-popcount.ts'

export interface DotProductParameters {
  /** Columns a cycle (SIMD). */
  readonly lanes: number
  /** Bits of an activation: 1 for ±1, more for unsigned numbers. */
  readonly planes: number
  /** Bits of the result, enough for lanes x (2^planes - 1). */
  readonly width: number
}

/**
 * The raw dot product: for each bit plane of the activations the XNOR-popcount with the weights, weighted with the plane's
 * power of two. For ±1 activations that is the popcount. For unsigned numbers `u` it is the sum of u where the weight is +1
 * and of 2^planes - 1 - u where it is -1, which differs from the true dot product by a constant of the weights only: a
 * threshold can absorb it.
 *
 * Ports: `activation` holds plane after plane, `lanes` bits each, lowest plane first. Latency: 1 cycle.
 *
 * @example
 * elaborate(DotProduct, { lanes: 16, planes: 4, width: 8 }).top // 'dot_product_16x4_to_8'
 */
export const DotProduct = module(
  ({ lanes, planes, width }: DotProductParameters) => `dot_product_${lanes}x${planes}_to_${width}`,
  ({ lanes, planes, width }) => ({
    activation: input(lanes * planes),
    weight: input(lanes),
    dot: output(width),
  }),
  ({ activation, weight }, { lanes, width }) => {
    const count = activation.elements(lanes).map((plane, index) => {
      const agreement = XnorPopcount({ lanes }, { name: `plane_${index}` })
      return agreement({ activation: plane, weight }).count
    })
    const weighted = (plane: number) => count[plane]!.zext(width).shl(plane)
    const dot = delayed(count.map((_, plane) => weighted(plane)).reduce((sum, term) => sum.add(term)))
    return { dot }
  },
  { latency: () => 1 },
)
