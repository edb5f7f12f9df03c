/** Walking the intermediate representation: operands of a node and rebuilding a node with other operands. */

import type { Module } from './design.ts'
import type { Node, NodeId } from './node.ts'

/** All nodes that `node` reads, in a fixed order; registers and synchronous reads included. */
export function operandsOf(node: Node): readonly NodeId[] {
  switch (node.kind) {
    case 'input':
    case 'constant':
    case 'instanceOutput':
      return []
    case 'unary':
    case 'slice':
    case 'extend':
      return [node.operand]
    case 'binary':
      return [node.left, node.right]
    case 'element':
      return [node.operand, node.index]
    case 'concat':
      return node.operands
    case 'mux':
      return [node.condition, node.whenTrue, node.whenFalse]
    case 'match':
      return [node.subject, ...node.arms.map((arm) => arm.result), node.otherwise]
    case 'register':
      return node.enable === null ? [node.next] : [node.next, node.enable]
    case 'wire':
      return [node.driver]
    case 'memoryRead':
      return node.enable === null ? [node.address] : [node.address, node.enable]
  }
}

/** Calls `visit` with every operand, in the order of `operandsOf`, without making a list: for passes over many nodes. */
export function eachOperand(node: Node, visit: (id: NodeId) => void): void {
  switch (node.kind) {
    case 'input':
    case 'constant':
    case 'instanceOutput':
      return
    case 'unary':
    case 'slice':
    case 'extend':
      visit(node.operand)
      return
    case 'binary':
      visit(node.left)
      visit(node.right)
      return
    case 'mux':
      visit(node.condition)
      visit(node.whenTrue)
      visit(node.whenFalse)
      return
    case 'wire':
      visit(node.driver)
      return
    case 'element':
    case 'concat':
    case 'match':
    case 'register':
    case 'memoryRead':
      for (const operand of operandsOf(node)) visit(operand)
  }
}

/** The nodes whose value in a cycle decides this node's value in the same cycle (instances aside). */
export function combinationalOperandsOf(node: Node): readonly NodeId[] {
  return isState(node) ? [] : operandsOf(node)
}

/** Whether the value of a node in a cycle was decided in earlier cycles. */
export function isState(node: Node): boolean {
  return node.kind === 'register' || (node.kind === 'memoryRead' && node.synchronous)
}

/** The same node reading other nodes. */
export function mapOperands(node: Node, map: (id: NodeId) => NodeId): Node {
  switch (node.kind) {
    case 'input':
    case 'constant':
    case 'instanceOutput':
      return node
    case 'unary':
    case 'slice':
    case 'extend':
      return { ...node, operand: map(node.operand) }
    case 'binary':
      return { ...node, left: map(node.left), right: map(node.right) }
    case 'element':
      return { ...node, operand: map(node.operand), index: map(node.index) }
    case 'concat':
      return { ...node, operands: node.operands.map(map) }
    case 'mux':
      return {
        ...node,
        condition: map(node.condition),
        whenTrue: map(node.whenTrue),
        whenFalse: map(node.whenFalse),
      }
    case 'match':
      return {
        ...node,
        subject: map(node.subject),
        arms: node.arms.map((arm) => ({ values: arm.values, result: map(arm.result) })),
        otherwise: map(node.otherwise),
      }
    case 'register':
      return { ...node, next: map(node.next), enable: node.enable === null ? null : map(node.enable) }
    case 'wire':
      return { ...node, driver: map(node.driver) }
    case 'memoryRead':
      return { ...node, address: map(node.address), enable: node.enable === null ? null : map(node.enable) }
  }
}

/** Every node that something outside the node list reads: outputs, memory writes, instance inputs. */
export function rootsOf(module: Module): readonly NodeId[] {
  return [
    ...Object.values(module.outputs),
    ...module.memories.flatMap((memory) =>
      memory.writes.flatMap((write) => [write.address, write.data, write.enable]),
    ),
    ...module.instances.flatMap((instance) => Object.values(instance.inputs)),
  ]
}
