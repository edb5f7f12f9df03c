/** Removes what nothing depends on, and says anew which modules need a clock and a reset. */

import type { Design, Module } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'
import { mapOperands } from '../ir/walk.ts'
import { livenessOf } from './liveness.ts'
import type { Pass } from './pass.ts'
import { withReferences } from './references.ts'
import { stateOf } from './state.ts'

/** Ports, input nodes and instances always stay; memories that nothing reads go. */
export const prune: Pass = {
  name: 'prune',
  run(design) {
    const pruned = new Map<string, Module>()
    for (const module of design.modules) {
      const kept = withState(pruneModule(module), (name) => pruned.get(name)!)
      pruned.set(module.name, kept)
    }
    const modules = [...pruned.values()]
    const changed = modules.some((module, index) => module !== design.modules[index])
    return changed ? Object.freeze({ ...design, modules: Object.freeze(modules) } satisfies Design) : design
  },
}

function pruneModule(module: Module): Module {
  const live = livenessOf(module)
  if (live.nodes.every((mark) => mark === 1) && live.memories.every((mark) => mark === 1)) return module
  const newId = denseNumbers(live.nodes)
  const newMemory = denseNumbers(live.memories)
  const map = (id: NodeId) => newId[id]!
  const nodes = module.nodes.flatMap((node, id) => {
    if (!live.nodes[id]) return []
    const moved = mapOperands(node, map)
    const isRead = moved.kind === 'memoryRead'
    return [Object.freeze(isRead ? { ...moved, memory: newMemory[moved.memory]! } : moved)]
  })
  const kept = {
    ...module,
    nodes: Object.freeze(nodes),
    meta: Object.freeze(module.meta.filter((_, id) => live.nodes[id])),
    memories: module.memories.filter((_, index) => live.memories[index]),
  }
  return withReferences(kept, map)
}

/** For each marked place how many marks stand before it. */
function denseNumbers(marks: Uint8Array): Int32Array {
  const numbers = new Int32Array(marks.length)
  let count = 0
  for (const [index, mark] of marks.entries()) numbers[index] = mark ? count++ : -1
  return numbers
}

function withState(module: Module, moduleNamed: (name: string) => Module): Module {
  const { clocked, resettable } = stateOf(module, moduleNamed)
  if (clocked === module.clocked && resettable === module.resettable) return module
  return Object.freeze({ ...module, clocked, resettable })
}
