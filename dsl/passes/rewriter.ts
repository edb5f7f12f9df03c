/** A module being rewritten: nodes are changed in place, replaced by others or added, and `finish` closes the gaps. */

import { plainMeta } from '../ir/builder.ts'
import type { Instance, Memory, Meta, Module, NameStrength } from '../ir/design.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { mapOperands } from '../ir/walk.ts'

const strengths: Readonly<Record<NameStrength, number>> = { structural: 0, variable: 1, explicit: 2, port: 3 }

/** How strongly a node is named; 0 for no name at all. */
export function nameStrength(meta: Meta): number {
  return meta.name === null ? 0 : 1 + strengths[meta.strength]
}

export class Rewriter {
  readonly #module: Module
  readonly #nodes: Node[]
  readonly #meta: Meta[]
  /** For each node the one that took its place, or itself. */
  readonly #replacement: NodeId[]
  #changed = false

  constructor(module: Module) {
    this.#module = module
    this.#nodes = [...module.nodes]
    this.#meta = [...module.meta]
    this.#replacement = module.nodes.map((_, id) => id)
  }

  /** The node that stands for `id` now. */
  resolve(id: NodeId): NodeId {
    let current = id
    while (this.#replacement[current] !== current) current = this.#replacement[current]!
    return current
  }

  /** The node itself; its operands may have been replaced since (see `resolve`). */
  node(id: NodeId): Node {
    return this.#nodes[id]!
  }

  meta(id: NodeId): Meta {
    return this.#meta[id]!
  }

  /** Changes what a node computes; its value must stay the same. */
  set(id: NodeId, node: Node): void {
    this.#nodes[id] = node
    this.#changed = true
  }

  /** Adds a node without a name, near `like` in scope and place. */
  add(node: Node, like: NodeId): NodeId {
    const { scope, place } = this.#meta[like]!
    this.#nodes.push(node)
    this.#meta.push({ ...plainMeta, scope, place })
    this.#replacement.push(this.#nodes.length - 1)
    this.#changed = true
    return this.#nodes.length - 1
  }

  /**
   * Lets all readers of `id` read the equal node `other` instead, and hands a stronger name over to it. A name given with
   * `.named()` never gets lost: where `other` has such a name too, `id` stays as a wire.
   */
  replace(id: NodeId, other: NodeId): void {
    const target = this.#nodes[other]!
    const from = this.#meta[id]!
    const to = this.#meta[other]!
    if (target.kind === 'constant' && from.name !== null) {
      this.set(id, target)
    } else if (
      from.strength === 'explicit' &&
      to.name !== from.name &&
      nameStrength(to) >= nameStrength(from)
    ) {
      if (this.#nodes[id]!.kind !== 'wire') this.set(id, { kind: 'wire', width: target.width, driver: other })
    } else {
      this.#meta[other] = mergeMeta(to, from)
      this.#replacement[id] = other
      this.#changed = true
    }
  }

  /** The module without replaced nodes, densely numbered in the old order; the given module when nothing was changed. */
  finish(): Module {
    if (!this.#changed) return this.#module
    const isLive = (id: NodeId) => this.#replacement[id] === id
    const rewritten = { ...this.#module, nodes: this.#nodes, meta: this.#meta }
    return renumber(rewritten, isLive, (id) => this.resolve(id))
  }
}

/** What is known about a node that from now on stands for two. */
function mergeMeta(kept: Meta, replaced: Meta): Meta {
  const place = kept.place ?? replaced.place
  const comment = kept.comment ?? replaced.comment
  const losesExplicit = kept.strength === 'explicit' && replaced.strength === 'port'
  if (nameStrength(replaced) <= nameStrength(kept) || losesExplicit) return { ...kept, place, comment }
  return { ...replaced, place, comment }
}

/**
 * The module with only the nodes that `isLive` keeps, renumbered densely in their old order. Every reference goes through
 * `resolve` first, which must lead to a kept node.
 */
export function renumber(
  module: Module,
  isLive: (id: NodeId) => boolean,
  resolve: (id: NodeId) => NodeId = (id) => id,
): Module {
  const newId = new Int32Array(module.nodes.length)
  let count = 0
  for (const id of module.nodes.keys()) newId[id] = isLive(id) ? count++ : -1
  const map = (id: NodeId) => (id < 0 ? id : newId[resolve(id)]!)

  const nodes: Node[] = []
  const meta: Meta[] = []
  for (const [id, node] of module.nodes.entries()) {
    if (!isLive(id)) continue
    nodes.push(Object.freeze(mapOperands(node, map)))
    meta.push(Object.freeze(module.meta[id]!))
  }
  return Object.freeze({
    ...module,
    nodes: Object.freeze(nodes),
    meta: Object.freeze(meta),
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
