/** One step of folding: a simpler form of a node, given what its operands are. */

import { evaluateNode } from '../ir/evaluate.ts'
import type {
  ElementNode,
  ExtendNode,
  MatchNode,
  MuxNode,
  Node,
  NodeId,
  SliceNode,
  UnaryNode,
} from '../ir/node.ts'
import { eachOperand } from '../ir/walk.ts'
import { constantNode, constantOf, type NodeOf, type Simplified, sameValue } from './constants.ts'
import { simplifyBinary } from './simplify-binary.ts'

/** A simpler form of `node`, or null. Applying it again and again ends. */
export function simplify(node: Node, nodeOf: NodeOf): Simplified {
  const value = evaluateConstant(node, nodeOf)
  if (value !== null) return constantNode(value, node.width)
  switch (node.kind) {
    case 'unary':
      return simplifyUnary(node, nodeOf)
    case 'binary':
      return simplifyBinary(node, nodeOf)
    case 'slice':
      return simplifySlice(node, nodeOf)
    case 'element':
      return simplifyElement(node, nodeOf)
    case 'concat':
      return node.operands.length === 1 ? node.operands[0]! : null
    case 'extend':
      return simplifyExtend(node, nodeOf)
    case 'mux':
      return simplifyMux(node, nodeOf)
    case 'match':
      return simplifyMatch(node, nodeOf)
    case 'input':
    case 'constant':
    case 'register':
    case 'wire':
    case 'memoryRead':
    case 'instanceOutput':
      return null
  }
}

/** The value of a combinational node whose operands are all constants, else null. */
function evaluateConstant(node: Node, nodeOf: NodeOf): bigint | null {
  if (node.kind === 'constant') return null
  let constants = 0
  let others = 0
  eachOperand(node, (id) => (nodeOf(id).kind === 'constant' ? constants++ : others++))
  if (constants === 0 || others > 0) return null
  return evaluateNode(
    node,
    (id) => constantOf(id, nodeOf)!,
    (id) => nodeOf(id).width,
  )
}

function simplifyUnary(node: UnaryNode, nodeOf: NodeOf): Simplified {
  const operand = nodeOf(node.operand)
  const { operator } = node
  if (operator === 'not' || operator === 'negate') {
    const undoes = operand.kind === 'unary' && operand.operator === operator
    return undoes ? operand.operand : null
  }
  return operand.width === 1 ? node.operand : null
}

function simplifySlice(node: SliceNode, nodeOf: NodeOf): Simplified {
  const { width, low } = node
  const operand = nodeOf(node.operand)
  if (width === operand.width) return node.operand
  if (operand.kind === 'slice') return { ...node, operand: operand.operand, low: low + operand.low }
  if (operand.kind === 'concat') return sliceOfConcat(node, operand.operands, nodeOf)
  if (operand.kind !== 'extend') return null
  const inner = nodeOf(operand.operand).width
  if (low + width <= inner) return { ...node, operand: operand.operand }
  if (low === 0) return { kind: 'extend', width, signed: operand.signed, operand: operand.operand }
  return low >= inner && !operand.signed ? constantNode(0n, width) : null
}

/**
 * A slice inside one part of a concatenation reads that part; one of several whole parts concatenates them.
 */
function sliceOfConcat(node: SliceNode, parts: readonly NodeId[], nodeOf: NodeOf): Simplified {
  const high = node.low + node.width
  const covered: NodeId[] = []
  let low = 0
  for (const part of parts.toReversed()) {
    const end = low + nodeOf(part).width
    if (low <= node.low && high <= end) return { ...node, operand: part, low: node.low - low }
    if (node.low <= low && end <= high) covered.unshift(part)
    else if (low < high && node.low < end) return null
    low = end
  }
  return { kind: 'concat', width: node.width, operands: covered }
}

function simplifyElement(node: ElementNode, nodeOf: NodeOf): Simplified {
  const index = constantOf(node.index, nodeOf)
  if (index === null) return null
  return { kind: 'slice', width: node.width, operand: node.operand, low: Number(index) * node.width }
}

function simplifyExtend(node: ExtendNode, nodeOf: NodeOf): Simplified {
  const operand = nodeOf(node.operand)
  if (operand.kind !== 'extend') return null
  // The top bit of a zero extension is 0, so that extending it by its sign adds zeros too.
  if (operand.signed && !node.signed) return null
  return { ...node, signed: operand.signed, operand: operand.operand }
}

function simplifyMux(node: MuxNode, nodeOf: NodeOf): Simplified {
  const { condition, whenTrue, whenFalse, width } = node
  const decided = constantOf(condition, nodeOf)
  if (decided !== null) return decided === 1n ? whenTrue : whenFalse
  if (sameValue(whenTrue, whenFalse, nodeOf)) return whenTrue

  const test = nodeOf(condition)
  if (test.kind === 'unary' && test.operator === 'not') {
    return { ...node, condition: test.operand, whenTrue: whenFalse, whenFalse: whenTrue }
  }
  const [arm, otherArm] = [nodeOf(whenTrue), nodeOf(whenFalse)]
  if (arm.kind === 'mux' && arm.condition === condition) return { ...node, whenTrue: arm.whenTrue }
  if (otherArm.kind === 'mux' && otherArm.condition === condition) {
    return { ...node, whenFalse: otherArm.whenFalse }
  }
  if (width > 1 || arm.kind !== 'constant' || otherArm.kind !== 'constant') return null
  return arm.value === 1n ? condition : { kind: 'unary', width: 1, operator: 'not', operand: condition }
}

function simplifyMatch(node: MatchNode, nodeOf: NodeOf): Simplified {
  const subject = constantOf(node.subject, nodeOf)
  if (subject !== null) {
    const arm = node.arms.find((candidate) => candidate.values.includes(subject))
    return arm ? arm.result : node.otherwise
  }
  const { arms, otherwise } = node
  return arms.every((arm) => sameValue(arm.result, otherwise, nodeOf)) ? otherwise : null
}
