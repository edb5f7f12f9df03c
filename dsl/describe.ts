/** How values are called in messages: by their names, and the unnamed by the expressions that made them. */

import type { ModuleContext } from './context.ts'
import type { ModuleBuilder } from './ir/builder.ts'
import type { Node, NodeId } from './ir/node.ts'

/** How deep an expression is shown before it is cut with `…`. */
const shownDepth = 2

/**
 * The name of a node, or the expression that computes it, as a user would write it, for example
 * `activation.xnor(weight)`.
 */
export function describeNode(context: ModuleContext, id: NodeId, depth: number = shownDepth): string {
  const { builder, descriptions } = context
  const node = builder.nodes[id]
  if (!node) return '…'
  const { name } = builder.meta[id]!
  if (name !== null) return name
  const description = descriptions.get(id)
  if (description) return description()
  if (node.kind === 'constant') return `${node.width}'d${node.value}`
  if (depth === 0) return '…'
  return expression(builder, node as Node, (operand) => describeNode(context, operand, depth - 1))
}

function expression(builder: ModuleBuilder, node: Node, show: (id: NodeId) => string): string {
  switch (node.kind) {
    case 'unary':
      return `${show(node.operand)}.${node.operator}()`
    case 'binary':
      return `${show(node.left)}.${node.operator}(${show(node.right)})`
    case 'slice': {
      const { operand, low, width } = node
      return width === 1
        ? `${show(operand)}.bit(${low})`
        : `${show(operand)}.slice(${low + width - 1}, ${low})`
    }
    case 'element':
      return `${show(node.operand)}.element(${show(node.index)}, ${node.width})`
    case 'concat':
      return `concat(${node.operands.slice(0, 3).map(show).join(', ')}${node.operands.length > 3 ? ', …' : ''})`
    case 'extend':
      return `${show(node.operand)}.${node.signed ? 'sext' : 'zext'}(${node.width})`
    case 'mux':
      return `mux(${show(node.condition)}, ${show(node.whenTrue)}, ${show(node.whenFalse)})`
    case 'match':
      return `match(${show(node.subject)}, …)`
    case 'register':
      return `reg(${node.width})`
    case 'wire':
      return `wire(${node.width})`
    case 'memoryRead':
      return `${builder.memories[node.memory]!.name}.${node.synchronous ? 'read' : 'lookup'}(${show(node.address)})`
    case 'instanceOutput':
      return `${builder.instances[node.instance]!.name}.${node.port}`
    case 'input':
      return node.port
    case 'constant':
      return `${node.width}'d${node.value}`
  }
}
