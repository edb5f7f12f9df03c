/** A design without its hierarchy: every instance's nodes in one list, names of values and module boundaries resolved. */

import { type Design, type Memory, type Module, moduleNamed, topModule } from '../../dsl/ir/design.ts'
import type { Node, NodeId } from '../../dsl/ir/node.ts'
import { mapOperands } from '../../dsl/ir/walk.ts'

/** A memory of one instance; the operands of its writes are nodes of the flat list. */
export interface FlatMemory extends Memory {
  /** Instance path and name, such as `layer1.pe3.weights`. */
  readonly path: string
}

/**
 * The flat design. `nodes` holds no instance outputs and no inputs but those of the top module; operands never point
 * at a wire. `memoryRead` nodes refer to `memories` of this list.
 */
export interface FlatDesign {
  readonly top: Module
  readonly nodes: readonly Node[]
  /** Instance path and name of a node, or null when it has no name. */
  readonly paths: readonly (string | null)[]
  readonly memories: readonly FlatMemory[]
  /** Where the nodes of each instance begin, in the order of `nodes`: its path with a dot at the end, '' for the top module. */
  readonly instances: readonly { readonly path: string; readonly firstNode: NodeId }[]
  /** The input nodes of the top module. */
  readonly inputs: readonly NodeId[]
  readonly outputs: Readonly<Record<string, NodeId>>
  /** The node that a named value of the hierarchy (wires and ports of instances included) stands for. */
  readonly named: ReadonlyMap<string, NodeId>
}

/** Where the nodes and memories of one instance begin in the flat lists. */
interface Copy {
  readonly module: Module
  readonly path: string
  readonly firstNode: number
  readonly firstMemory: number
}

/** Flattens a checked design. */
export function flatten(design: Design): FlatDesign {
  const flattener = new Flattener(design)
  return flattener.run()
}

class Flattener {
  readonly #design: Design
  readonly #copies: Copy[] = []
  /** For a node that only passes on another one (wire, child's input, instance output): that one. */
  readonly #source = new Map<NodeId, NodeId>()
  #nodeCount = 0
  #memoryCount = 0

  constructor(design: Design) {
    this.#design = design
  }

  run(): FlatDesign {
    const top = topModule(this.#design)
    const topCopy = this.#place(top, '')
    const nodes: Node[] = []
    const paths: (string | null)[] = []
    const memories: FlatMemory[] = []
    const named = new Map<string, NodeId>()
    for (const copy of this.#copies) {
      const resolve = (id: NodeId) => this.#resolve(copy.firstNode + id)
      copy.module.nodes.forEach((node, id) => {
        const mapped = mapOperands(node, resolve)
        nodes.push(
          mapped.kind === 'memoryRead' ? { ...mapped, memory: copy.firstMemory + mapped.memory } : mapped,
        )
        const name = copy.module.meta[id]!.name
        paths.push(name === null ? null : copy.path + name)
        if (name !== null) named.set(copy.path + name, resolve(id))
      })
      for (const [port, id] of Object.entries(copy.module.outputs)) named.set(copy.path + port, resolve(id))
      for (const memory of copy.module.memories) {
        const writes = memory.writes.map((write) => ({
          address: resolve(write.address),
          data: resolve(write.data),
          enable: resolve(write.enable),
        }))
        memories.push({ ...memory, writes, path: copy.path + memory.name })
      }
    }
    const outputs = Object.fromEntries(
      Object.entries(top.outputs).map(([port, id]) => [port, this.#resolve(topCopy.firstNode + id)]),
    )
    const inputs = top.nodes.flatMap((node, id) => (node.kind === 'input' ? [topCopy.firstNode + id] : []))
    const instances = this.#copies.map(({ path, firstNode }) => ({ path, firstNode }))
    return { top, nodes, paths, memories, instances, inputs, outputs, named }
  }

  /** Reserves room for a copy of a module and of everything inside it. */
  #place(module: Module, path: string): Copy {
    const copy = { module, path, firstNode: this.#nodeCount, firstMemory: this.#memoryCount }
    this.#copies.push(copy)
    this.#nodeCount += module.nodes.length
    this.#memoryCount += module.memories.length
    const children = module.instances.map((instance) => {
      const child = this.#place(moduleNamed(this.#design, instance.module), `${path}${instance.name}.`)
      child.module.nodes.forEach((node, id) => {
        if (node.kind === 'input') {
          this.#source.set(child.firstNode + id, copy.firstNode + instance.inputs[node.port]!)
        }
      })
      return child
    })
    module.nodes.forEach((node, id) => {
      if (node.kind === 'wire') this.#source.set(copy.firstNode + id, copy.firstNode + node.driver)
      if (node.kind === 'instanceOutput') {
        const child = children[node.instance]!
        this.#source.set(copy.firstNode + id, child.firstNode + child.module.outputs[node.port]!)
      }
    })
    return copy
  }

  /** Follows wires and module boundaries to the node that makes the value. */
  #resolve(id: NodeId): NodeId {
    const trail: NodeId[] = []
    let at = id
    for (let next = this.#source.get(at); next !== undefined; next = this.#source.get(at)) {
      trail.push(at)
      at = next
      if (trail.length > this.#nodeCount) throw new Error('internal: a loop of wires reached the engine')
    }
    for (const passed of trail) this.#source.set(passed, at)
    return at
  }
}
