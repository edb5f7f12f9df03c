/** A digest of what a module is, whatever its inner values are called and wherever they were written. */

import { createHash } from 'node:crypto'
import type { Memory, Module } from './design.ts'
import type { Node, NodeId } from './node.ts'
import { mapOperands, operandsOf } from './walk.ts'

/**
 * 16 hexadecimal digits over the module's ports, streams, instances, memories and the structure between them. Names of inner
 * values, comments, places, the order in which nodes were made and nodes that nothing reads do not count; instantiated
 * modules count by their names.
 *
 * @example
 * moduleDigest(topModule(design)).length // 16
 */
export function moduleDigest(module: Module): string {
  const order = new CanonicalOrder(module)
  const outputs = Object.entries(module.outputs).map(([port, id]) => [port, order.number(id)])
  const instances = module.instances.map((instance) => [
    instance.name,
    instance.module,
    Object.entries(instance.inputs).map(([port, id]) => [port, order.number(id)]),
  ])
  const memories = module.memories.map((memory) => describeMemory(memory, (id) => order.number(id)))
  const ports = module.ports.map(({ name, direction, width }) => [name, direction, width])
  const nodes = order.describeAll()
  const model = module.model === undefined ? [] : [module.model]
  const whole = [...model, module.name, module.clocked, module.resettable, ports, module.streams, outputs]
  return createHash('sha256')
    .update(toText([...whole, instances, memories, nodes]))
    .digest('hex')
    .slice(0, 16)
}

/** Numbers nodes in the order in which a walk from the roots first asks for them. */
class CanonicalOrder {
  readonly #module: Module
  readonly #numbers = new Map<NodeId, number>()
  readonly #visited: NodeId[] = []

  constructor(module: Module) {
    this.#module = module
  }

  number(id: NodeId): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    this.#visited.push(id)
    this.#numbers.set(id, this.#visited.length - 1)
    return this.#visited.length - 1
  }

  /** Every node reachable from those numbered so far, its operands replaced by their numbers. */
  describeAll(): Node[] {
    const described: Node[] = []
    for (let next = 0; next < this.#visited.length; next++) {
      const node = this.#module.nodes[this.#visited[next]!]!
      for (const operand of operandsOf(node)) if (operand >= 0) this.number(operand)
      described.push(mapOperands(node, (id) => (id >= 0 ? this.number(id) : id)))
    }
    return described
  }
}

function describeMemory(memory: Memory, number: (id: NodeId) => number): unknown {
  const { depth, width, style, contents, writes } = memory
  const ports = writes.map((write) => [number(write.address), number(write.data), number(write.enable)])
  return [depth, width, style, contents?.digest ?? null, ports]
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part))
}
