/** Computes equal expressions once: of equal nodes the first stays, under the strongest of their names. */

import type { Module } from '../ir/design.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { combinationalOrder } from './order.ts'
import { rewritePass } from './pass.ts'
import { Rewriter } from './rewriter.ts'
import { isCommutative } from './simplify-binary.ts'

/**
 * Registers, synchronous read ports and instances are never shared: they are state and structure that the
 * designer wrote down, looks for in waves and pays for knowingly (synthesis merges registers where that
 * helps). Constants stay where they are: two of equal value may mean different things and have different
 * names.
 */
export const shareExpressions = rewritePass('share equal expressions', (module: Module): Module => {
  const rewriter = new Rewriter(module)
  /** Nodes with equal values have equal classes. */
  const classes = new Int32Array(module.nodes.length)
  const firstOfKey = new Map<string, NodeId>()
  for (const id of combinationalOrder(module)) {
    const node = module.nodes[id]!
    classes[id] = node.kind === 'wire' ? classes[node.driver]! : id
    const key = keyOf(node, classes)
    if (key === null) continue
    const first = firstOfKey.get(key)
    if (first === undefined) {
      firstOfKey.set(key, id)
      continue
    }
    classes[id] = classes[first]!
    if (node.kind === 'constant') continue
    const kept = Math.min(first, id)
    firstOfKey.set(key, kept)
    rewriter.replace(Math.max(first, id), kept)
  }
  return rewriter.finish()
})

/** A text that is equal for equal expressions, or null for what is never shared. */
function keyOf(node: Node, classes: Int32Array): string | null {
  switch (node.kind) {
    case 'constant':
      return `constant ${node.width} ${node.value}`
    case 'unary':
      return `${node.operator} ${classes[node.operand]}`
    case 'binary': {
      const [left, right] = [classes[node.left]!, classes[node.right]!]
      const swap = isCommutative(node.operator) && left > right
      return swap ? `${node.operator} ${right} ${left}` : `${node.operator} ${left} ${right}`
    }
    case 'slice':
      return `slice ${node.width} ${node.low} ${classes[node.operand]}`
    case 'element':
      return `element ${classes[node.operand]} ${classes[node.index]}`
    case 'concat':
      return `concat ${node.operands.map((id) => classes[id]).join(' ')}`
    case 'extend':
      return `extend ${node.width} ${node.signed} ${classes[node.operand]}`
    case 'mux':
      return `mux ${classes[node.condition]} ${classes[node.whenTrue]} ${classes[node.whenFalse]}`
    case 'match': {
      const arms = node.arms.map((arm) => `${arm.values.join(',')}:${classes[arm.result]}`)
      return `match ${classes[node.subject]} ${arms.join(' ')} ${classes[node.otherwise]}`
    }
    case 'memoryRead':
      return node.synchronous ? null : `lookup ${node.memory} ${classes[node.address]}`
    case 'instanceOutput':
      return `output ${node.instance} ${node.port}`
    case 'input':
    case 'register':
    case 'wire':
      return null
  }
}
