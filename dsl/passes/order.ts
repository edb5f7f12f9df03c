/** An order of a module's nodes in which each stands after the nodes that decide its value in the same cycle. */

import type { Module } from '../ir/design.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { combinationalOperandsOf, eachOperand, isState } from '../ir/walk.ts'

/**
 * All nodes, operands before readers; registers and synchronous reads count as sources. The order of the
 * module itself when that is one already. Assumes that there is no combinational loop.
 */
export function combinationalOrder(module: Pick<Module, 'nodes'>): readonly NodeId[] {
  const { nodes } = module
  return nodes.every(readsEarlierOnly) ? nodes.map((_, id) => id) : depthFirstOrder(nodes)
}

function readsEarlierOnly(node: Node, id: NodeId): boolean {
  if (isState(node)) return true
  let latest = -1
  eachOperand(node, (operand) => {
    if (operand > latest) latest = operand
  })
  return latest < id
}

function depthFirstOrder(nodes: readonly Node[]): readonly NodeId[] {
  const order: NodeId[] = []
  const entered = new Uint8Array(nodes.length)
  for (const start of nodes.keys()) {
    if (entered[start]) continue
    entered[start] = 1
    const path = [{ id: start, operands: combinationalOperandsOf(nodes[start]!), next: 0 }]
    while (path.length > 0) {
      const step = path.at(-1)!
      const operand = step.operands[step.next++]
      if (operand === undefined) {
        order.push(step.id)
        path.pop()
      } else if (!entered[operand]) {
        entered[operand] = 1
        path.push({ id: operand, operands: combinationalOperandsOf(nodes[operand]!), next: 0 })
      }
    }
  }
  return order
}
