/** Rewriting passes keep the meaning of random circuits, find everything in one run, and do what their names say. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Design } from '../../dsl/ir/design.ts'
import { printDesign } from '../../dsl/ir/print.ts'
import { validateDesign } from '../../dsl/ir/validate.ts'
import { checks, rewrites, runPass, runPasses } from '../../dsl/passes/index.ts'
import { interpret } from '../support/interpret.ts'
import { arbitraryGenes, circuitFrom, randomStimulus } from '../support/random-circuit.ts'

const settings = { seed: 1, numRuns: 60 } as const

function expectSound(design: Design): void {
  validateDesign(design)
  for (const check of checks) runPass(check, design)
}

function copyOf(design: Design): Design {
  return { ...design, modules: design.modules.map((module) => Object.freeze({ ...module })) }
}

const whole = { name: 'all passes', apply: runPasses }
const single = rewrites.map((pass) => ({ name: pass.name, apply: (design: Design) => runPass(pass, design) }))

describe.each([...single, whole])('$name', ({ apply }) => {
  it('keeps the outputs of random circuits in every cycle', () => {
    fc.assert(
      fc.property(arbitraryGenes(), fc.nat(), (genes, seed) => {
        const design = circuitFrom(genes)
        const rewritten = apply(design)
        expectSound(rewritten)
        const stimulus = randomStimulus(design, 8, seed)
        const reset = (cycle: number) => cycle === 5
        expect(interpret(rewritten, stimulus, { reset, seed: 1 })).toEqual(
          interpret(design, stimulus, { reset, seed: 2 }),
        )
      }),
      settings,
    )
  })

  it('finds nothing more in a second run', () => {
    fc.assert(
      fc.property(arbitraryGenes(), (genes) => {
        // Copies, because a pass remembers the modules that it has finished.
        const once = copyOf(apply(circuitFrom(genes)))
        const twice = apply(once)
        expect(printDesign(twice)).toBe(printDesign(once))
        for (const [index, module] of twice.modules.entries()) expect(module).toBe(once.modules[index])
      }),
      settings,
    )
  })
})
