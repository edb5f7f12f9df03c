/** Which nodes and memories matter: those that an output, an instance or a memory that is read depends on. */

import type { Module } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'
import { eachOperand } from '../ir/walk.ts'

export interface Liveness {
  /** 1 for nodes that matter. Input ports always do. */
  readonly nodes: Uint8Array
  /** 1 for memories that a live node reads. */
  readonly memories: Uint8Array
}

/** Walks from the outputs and instance inputs; a memory's writes count once one of its reads does. */
export function livenessOf(module: Module): Liveness {
  const nodes = new Uint8Array(module.nodes.length)
  const memories = new Uint8Array(module.memories.length)
  const pending: NodeId[] = []
  const visit = (id: NodeId) => {
    if (nodes[id]) return
    nodes[id] = 1
    pending.push(id)
  }

  for (const [id, node] of module.nodes.entries()) if (node.kind === 'input') visit(id)
  for (const id of Object.values(module.outputs)) visit(id)
  for (const instance of module.instances) for (const id of Object.values(instance.inputs)) visit(id)
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = module.nodes[id]!
    eachOperand(node, visit)
    if (node.kind !== 'memoryRead' || memories[node.memory]) continue
    memories[node.memory] = 1
    for (const { address, data, enable } of module.memories[node.memory]!.writes) {
      for (const operand of [address, data, enable]) visit(operand)
    }
  }
  return { nodes, memories }
}
