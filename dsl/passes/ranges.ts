/** What is known about a value from how it is made: the smallest and largest number it can be. */

import { evaluateBinary, toSigned } from '../ir/evaluate.ts'
import type { BinaryOperator, NodeId } from '../ir/node.ts'
import type { NodeOf } from './constants.ts'

interface Range {
  readonly min: bigint
  readonly max: bigint
}

function unsignedRange(id: NodeId, nodeOf: NodeOf): Range {
  const node = nodeOf(id)
  if (node.kind === 'constant') return { min: node.value, max: node.value }
  if (node.kind === 'extend' && !node.signed) return unsignedRange(node.operand, nodeOf)
  if (node.kind === 'unary' && node.operator === 'popcount') {
    return { min: 0n, max: BigInt(nodeOf(node.operand).width) }
  }
  return { min: 0n, max: (1n << BigInt(node.width)) - 1n }
}

function signedRange(id: NodeId, nodeOf: NodeOf): Range {
  const node = nodeOf(id)
  if (node.kind === 'constant') {
    const value = toSigned(node.value, node.width)
    return { min: value, max: value }
  }
  if (node.kind === 'extend') {
    return node.signed ? signedRange(node.operand, nodeOf) : unsignedRange(node.operand, nodeOf)
  }
  const limit = 1n << BigInt(node.width - 1)
  return { min: -limit, max: limit - 1n }
}

/**
 * The result of a comparison that the ranges of its operands decide alone, or null. Tools warn about such
 * comparisons, yet a threshold of 0, or one above everything that can be counted, is a legal parameter.
 */
export function decidedByRange(
  operator: BinaryOperator,
  left: NodeId,
  right: NodeId,
  nodeOf: NodeOf,
): boolean | null {
  switch (operator) {
    case 'eq':
    case 'ne': {
      const [a, b] = [unsignedRange(left, nodeOf), unsignedRange(right, nodeOf)]
      return a.max < b.min || b.max < a.min ? operator === 'ne' : null
    }
    case 'lt':
    case 'gt':
    case 'le':
    case 'ge':
      return ordered(operator, unsignedRange(left, nodeOf), unsignedRange(right, nodeOf))
    case 'slt':
    case 'sgt':
    case 'sle':
    case 'sge':
      return ordered(unsignedForm[operator], signedRange(left, nodeOf), signedRange(right, nodeOf))
    case 'and':
    case 'or':
    case 'xor':
    case 'xnor':
    case 'add':
    case 'sub':
    case 'mul':
    case 'smul':
    case 'shl':
    case 'shr':
    case 'sar':
      return null
  }
}

const unsignedForm = { slt: 'lt', sgt: 'gt', sle: 'le', sge: 'ge' } as const

function ordered(operator: 'lt' | 'le' | 'gt' | 'ge', left: Range, right: Range): boolean | null {
  switch (operator) {
    case 'lt':
      return left.max < right.min ? true : left.min >= right.max ? false : null
    case 'le':
      return left.max <= right.min ? true : left.min > right.max ? false : null
    case 'gt':
      return ordered('lt', right, left)
    case 'ge':
      return ordered('le', right, left)
  }
}

/**
 * The result of a binary operator whose operands are the same value, where that result does not depend on
 * the value.
 */
export function decidedByEquality(operator: BinaryOperator, width: number): bigint | null {
  switch (operator) {
    case 'xor':
    case 'xnor':
    case 'sub':
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'slt':
    case 'sle':
    case 'sgt':
    case 'sge':
      return evaluateBinary(operator, 0n, 0n, width, width)
    case 'and':
    case 'or':
    case 'add':
    case 'mul':
    case 'smul':
    case 'shl':
    case 'shr':
    case 'sar':
      return null
  }
}
