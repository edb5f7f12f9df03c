/** Folds constants and applies identities, so that nothing is printed that a reader or a linter would call pointless. */

import type { Module } from '../ir/design.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { constantNode, constantOf } from './constants.ts'
import { combinationalOrder } from './order.ts'
import { rewritePass } from './pass.ts'
import { Rewriter } from './rewriter.ts'
import { simplify } from './simplify.ts'

/**
 * Values are computed by `evaluateNode`, the reference meaning. A register with a reset that can never leave
 * its reset value is a constant; its readers are folded in turn.
 */
export const foldConstants = rewritePass('fold constants', (module: Module): Module => {
  const rewriter = new Rewriter(module)
  const order = combinationalOrder(module)
  do {
    for (const id of order) foldNode(rewriter, id)
  } while (foldState(rewriter, module.nodes.length))
  return rewriter.finish()
})

function foldNode(rewriter: Rewriter, id: NodeId): void {
  if (rewriter.resolve(id) !== id) return
  const nodeOf = (other: NodeId) => rewriter.node(other)
  const original = rewriter.node(id)
  let node: Node = rewriter.withPresentOperands(original)
  for (;;) {
    const simpler = simplify(node, nodeOf)
    if (simpler === null) break
    if (typeof simpler === 'number') {
      rewriter.replace(id, simpler)
      return
    }
    node = simpler
  }
  if (node !== original) rewriter.set(id, node)
}

/**
 * Folds registers and read ports; true when a register became a constant, which its readers have not seen
 * yet.
 */
function foldState(rewriter: Rewriter, count: number): boolean {
  const nodeOf = (id: NodeId) => rewriter.node(rewriter.resolve(id))
  let foundConstant = false
  for (let id = 0; id < count; id++) {
    const node = rewriter.node(id)
    if (node.kind !== 'register' && node.kind !== 'memoryRead') continue
    const enable = node.enable === null ? 1n : constantOf(node.enable, nodeOf)
    if (node.kind === 'register' && node.init !== null) {
      const next = rewriter.resolve(node.next)
      if (enable === 0n || next === id || constantOf(next, nodeOf) === node.init) {
        rewriter.set(id, constantNode(node.init, node.width))
        foundConstant = true
        continue
      }
    }
    if (enable === 1n && node.enable !== null) rewriter.set(id, { ...node, enable: null })
  }
  return foundConstant
}
