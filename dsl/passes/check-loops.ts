/** Checks that no value depends on itself within a cycle, through instances or not. */

import type { Module } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'
import { type Dependencies, dependenciesOf, shortestPath } from './dependencies.ts'
import { atNode, label, showPlace } from './describe.ts'
import { checkPass } from './pass.ts'

/**
 * BL0360: a combinational loop. Whole values count, not their bits: simulators schedule values, so a loop
 * through different bits of one value would make them iterate. One shortest loop is shown for each set of
 * values that depend on each other.
 */
export const checkLoops = checkPass('combinational loops', (module, design, report) => {
  const dependencies = dependenciesOf(design).get(module.name)!
  for (const loop of dependencies.loops) {
    const start = bestStart(module, loop)
    const inLoop = new Set(loop)
    const withinLoop = (id: NodeId) => dependencies.operands(id).filter((operand) => inLoop.has(operand))
    const path = shortestPath(start, withinLoop, (id) => id === start)!
    report.error({
      code: 'BL0360',
      message: `combinational loop in module \`${module.name}\`: ${label(module, start)} depends on itself within a cycle`,
      ...atNode(module, start),
      notes: pathNotes(dependencies, path),
      help: 'put a register somewhere on this path, or compute one of these values without the next',
    })
  }
})

/** The first node of the loop that the user has a name for, else the first. */
function bestStart(module: Module, loop: readonly NodeId[]): NodeId {
  const ids = [...loop].sort((a, b) => a - b)
  return ids.find((id) => module.meta[id]!.name !== null) ?? ids[0]!
}

/** One note a step: what is computed from what, through which instance, where. */
export function pathNotes({ module }: Dependencies, path: readonly NodeId[]): string[] {
  return path.slice(1).map((operand, index) => {
    const reader = path[index]!
    const node = module.nodes[reader]!
    const instance = node.kind === 'instanceOutput' ? module.instances[node.instance]! : null
    const through = instance ? ` through instance \`${instance.name}\` of ${instance.module}` : ''
    const place = showPlace(module.meta[reader]!.place ?? instance?.place ?? null)
    return `${label(module, reader)} depends on ${label(module, operand)}${through}${place ? ` (${place})` : ''}`
  })
}
