/** What refers to nodes from outside the node list: outputs, memory writes, instance inputs. */

import type { Instance, Memory, Module } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'

/** The module with every reference from outside its node list led through `map`. */
export function withReferences(module: Module, map: (id: NodeId) => NodeId): Module {
  return Object.freeze({
    ...module,
    memories: Object.freeze(module.memories.map((memory) => mapMemory(memory, map))),
    instances: Object.freeze(module.instances.map((instance) => mapInstance(instance, map))),
    outputs: Object.freeze(mapValues(module.outputs, map)),
  })
}

function mapMemory(memory: Memory, map: (id: NodeId) => NodeId): Memory {
  const writes = memory.writes.map(({ address, data, enable }) => ({
    address: map(address),
    data: map(data),
    enable: map(enable),
  }))
  return Object.freeze({ ...memory, writes })
}

function mapInstance(instance: Instance, map: (id: NodeId) => NodeId): Instance {
  return Object.freeze({ ...instance, inputs: Object.freeze(mapValues(instance.inputs, map)) })
}

function mapValues(
  record: Readonly<Record<string, NodeId>>,
  map: (id: NodeId) => NodeId,
): Record<string, NodeId> {
  return Object.fromEntries(Object.entries(record).map(([key, id]) => [key, map(id)]))
}
