/** Which values decide which others in the same cycle, across instances: the graph that loops and stream rules are about. */

import type { Design, Instance, Module } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'
import { combinationalOperandsOf } from '../ir/walk.ts'
import { strongComponents } from './strong-components.ts'

/** The combinational dependencies of one module. */
export interface Dependencies {
  readonly module: Module
  /**
   * The nodes that decide a node's value in the same cycle; through an instance, what drives the inputs that
   * matter.
   */
  operands(id: NodeId): readonly NodeId[]
  /** Sets of nodes that each depend on themselves. */
  readonly loops: readonly (readonly NodeId[])[]
  /** For each output port, the input ports that decide it in the same cycle, in header order. */
  readonly inputsOf: ReadonlyMap<string, readonly string[]>
}

const known = new WeakMap<Design, ReadonlyMap<string, Dependencies>>()

/**
 * The dependencies of every module by name, computed once a design. Needs all registers, wires and instances
 * driven.
 */
export function dependenciesOf(design: Design): ReadonlyMap<string, Dependencies> {
  const existing = known.get(design)
  if (existing) return existing
  const summaries = new Map<string, Dependencies>()
  for (const module of design.modules) summaries.set(module.name, analyse(module, summaries))
  known.set(design, summaries)
  return summaries
}

function analyse(module: Module, definitions: ReadonlyMap<string, Dependencies>): Dependencies {
  const throughInstance = (instance: Instance, port: string): NodeId[] =>
    (definitions.get(instance.module)!.inputsOf.get(port) ?? []).map((input) => instance.inputs[input]!)
  const operands = (id: NodeId): readonly NodeId[] => {
    const node = module.nodes[id]!
    if (node.kind !== 'instanceOutput') return combinationalOperandsOf(node)
    return throughInstance(module.instances[node.instance]!, node.port)
  }
  const components = strongComponents(module.nodes.length, operands)
  const loops = components.filter((ids) => ids.length > 1 || operands(ids[0]!).includes(ids[0]!))
  return { module, operands, loops, inputsOf: summarise(module, operands, components) }
}

/** Input ports are bits of a row of 32-bit words a node; a node's row is the union of its operands' rows. */
function summarise(
  module: Module,
  operands: (id: NodeId) => readonly NodeId[],
  components: readonly (readonly NodeId[])[],
): ReadonlyMap<string, readonly string[]> {
  const inputs = module.ports.filter((port) => port.direction === 'input').map((port) => port.name)
  const bitOf = new Map(inputs.map((name, bit) => [name, bit]))
  const words = Math.ceil(inputs.length / 32)
  const rows = new Uint32Array(words * module.nodes.length)
  for (const id of components.flat()) {
    const node = module.nodes[id]!
    if (node.kind === 'input') {
      const bit = bitOf.get(node.port)!
      rows[id * words + (bit >>> 5)]! |= 1 << (bit & 31)
    }
    for (const operand of operands(id)) {
      for (let word = 0; word < words; word++) rows[id * words + word]! |= rows[operand * words + word]!
    }
  }
  const has = (id: NodeId, bit: number) => ((rows[id * words + (bit >>> 5)]! >>> (bit & 31)) & 1) === 1
  return new Map(
    Object.entries(module.outputs).map(([port, id]) => [port, inputs.filter((_, bit) => has(id, bit))]),
  )
}

/**
 * A shortest way from `start` to a node that `isGoal` accepts, both included; at least one step long. Null:
 * none.
 */
export function shortestPath(
  start: NodeId,
  operands: (id: NodeId) => readonly NodeId[],
  isGoal: (id: NodeId) => boolean,
): readonly NodeId[] | null {
  const cameFrom = new Map<NodeId, NodeId>()
  const queue = [start]
  for (const id of queue) {
    for (const operand of operands(id)) {
      if (isGoal(operand)) return [...wayTo(id, start, cameFrom), operand]
      if (operand === start || cameFrom.has(operand)) continue
      cameFrom.set(operand, id)
      queue.push(operand)
    }
  }
  return null
}

function wayTo(id: NodeId, start: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId>): NodeId[] {
  const way = [id]
  for (let current = id; current !== start; ) {
    current = cameFrom.get(current)!
    way.unshift(current)
  }
  return way
}
