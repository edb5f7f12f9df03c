/** Random circuits are what they promise: valid, rich, and blind to state that nothing has set. */

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { binaryOperators, unaryOperators } from '../../dsl/ir/node.ts'
import { validateDesign } from '../../dsl/ir/validate.ts'
import { checks, runPass } from '../../dsl/passes/index.ts'
import { interpret } from '../support/interpret.ts'
import { arbitraryGenes, circuitFrom, randomCircuit, randomStimulus } from '../support/random-circuit.ts'

const manyNodes = Array.from({ length: 60 }, (_, seed) => randomCircuit(seed)).flatMap((design) =>
  design.modules.flatMap((module) => module.nodes),
)

it('pass every check, whatever the genes', () => {
  fc.assert(
    fc.property(arbitraryGenes(), (genes) => {
      const design = circuitFrom(genes)
      validateDesign(design)
      for (const check of checks) runPass(check, design)
    }),
    { seed: 1, numRuns: 100 },
  )
})

it('hold every node kind, every operator and every width that tools treat in their own way', () => {
  const kinds = new Set(manyNodes.map((node) => node.kind))
  expect(kinds.size).toBe(14)
  const operators = new Set(manyNodes.map((node) => ('operator' in node ? node.operator : null)))
  for (const operator of [...unaryOperators, ...binaryOperators]) expect(operators).toContain(operator)
  const widths = new Set(manyNodes.map((node) => node.width))
  for (const width of [1, 2, 7, 31, 32, 33, 63, 64, 65, 100, 1000]) expect(widths).toContain(width)
})

it('never show state that nothing has set', () => {
  fc.assert(
    fc.property(arbitraryGenes(), fc.nat(), (genes, seed) => {
      const design = circuitFrom(genes)
      const stimulus = randomStimulus(design, 6, seed)
      expect(interpret(design, stimulus, { seed: 1 })).toEqual(interpret(design, stimulus, { seed: 2 }))
    }),
    { seed: 1, numRuns: 100 },
  )
})

it('are the same for the same seed', () => {
  expect(randomCircuit(7)).toEqual(randomCircuit(7))
  expect(randomCircuit(7)).not.toEqual(randomCircuit(8))
})
