/** Agreement: where activations and weights are equal, and the first level of counting those places. */

import { input, module, output } from '../../dsl/index.ts'
import { fullAdder } from './full-adder.ts'

/**
 * The ±1 products of some lanes. It is a module so that synthesis leaves the products what they are: inputs of full adders.
 *
 * Ports: `activation`, `weight` and `product` of `lanes` bits. Latency: 0 cycles.
 *
 * @example
 * elaborate(Agreement, { lanes: 37 }).top // 'agreement_37'
 */
export const Agreement = module(
  ({ lanes }: { readonly lanes: number }) => `agreement_${lanes}`,
  ({ lanes }) => ({ activation: input(lanes), weight: input(lanes), product: output(lanes) }),
  ({ activation, weight }) => ({ product: activation.xnor(weight) }),
  { latency: () => 0 },
)

/**
 * Full adders for two products, made here, and one bit: five inputs and two outputs, so that each fills one LUT6 site.
 *
 * Ports: `activation` and `weight` of 2 x `adders` bits, `third`, `sum` and `carry` of `adders` bits. Latency: 0 cycles.
 *
 * @example
 * elaborate(AgreementAdders, { adders: 37 }).top // 'agreement_adders_37'
 */
export const AgreementAdders = module(
  ({ adders }: { readonly adders: number }) => `agreement_adders_${adders}`,
  ({ adders }) => ({
    activation: input(2 * adders),
    weight: input(2 * adders),
    third: input(adders),
    sum: output(adders),
    carry: output(adders),
  }),
  ({ activation, weight, third }, { adders }) => {
    const [first, second] = activation.xnor(weight).elements(adders)
    return fullAdder(first!, second!, third)
  },
  { latency: () => 0 },
)
