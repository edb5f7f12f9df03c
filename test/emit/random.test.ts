/** Random circuits, tidied by the passes or not: silent in all tools, and the same in Icarus as in the engine. */

import path from 'node:path'
import { expect, test } from 'vitest'
import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import { type Design, topModule } from '../../dsl/ir/design.ts'
import { runPasses } from '../../dsl/passes/index.ts'
import { cosimulate } from '../../sim/cosim.ts'
import { targetOf } from '../../sim/target.ts'
import { inTemporaryFolder, lintDesign } from '../support/emit-tools.ts'
import { randomCircuit, randomStimulus } from '../support/random-circuit.ts'

const seeds = Array.from({ length: 10 }, (_, i) => i + 1)

test.each(seeds)('random circuit %i, as the passes leave it, is silent in all tools', async (seed) => {
  expect(await lintDesign(runPasses(randomCircuit(seed, 60)))).toEqual([])
})

test.each(seeds)('random circuit %i does in Icarus what it does in the engine', async (seed) => {
  expect(await divergenceOf(runPasses(randomCircuit(seed, 80)), seed)).toBeNull()
  expect(await divergenceOf(randomCircuit(seed, 80), seed)).toBeNull()
})

async function divergenceOf(design: Design, seed: number): Promise<string | null> {
  return inTemporaryFolder(async (folder) => {
    const directory = path.join(folder, 'rtl')
    const { files } = emitDesign(design)
    await writeFolder(files, directory)
    const sources = [...files.keys()].filter((name) => name.endsWith('.sv'))
    const target = targetOf(design, { directory, files: sources })
    const steps = randomStimulus(design, 40, seed)
    const names = topModule(design).ports.filter((port) => port.direction === 'input')
    const values = Object.fromEntries(names.map(({ name }) => [name, steps.map((step) => step[name]!)]))
    const { divergence } = await cosimulate(target, { values, cycles: 40 }, ['engine', 'icarus'])
    return divergence?.text ?? null
  })
}
