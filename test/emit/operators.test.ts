/** Every operator at awkward widths: silent in all tools, and exactly its reference meaning in Icarus and after Yosys. */

import { describe, expect, test } from 'vitest'
import type { Module } from '../../dsl/ir/design.ts'
import { evaluateNode } from '../../dsl/ir/evaluate.ts'
import { designOf } from '../support/emit-modules.ts'
import { everyOperator } from '../support/emit-operators.ts'
import { lintDesign, runInIcarus, runThroughYosys, type Values } from '../support/emit-tools.ts'
import { generatorOf } from '../support/random.ts'

const widths = [1, 31, 32, 33, 63, 64, 65, 1000]

describe.each(widths)('every operator on %i bits', (width) => {
  const module = everyOperator(width)
  const design = designOf(module)
  const inputs = inputsFor(module)

  test('is silent in Icarus, Verilator and Yosys', async () => {
    expect(await lintDesign(design)).toEqual([])
  })

  test('has its reference meaning in Icarus', async () => {
    expect(differences(await runInIcarus(design, inputs), inputs, module)).toEqual([])
  })

  test('has its reference meaning in Yosys', async () => {
    expect(differences(await runThroughYosys(design, inputs), inputs, module)).toEqual([])
  })
})

/** Extremes of all inputs, then random values; small shift amounts among them. */
function inputsFor(module: Module): Values[] {
  const random = generatorOf(1)
  const vector = (value: (width: number) => bigint) =>
    Object.fromEntries(
      module.ports.flatMap(({ name, width, direction }) =>
        direction === 'input' ? [[name, value(width)]] : [],
      ),
    )
  const sign = (width: number) => 1n << BigInt(width - 1)
  return [
    vector(() => 0n),
    vector((width) => 2n * sign(width) - 1n),
    vector(sign),
    vector((width) => sign(width) - 1n),
    ...Array.from({ length: 12 }, () => vector((width) => random.bits(width))),
    ...Array.from({ length: 12 }, () => ({
      ...vector((width) => random.bits(width)),
      ...vector((width) => (width > 3 ? BigInt(random.below(width)) : random.bits(width))),
      a: vector((width) => random.bits(width)).a!,
      b: vector((width) => random.bits(width)).b!,
    })),
  ]
}

/** The outputs that are not what the nodes' reference meaning says. */
function differences(found: readonly Values[], inputs: readonly Values[], module: Module): string[] {
  const wrong = new Set<string>()
  for (const [i, values] of inputs.entries()) {
    const known: bigint[] = []
    for (const node of module.nodes) {
      const value = evaluateNode(
        node,
        (id) => known[id]!,
        (id) => module.nodes[id]!.width,
      )
      known.push(node.kind === 'input' ? values[node.port]! : value!)
    }
    for (const [name, id] of Object.entries(module.outputs)) {
      if (found[i]?.[name] !== known[id]) wrong.add(name)
    }
  }
  return [...wrong]
}
