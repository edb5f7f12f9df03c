/** The one reference meaning of every operator, on bigint values: values, constant folding and checks all call it. */

import type { BinaryOperator, Node, UnaryOperator } from './node.ts'

/** The value of `value` in `width` bits: 0 <= result < 2^width. */
export function wrap(value: bigint, width: number): bigint {
  return BigInt.asUintN(width, value)
}

/** The signed number that `width` bits hold: -2^(width-1) <= result < 2^(width-1). */
export function toSigned(value: bigint, width: number): bigint {
  return BigInt.asIntN(width, value)
}

/** The number of 1 bits. */
export function countOnes(value: bigint): number {
  let count = 0
  for (let rest = value; rest > 0n; rest >>= 32n) {
    let word = Number(rest & 0xffffffffn)
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    word = (word + (word >>> 4)) & 0x0f0f0f0f
    count += Math.imul(word, 0x01010101) >>> 24
  }
  return count
}

/** ceil(log2(n)) for n >= 1: the bits that `n` different values need; `clog2(1)` is 0. */
export function clog2(n: number): number {
  if (!Number.isSafeInteger(n) || n < 1) throw new Error(`internal: clog2 of ${n}`)
  let bits = 0
  while (2 ** bits < n) bits++
  return bits
}

/** The width of `operator` applied to an operand of `width` bits. */
export function unaryWidth(operator: UnaryOperator, width: number): number {
  switch (operator) {
    case 'not':
    case 'negate':
      return width
    case 'popcount':
      return clog2(width + 1)
    case 'reduceAnd':
    case 'reduceOr':
    case 'reduceXor':
      return 1
  }
}

/** The width of `operator` applied to operands of these widths (see `BinaryNode` for the rules). */
export function binaryWidth(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case 'mul':
    case 'smul':
      return left + right
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
      return 1
    case 'and':
    case 'or':
    case 'xor':
    case 'xnor':
    case 'add':
    case 'sub':
    case 'shl':
    case 'shr':
    case 'sar':
      return left
  }
}

/** `operator` applied to an operand of `width` bits. */
export function evaluateUnary(operator: UnaryOperator, operand: bigint, width: number): bigint {
  switch (operator) {
    case 'not':
      return wrap(~operand, width)
    case 'negate':
      return wrap(-operand, width)
    case 'reduceAnd':
      return operand === wrap(-1n, width) ? 1n : 0n
    case 'reduceOr':
      return operand === 0n ? 0n : 1n
    case 'reduceXor':
      return BigInt(countOnes(operand) & 1)
    case 'popcount':
      return BigInt(countOnes(operand))
  }
}

/** `operator` applied to operands of `leftWidth` and `rightWidth` bits. */
export function evaluateBinary(
  operator: BinaryOperator,
  left: bigint,
  right: bigint,
  leftWidth: number,
  rightWidth: number,
): bigint {
  const signedLeft = () => toSigned(left, leftWidth)
  const signedRight = () => toSigned(right, rightWidth)
  const truth = (value: boolean) => (value ? 1n : 0n)
  switch (operator) {
    case 'and':
      return left & right
    case 'or':
      return left | right
    case 'xor':
      return left ^ right
    case 'xnor':
      return wrap(~(left ^ right), leftWidth)
    case 'add':
      return wrap(left + right, leftWidth)
    case 'sub':
      return wrap(left - right, leftWidth)
    case 'mul':
      return left * right
    case 'smul':
      return wrap(signedLeft() * signedRight(), leftWidth + rightWidth)
    case 'eq':
      return truth(left === right)
    case 'ne':
      return truth(left !== right)
    case 'lt':
      return truth(left < right)
    case 'le':
      return truth(left <= right)
    case 'gt':
      return truth(left > right)
    case 'ge':
      return truth(left >= right)
    case 'slt':
      return truth(signedLeft() < signedRight())
    case 'sle':
      return truth(signedLeft() <= signedRight())
    case 'sgt':
      return truth(signedLeft() > signedRight())
    case 'sge':
      return truth(signedLeft() >= signedRight())
    case 'shl':
      return right >= BigInt(leftWidth) ? 0n : wrap(left << right, leftWidth)
    case 'shr':
      return right >= BigInt(leftWidth) ? 0n : left >> right
    case 'sar': {
      const amount = right >= BigInt(leftWidth) ? BigInt(leftWidth) : right
      return wrap(signedLeft() >> amount, leftWidth)
    }
  }
}

/**
 * The value of a node whose value depends on its operands alone; `value` and `widthOf` describe those operands.
 * Null for inputs, registers, memory reads and instance outputs.
 */
export function evaluateNode(
  node: Node,
  value: (id: number) => bigint,
  widthOf: (id: number) => number,
): bigint | null {
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'unary':
      return evaluateUnary(node.operator, value(node.operand), widthOf(node.operand))
    case 'binary':
      return evaluateBinary(
        node.operator,
        value(node.left),
        value(node.right),
        widthOf(node.left),
        widthOf(node.right),
      )
    case 'slice':
      return wrap(value(node.operand) >> BigInt(node.low), node.width)
    case 'element':
      return wrap(value(node.operand) >> (value(node.index) * BigInt(node.width)), node.width)
    case 'concat':
      return node.operands.reduce((high, id) => (high << BigInt(widthOf(id))) | value(id), 0n)
    case 'extend':
      return node.signed
        ? wrap(toSigned(value(node.operand), widthOf(node.operand)), node.width)
        : value(node.operand)
    case 'mux':
      return value(node.condition) === 1n ? value(node.whenTrue) : value(node.whenFalse)
    case 'match': {
      const subject = value(node.subject)
      const arm = node.arms.find((candidate) => candidate.values.includes(subject))
      return value(arm ? arm.result : node.otherwise)
    }
    case 'wire':
      return value(node.driver)
    case 'input':
    case 'register':
    case 'memoryRead':
    case 'instanceOutput':
      return null
  }
}
