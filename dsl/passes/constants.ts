/** What the steps of folding have in common: looking at operands, making and comparing constants. */

import type { ConstantNode, Node, NodeId } from '../ir/node.ts'

/**
 * Another node with the same value, the index of an existing node with that value, or null: nothing to do.
 */
export type Simplified = Node | NodeId | null

/** Looks up a node that is read. */
export type NodeOf = (id: NodeId) => Node

/** A constant of `width` bits; `value` must fit. */
export function constantNode(value: bigint, width: number): ConstantNode {
  return { kind: 'constant', width, value }
}

/** The value of a constant, null for other nodes. */
export function constantOf(id: NodeId, nodeOf: NodeOf): bigint | null {
  const node = nodeOf(id)
  return node.kind === 'constant' ? node.value : null
}

/** Whether two nodes of one width are the same node or equal constants. */
export function sameValue(a: NodeId, b: NodeId, nodeOf: NodeOf): boolean {
  if (a === b) return true
  const value = constantOf(a, nodeOf)
  return value !== null && value === constantOf(b, nodeOf)
}
