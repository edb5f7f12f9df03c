/** Delay lines. */

import { delayed, type Signal } from '../../dsl/index.ts'

/**
 * `value` some cycles later; with `init`, the registers are reset to it.
 *
 * Latency: `cycles` cycles.
 *
 * @example
 * const Later = module(
 *   () => 'three_later',
 *   () => ({ value: input(8), later: output(8) }),
 *   ({ value }) => ({ later: pipeline(value, 3) }),
 * )
 * topModule(elaborate(Later, {})).clocked // true
 */
export function pipeline<W extends number>(value: Signal<W>, cycles: number, init?: number): Signal<W> {
  const options = init === undefined ? {} : { init }
  let stage = value
  for (let cycle = 0; cycle < cycles; cycle++) stage = delayed(stage, options)
  return stage
}
