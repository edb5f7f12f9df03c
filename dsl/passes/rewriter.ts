/** A module being rewritten: nodes are changed in place, replaced by others or added; readers follow at the end. */

import { plainMeta } from '../ir/builder.ts'
import type { Meta, Module, NameStrength } from '../ir/design.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { eachOperand, mapOperands } from '../ir/walk.ts'
import { constantNode } from './constants.ts'
import { withReferences } from './references.ts'

const strengths: Readonly<Record<NameStrength, number>> = { structural: 0, variable: 1, explicit: 2, port: 3 }

/** How strongly a node is named; 0 for no name at all. */
export function nameStrength(meta: Meta): number {
  return meta.name === null ? 0 : 1 + strengths[meta.strength]
}

/** A module under change: nodes are set, added and replaced, and `finish` returns the module that follows. */
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
    this.#replacement[id] = current // The next walk is short.
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
   * Lets all readers of `id` read the equal node `other` instead, and hands a stronger name over to it. A
   * name given with `.named()` never gets lost: where `other` has such a name too, `id` stays as a wire.
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

  /**
   * The rewritten module; the given one when nothing was changed. Nodes keep their numbers: a replaced one is
   * left as a nameless constant that nothing reads, until `prune` closes all gaps at once.
   */
  finish(): Module {
    if (!this.#changed) return this.#module
    const resolve = (id: NodeId) => this.resolve(id)
    const nodes = this.#nodes.map((node, id) => {
      if (this.#replacement[id] !== id) return Object.freeze(constantNode(0n, node.width))
      return Object.freeze(this.withPresentOperands(node))
    })
    const meta = this.#meta.map((known, id) =>
      this.#replacement[id] === id ? Object.freeze(known) : plainMeta,
    )
    return withReferences(
      { ...this.#module, nodes: Object.freeze(nodes), meta: Object.freeze(meta) },
      resolve,
    )
  }

  /** The node reading what stands for its operands now; itself when none of them was replaced. */
  withPresentOperands(node: Node): Node {
    let isStale = false
    eachOperand(node, (operand) => {
      if (this.#replacement[operand] !== operand) isStale = true
    })
    return isStale ? mapOperands(node, (operand) => this.resolve(operand)) : node
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
