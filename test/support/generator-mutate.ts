/** Breaking a checked design in one way, to see whether a test notices. */

import type { Design, Memory, Module } from '../../dsl/ir/design.ts'
import type { BinaryOperator, Node, NodeId } from '../../dsl/ir/node.ts'
import { SimulationError } from '../../sim/error.ts'

/** A module while it is being broken. */
export interface Draft {
  readonly module: Module
  readonly nodes: Node[]
  readonly memories: Memory[]
  /** Adds a node and returns its index. */
  readonly add: (node: Node) => NodeId
}

/** One way to break a node; null leaves it as it is. */
export type Mutation = (node: Node, id: NodeId, draft: Draft) => Node | null

/** A broken design, and in how many places it was broken. */
export interface Mutated {
  readonly design: Design
  readonly count: number
}

/** Applies a mutation to every node of the modules that `generator` made. */
export function mutate(design: Design, generator: string, mutation: Mutation): Mutated {
  let count = 0
  const modules = design.modules.map((module) => {
    if (module.generator !== generator) return module
    const draft = draftOf(module)
    module.nodes.forEach((node, id) => {
      const changed = mutation(node, id, draft)
      if (changed === null) return
      draft.nodes[id] = changed
      count++
    })
    const blank = { name: null, strength: 'structural', place: null, scope: [], comment: null } as const
    const meta = draft.nodes.map((_, id) => module.meta[id] ?? blank)
    return { ...module, nodes: draft.nodes, meta, memories: draft.memories }
  })
  return { design: { ...design, modules }, count }
}

function draftOf(module: Module): Draft {
  const nodes = [...module.nodes]
  return { module, nodes, memories: [...module.memories], add: (node) => nodes.push(node) - 1 }
}

/** Whether a node is called `name`, or drives the output port of that name. */
export function isNamed({ module }: Draft, id: NodeId, name: string): boolean {
  return module.meta[id]!.name === name || module.outputs[name] === id
}

/** A constant node of the same width. */
export function constantLike({ width }: Node, value: bigint): Node {
  return { kind: 'constant', width, value: BigInt.asUintN(width, value) }
}

/** One binary operator in place of another. */
export function operator(from: BinaryOperator, to: BinaryOperator): Mutation {
  return (node) => (node.kind === 'binary' && node.operator === from ? { ...node, operator: to } : null)
}

/** A signal that always has this value. */
export function stuck(name: string, value: bigint): Mutation {
  return (node, id, draft) => (isNamed(draft, id, name) ? constantLike(node, value) : null)
}

/** A comparison of a signal with a constant, or what a register is set to by one, that is off by `by`. */
export function offBy(name: string, by: bigint): Mutation {
  return (node, id, draft) => {
    if (!isNamed(draft, id, name)) return null
    if (node.kind !== 'register') return comparedOff(node, by, draft)
    const next = comparedOff(draft.nodes[node.next]!, by, draft)
    return next && { ...node, next: draft.add(next) }
  }
}

function comparedOff(node: Node, by: bigint, draft: Draft): Node | null {
  if (node.kind !== 'binary') return null
  const bound = draft.nodes[node.right]!
  if (bound.kind !== 'constant') return null
  return { ...node, right: draft.add(constantLike(bound, bound.value + by)) }
}

/** A register that starts with a value that is off by `by`. */
export function startsOff(name: string, by: bigint): Mutation {
  return (node, id, draft) =>
    isNamed(draft, id, name) && node.kind === 'register' && node.init !== null
      ? { ...node, init: BigInt.asUintN(node.width, node.init + by) }
      : null
}

/** What checks throw when they notice something; anything else would be an accident of the mutation itself. */
export function isFinding(error: unknown): boolean {
  return error instanceof SimulationError || (error instanceof Error && error.name === 'AssertionError')
}
