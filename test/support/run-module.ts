/** Running a module from a test in one line: its outputs, cycle by cycle, as plain numbers. */

import { elaborate, type Generator, type Ports } from '../../dsl/index.ts'
import { interpret } from './interpret.ts'

/** Port values of one cycle; those left out keep the value they had, at first 0. */
export type Cycle = Readonly<Record<string, number | bigint>>

/**
 * The outputs of a module in each cycle, given its inputs in that cycle, started from reset.
 *
 * @example
 * runModule(Counter, {}, [{ step: 1 }, {}]) // [{ count: 0 }, { count: 1 }]
 */
export function runModule<P, T extends Ports>(
  generator: Generator<P, T>,
  parameters: P,
  cycles: readonly Cycle[],
): Record<string, number>[] {
  const design = elaborate(generator, parameters)
  const inputs = design.modules.at(-1)!.ports.filter((port) => port.direction === 'input')
  let held: Record<string, bigint> = Object.fromEntries(inputs.map((port) => [port.name, 0n]))
  const stimulus = cycles.map((cycle) => {
    const given = Object.entries(cycle).map(([port, value]) => [port, BigInt(value)])
    held = { ...held, ...Object.fromEntries(given) }
    return held
  })
  return interpret(design, stimulus).map((outputs) =>
    Object.fromEntries(Object.entries(outputs).map(([port, value]) => [port, Number(value)])),
  )
}
