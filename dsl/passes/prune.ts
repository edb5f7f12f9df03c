/** Removes what nothing depends on, and says anew which modules need a clock and a reset. */

import type { Design, Module } from '../ir/design.ts'
import { livenessOf } from './liveness.ts'
import type { Pass } from './pass.ts'
import { renumber } from './rewriter.ts'
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
  const newIndex: number[] = []
  let count = 0
  for (const mark of live.memories) newIndex.push(mark ? count++ : -1)
  const nodes = module.nodes.map((node) =>
    node.kind === 'memoryRead' ? { ...node, memory: newIndex[node.memory]! } : node,
  )
  const memories = module.memories.filter((_, index) => live.memories[index])
  return renumber({ ...module, nodes, memories }, (id) => live.nodes[id] === 1)
}

function withState(module: Module, moduleNamed: (name: string) => Module): Module {
  const { clocked, resettable } = stateOf(module, moduleNamed)
  if (clocked === module.clocked && resettable === module.resettable) return module
  return Object.freeze({ ...module, clocked, resettable })
}
