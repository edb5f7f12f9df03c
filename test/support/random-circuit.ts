/** Random valid designs over every node kind and operator, for holding passes, engines and printers against each other. */

import * as fc from 'fast-check'
import { type Design, type Module, topModule } from '../../dsl/ir/design.ts'
import { stateOf } from '../../dsl/passes/state.ts'
import type { Values } from './interpret.ts'
import { generatorOf, type RandomSource } from './random.ts'
import { RandomModule } from './random-module.ts'
import { randomSteps } from './random-steps.ts'

/**
 * A circuit is decoded from a list of numbers: each seeds one step that adds some nodes, so that leaving
 * numbers out gives a smaller valid circuit and fast-check can shrink a failure.
 *
 * What holds by construction: widths are 1, 2, 7, 31..33, 63..65, 100 or 1000 (results of products, growing
 * and concatenating aside); amounts of shifts have at most 31 bits and factors at most 65; addresses are
 * always inside; no output ever shows state that nothing has set, so that 2-state and 4-state simulators
 * agree from the first cycle after reset; every definition is instantiated.
 *
 * @example
 * circuitFrom([1, 2, 3]).top // 'top'
 */
export function circuitFrom(genes: readonly number[]): Design {
  const quarter = Math.floor(genes.length / 4)
  const leaf = grow('leaf', genes.slice(0, quarter), [])
  const middle = grow('middle', genes.slice(quarter, 2 * quarter), [leaf])
  const top = grow('top', genes.slice(2 * quarter), [leaf, middle])
  return Object.freeze({ top: 'top', modules: Object.freeze([leaf, middle, top]) })
}

/** A circuit of `size` random steps; equal seeds give equal circuits. */
export function randomCircuit(seed: number, size = 80): Design {
  const random = generatorOf(seed)
  return circuitFrom(Array.from({ length: size }, () => random.below(2 ** 31)))
}

/** Lists of numbers for `circuitFrom`. */
export function arbitraryGenes(maxLength = 100): fc.Arbitrary<number[]> {
  return fc.array(fc.noShrink(fc.nat()), { maxLength, size: 'max' })
}

/** Random values for all inputs of the top module, one record a cycle. */
export function randomStimulus(design: Design, cycles: number, seed: number): Values[] {
  const random = generatorOf(seed)
  const inputs = topModule(design).ports.filter((port) => port.direction === 'input')
  return Array.from({ length: cycles }, () =>
    Object.fromEntries(inputs.map((port) => [port.name, random.bits(port.width)])),
  )
}

function grow(name: string, genes: readonly number[], definitions: readonly Module[]): Module {
  const growing = new RandomModule(name, definitions, generatorOf(genes.length + (genes[0] ?? 0)))
  for (const [index, gene] of genes.entries()) step(growing, generatorOf(gene), index + 1)
  for (const definition of definitions) growing.requireInstance(definition)
  const finished = growing.finish()
  return Object.freeze({
    ...finished,
    ...stateOf(finished, (used) => definitions.find((m) => m.name === used)!),
  })
}

function step(growing: RandomModule, random: RandomSource, line: number): void {
  growing.random = random
  growing.line = line
  random.pick(randomSteps)(growing)
}
