/** The processing element: one row of the matrix at a time, SIMD columns a cycle. */

import { input, module, mux, output, reg } from '../dsl/index.ts'
import { DotProduct, type DotProductParameters } from './dot-product.ts'

/**
 * Adds up the raw dot products of a row's folds. `start` and `enable` belong to the dot product of the cycle before:
 * `enable` adds it to the sum, `start` begins a new sum with it.
 *
 * Latency: 2 cycles from `activation` and `weight` to `sum`.
 * Source: Umuroglu et al., FINN, FPGA 2017, section 4.2.1 (matrix-vector-threshold unit).
 *
 * @example
 * elaborate(ProcessingElement, { lanes: 16, planes: 1, width: 8 }).modules.length // 3
 */
export const ProcessingElement = module(
  ({ lanes, planes, width }: DotProductParameters) => `processing_element_${lanes}x${planes}_to_${width}`,
  ({ lanes, planes, width }) => ({
    activation: input(lanes * planes),
    weight: input(lanes),
    start: input(1),
    enable: input(1),
    sum: output(width),
  }),
  ({ activation, weight, start, enable }, parameters) => {
    const { dot } = DotProduct(parameters, { name: 'dot_product' })({ activation, weight })
    const sum = reg(parameters.width, { en: enable })
    sum.set(mux(start, dot, sum.add(dot)))
    return { sum }
  },
  { latency: () => 2 },
)
