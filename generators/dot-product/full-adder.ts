/** Full adders, as many side by side as the words are wide. */

import type { Signal } from '../../dsl/index.ts'

/**
 * Adds three bits at each position: `sum` has the weight of the bits, `carry` twice that.
 *
 * @example
 * const Adders = module(
 *   () => 'adders',
 *   () => ({ a: input(8), b: input(8), c: input(8), sum: output(8), carry: output(8) }),
 *   ({ a, b, c }) => fullAdder(a, b, c),
 * )
 * topModule(elaborate(Adders, {})).clocked // false
 */
export function fullAdder(a: Signal, b: Signal, c: Signal): { readonly sum: Signal; readonly carry: Signal } {
  const differ = a.xor(b)
  return { sum: differ.xor(c), carry: a.and(b).or(differ.and(c)) }
}
