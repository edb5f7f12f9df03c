/** Identities of binary operators: what a constant operand, equal operands or a narrow range say about the result. */

import { wrap } from '../ir/evaluate.ts'
import type { BinaryNode, BinaryOperator, Node, NodeId } from '../ir/node.ts'
import { constantNode, constantOf, type NodeOf, type Simplified, sameValue } from './constants.ts'
import { decidedByEquality, decidedByRange } from './ranges.ts'

const commutative: ReadonlySet<BinaryOperator> = new Set([
  'and',
  'or',
  'xor',
  'xnor',
  'add',
  'mul',
  'smul',
  'eq',
  'ne',
])

/** Whether the operands of `operator` may be swapped. */
export function isCommutative(operator: BinaryOperator): boolean {
  return commutative.has(operator)
}

/** A simpler form of `node`, or null. */
export function simplifyBinary(node: BinaryNode, nodeOf: NodeOf): Simplified {
  const { operator, left, right, width } = node
  if (sameValue(left, right, nodeOf)) {
    if (operator === 'and' || operator === 'or') return left
    const decided = decidedByEquality(operator, nodeOf(left).width)
    if (decided !== null) return constantNode(decided, width)
  }
  const decided = decidedByRange(operator, left, right, nodeOf)
  if (decided !== null) return constantNode(decided ? 1n : 0n, width)

  const rightValue = constantOf(right, nodeOf)
  if (rightValue !== null) return withConstant(node, left, rightValue, nodeOf)
  const leftValue = constantOf(left, nodeOf)
  if (leftValue === null) return null
  if (isCommutative(operator)) return withConstant(node, right, leftValue, nodeOf)
  const isShift = operator === 'shl' || operator === 'shr' || operator === 'sar'
  return isShift && leftValue === 0n ? constantNode(0n, width) : null
}

/** `node` is `operand` combined with a constant on its right, or on either side of a commutative operator. */
function withConstant(node: BinaryNode, operand: NodeId, value: bigint, nodeOf: NodeOf): Simplified {
  const { operator, width } = node
  const operandWidth = nodeOf(operand).width
  const isZero = value === 0n
  const isOnes = value === wrap(-1n, operandWidth)
  const inverted: Node = { kind: 'unary', width, operator: 'not', operand }
  switch (operator) {
    case 'and':
      return isZero ? constantNode(0n, width) : isOnes ? operand : null
    case 'or':
      return isOnes ? constantNode(value, width) : isZero ? operand : null
    case 'xor':
      return isZero ? operand : isOnes ? inverted : null
    case 'xnor':
      return isOnes ? operand : isZero ? inverted : null
    case 'add':
    case 'sub':
      return isZero ? operand : null
    case 'mul':
    case 'smul':
      return isZero ? constantNode(0n, width) : null
    case 'eq':
    case 'ne':
      if (operandWidth > 1) return null
      return (operator === 'eq') === isOnes ? operand : inverted
    case 'shl':
    case 'shr':
      if (value >= BigInt(width)) return constantNode(0n, width)
      return isZero ? operand : null
    case 'sar':
      return isZero ? operand : null
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'slt':
    case 'sle':
    case 'sgt':
    case 'sge':
      return null
  }
}
