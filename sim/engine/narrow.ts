/** Values of at most 32 bits as one JavaScript expression; their operands may be wide. */

import type { BinaryNode, ElementNode, Node, NodeId, UnaryNode } from '../../dsl/ir/node.ts'
import { topMask, wordsOf } from '../words.ts'
import { type Access, masked } from './access.ts'
import { unrolledWords } from './layout.ts'

/** The expression of a combinational node of at most 32 bits, decoders and memory reads aside. */
export function narrowExpression(access: Access, node: Node): string {
  switch (node.kind) {
    case 'wire':
      return access.word(node.driver)
    case 'unary':
      return unary(access, node)
    case 'binary':
      return binary(access, node)
    case 'slice':
      return access.bits(node.operand, node.low, node.width)
    case 'element':
      return element(access, node)
    case 'concat':
      return concatWord(access, node.operands, 0)
    case 'extend': {
      const operand = access.word(node.operand)
      return node.signed ? masked(signExtended(operand, access.width(node.operand)), node.width) : operand
    }
    case 'mux':
      return `(${access.word(node.condition)} ? ${access.word(node.whenTrue)} : ${access.word(node.whenFalse)})`
    case 'input':
    case 'constant':
    case 'match':
    case 'register':
    case 'memoryRead':
    case 'instanceOutput':
      throw new Error(`internal: ${node.kind} is not a narrow expression`)
  }
}

/** A number of `width` bits as a signed one. */
function signExtended(expression: string, width: number): string {
  return width === 32 ? expression : `(${expression} << ${32 - width} >> ${32 - width})`
}

const truth = (condition: string) => `(${condition} ? 1 : 0)`

function unary(access: Access, node: UnaryNode): string {
  const { operand } = node
  const width = access.width(operand)
  const count = wordsOf(width)
  switch (node.operator) {
    case 'not':
      return masked(`(~${access.word(operand)})`, width)
    case 'negate':
      return masked(`(-${access.word(operand)} | 0)`, width)
    case 'reduceAnd': {
      const words = access.words(operand)
      const top = words.pop()
      const full = words.length === 0 ? '' : `(${words.join(' & ')}) === -1 && `
      return truth(`${full}${top} === ${topMask(width)}`)
    }
    case 'reduceOr':
      return truth(`(${access.words(operand).join(' | ')}) !== 0`)
    case 'reduceXor':
      return `(ones(${access.words(operand).join(' ^ ')}) & 1)`
    case 'popcount': {
      const vector = access.node(operand)
      if (access.isFused(operand) && vector.kind === 'binary') {
        const [left, right] = [access.slot(vector.left), access.slot(vector.right)]
        return `popcountXnor(m, ${left}, ${right}, ${count}, ${topMask(width)})`
      }
      if (count > unrolledWords) return `popcount(m, ${access.slot(operand)}, ${count})`
      return `(${access
        .words(operand)
        .map((word) => `ones(${word})`)
        .join(' + ')})`
    }
  }
}

function binary(access: Access, node: BinaryNode): string {
  const { operator, left, right } = node
  const width = access.width(left)
  if (width > 32) return compareWide(access, node)
  const [a, b] = [access.word(left), access.word(right)]
  switch (operator) {
    case 'and':
      return `(${a} & ${b})`
    case 'or':
      return `(${a} | ${b})`
    case 'xor':
      return `(${a} ^ ${b})`
    case 'xnor':
      return masked(`(~(${a} ^ ${b}))`, width)
    case 'add':
      return masked(`(${a} + ${b} | 0)`, width)
    case 'sub':
      return masked(`(${a} - ${b} | 0)`, width)
    case 'mul':
      return `Math.imul(${a}, ${b})`
    case 'smul': {
      const [x, y] = [signExtended(a, width), signExtended(b, access.width(right))]
      return masked(`Math.imul(${x}, ${y})`, node.width)
    }
    case 'eq':
      return truth(`${a} === ${b}`)
    case 'ne':
      return truth(`${a} !== ${b}`)
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return truth(`${access.unsigned(left)} ${symbols[operator]} ${access.unsigned(right)}`)
    case 'slt':
    case 'sle':
    case 'sgt':
    case 'sge':
      return truth(`${signExtended(a, width)} ${symbols[operator]} ${signExtended(b, width)}`)
    case 'shl':
    case 'shr':
    case 'sar':
      return shift(access, node)
  }
}

const symbols = {
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  slt: '<',
  sle: '<=',
  sgt: '>',
  sge: '>=',
} as const

/** JavaScript shifts by the amount modulo 32, so larger amounts need a case of their own. */
function shift(access: Access, node: BinaryNode): string {
  const { operator, left, right, width } = node
  const limit = operator === 'sar' ? width - 1 : width
  const by = shiftAmount(access, right, limit)
  const value = access.word(left)
  if (operator === 'sar') return masked(`(${signExtended(value, width)} >> ${by.text})`, width)
  const shifted =
    operator === 'shl'
      ? masked(`(${value} << ${by.text})`, width)
      : masked(`(${value} >>> ${by.text} | 0)`, width)
  return by.largest < 32 ? shifted : `(${by.text} > 31 ? 0 : ${shifted})`
}

/** A shift amount, at most `limit`: larger ones shift out everything anyway. */
export function shiftAmount(
  access: Access,
  id: NodeId,
  limit: number,
): { readonly text: string; readonly largest: number } {
  const width = access.width(id)
  if (width > 32)
    return { text: `amount(m, ${access.slot(id)}, ${wordsOf(width)}, ${limit})`, largest: limit }
  const largest = 2 ** width - 1
  if (largest <= limit) return { text: access.word(id), largest }
  return { text: `Math.min(${access.unsigned(id)}, ${limit})`, largest: limit }
}

/** Comparisons of wide operands. */
function compareWide(access: Access, node: BinaryNode): string {
  const { operator } = node
  const width = access.width(node.left)
  const count = wordsOf(width)
  const [a, b] = [node.left, node.right].map((id) => access.slot(id))
  switch (operator) {
    case 'eq':
    case 'ne': {
      if (count > unrolledWords) return `(equal(m, ${a}, ${b}, ${count})${operator === 'ne' ? ' ^ 1' : ''})`
      const right = access.words(node.right)
      const same = access.words(node.left).map((word, index) => `${word} === ${right[index]}`)
      return operator === 'eq' ? truth(same.join(' && ')) : `(${same.join(' && ')} ? 0 : 1)`
    }
    case 'lt':
      return `less(m, ${a}, ${b}, ${count})`
    case 'gt':
      return `less(m, ${b}, ${a}, ${count})`
    case 'le':
      return `(less(m, ${b}, ${a}, ${count}) ^ 1)`
    case 'ge':
      return `(less(m, ${a}, ${b}, ${count}) ^ 1)`
    case 'slt':
      return `lessSigned(m, ${a}, ${b}, ${width})`
    case 'sgt':
      return `lessSigned(m, ${b}, ${a}, ${width})`
    case 'sle':
      return `(lessSigned(m, ${b}, ${a}, ${width}) ^ 1)`
    case 'sge':
      return `(lessSigned(m, ${a}, ${b}, ${width}) ^ 1)`
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
      throw new Error(`internal: ${operator} of ${width} bits is not a comparison`)
  }
}

function element(access: Access, node: ElementNode): string {
  const { operand, index, width } = node
  const at = access.word(index)
  if (access.width(operand) <= 32) return masked(`(${access.word(operand)} >>> ${at} * ${width} | 0)`, width)
  const slot = access.slot(operand)
  if (width === 32) return `m[${slot} + ${at}]`
  if (32 % width !== 0) return `field(m, ${slot}, ${at} * ${width}, ${width})`
  // Elements that do not cross words: the upper part of the index picks the word, the lower part the place in it.
  const perWord = 32 / width
  const word = `m[${slot} + (${at} >>> ${Math.log2(perWord)})]`
  return masked(`(${word} >>> (${at} & ${perWord - 1}) * ${width})`, width)
}

/** Word `index` of a concatenation. */
export function concatWord(access: Access, operands: readonly NodeId[], index: number): string {
  const pieces: string[] = []
  const [from, to] = [32 * index, 32 * index + 32]
  let position = 0
  for (const id of operands.toReversed()) {
    const end = position + access.width(id)
    const [low, high] = [Math.max(from, position), Math.min(to, end)]
    if (low < high) {
      const bits = access.bits(id, low - position, high - low)
      pieces.push(low === from ? bits : `${bits} << ${low - from}`)
    }
    position = end
  }
  return pieces.length === 1 ? pieces[0]! : `(${pieces.join(' | ')})`
}
