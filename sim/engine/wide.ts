/** Values of more than 32 bits as statements: word by word while short, calls of the runtime above. */

import type { BinaryNode, ElementNode, Node, NodeId } from '../../dsl/ir/node.ts'
import { topMask, wordsOf } from '../words.ts'
import { type Access, masked } from './access.ts'
import { unrolledWords } from './layout.ts'
import { concatWord, shiftAmount } from './narrow.ts'

/** The statement that computes a combinational node of more than 32 bits, decoders and memory reads aside. */
export function wideStatement(access: Access, id: NodeId): string {
  const node = access.node(id)
  const target = access.slot(id)
  const count = wordsOf(node.width)
  const mask = topMask(node.width)
  switch (node.kind) {
    case 'wire':
      return access.copyTo(target, node.driver)
    case 'unary': {
      if (node.operator === 'negate')
        return `negate(m, ${target}, ${access.slot(node.operand)}, ${count}, ${mask})`
      if (count > unrolledWords) return `not(m, ${target}, ${access.slot(node.operand)}, ${count}, ${mask})`
      return perWord(access, id, (index) => `~${access.word(node.operand, index)}`)
    }
    case 'binary':
      return binary(access, id, node)
    case 'slice':
      return slice(access, node.operand, node.low, target, node.width)
    case 'element':
      return element(access, node, target)
    case 'concat':
      return statements(target, count, (index) => concatWord(access, node.operands, index))
    case 'extend':
      return extend(access, node, target)
    case 'mux':
      return mux(access, node, target)
    case 'input':
    case 'constant':
    case 'match':
    case 'register':
    case 'memoryRead':
    case 'instanceOutput':
      throw new Error(`internal: ${node.kind} is not a wide statement`)
  }
}

/** One assignment a word. */
function statements(target: number, count: number, word: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `m[${target + index}] = ${word(index)}`).join('; ')
}

/** One assignment a word; the bits above the width are cut off. */
function perWord(access: Access, id: NodeId, word: (index: number) => string): string {
  const width = access.width(id)
  const count = wordsOf(width)
  return statements(access.slot(id), count, (index) => masked(word(index), Math.min(32, width - 32 * index)))
}

const bitwise: Partial<Record<BinaryNode['operator'], (a: string, b: string) => string>> = {
  and: (a, b) => `(${a} & ${b})`,
  or: (a, b) => `(${a} | ${b})`,
  xor: (a, b) => `(${a} ^ ${b})`,
  xnor: (a, b) => `(~(${a} ^ ${b}))`,
}

function binary(access: Access, id: NodeId, node: BinaryNode): string {
  const { operator, left, right, width } = node
  const count = wordsOf(width)
  const mask = topMask(width)
  const target = access.slot(id)
  const combine = bitwise[operator]
  if (combine && count <= unrolledWords) {
    return perWord(access, id, (index) => combine(access.word(left, index), access.word(right, index)))
  }
  switch (operator) {
    case 'and':
    case 'or':
    case 'xor':
      return `${operator}(m, ${target}, ${access.slot(left)}, ${access.slot(right)}, ${count})`
    case 'xnor':
    case 'add':
    case 'sub':
      return `${operator}(m, ${target}, ${access.slot(left)}, ${access.slot(right)}, ${count}, ${mask})`
    case 'shl':
      return `shl(m, ${target}, ${access.slot(left)}, ${count}, ${shiftAmount(access, right, width).text}, ${mask})`
    case 'shr':
      return `shr(m, ${target}, ${access.slot(left)}, ${count}, ${shiftAmount(access, right, width).text})`
    case 'sar':
      return `sar(m, ${target}, ${access.slot(left)}, ${width}, ${shiftAmount(access, right, width).text})`
    case 'mul':
    case 'smul': {
      const [wa, wb] = [access.width(left), access.width(right)]
      const [a, b] = [access.slot(left), access.slot(right)]
      return operator === 'smul'
        ? `smul(m, ${target}, ${a}, ${wa}, ${b}, ${wb})`
        : `mul(m, ${target}, ${width}, ${a}, ${wordsOf(wa)}, ${b}, ${wordsOf(wb)})`
    }
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
      throw new Error(`internal: ${operator} has no result of ${width} bits`)
  }
}

function slice(access: Access, operand: NodeId, low: number, target: number, width: number): string {
  const count = wordsOf(width)
  if (count > unrolledWords) {
    const from = access.slot(operand)
    return low % 32 === 0 && width % 32 === 0
      ? `copy(m, ${target}, ${from + low / 32}, ${count})`
      : `extract(m, ${target}, ${from}, ${low}, ${width})`
  }
  return statements(target, count, (index) =>
    access.bits(operand, low + 32 * index, Math.min(32, width - 32 * index)),
  )
}

function element(access: Access, node: ElementNode, target: number): string {
  const { width } = node
  const from = access.slot(node.operand)
  const index = access.unsigned(node.index)
  return width % 32 === 0
    ? `copy(m, ${target}, ${from} + ${index} * ${width / 32}, ${width / 32})`
    : `extract(m, ${target}, ${from}, ${index} * ${width}, ${width})`
}

function extend(access: Access, node: Extract<Node, { kind: 'extend' }>, target: number): string {
  const { operand, width } = node
  const from = access.width(operand)
  const given = wordsOf(from)
  const [top, bits] = [given - 1, from - 32 * (given - 1)]
  const sign = node.signed ? `(${access.word(operand, top)} << ${32 - bits} >> 31)` : '0'
  const joined =
    bits === 32 || !node.signed
      ? access.word(operand, top)
      : `(${access.word(operand, top)} << ${32 - bits} >> ${32 - bits})`
  return statements(target, wordsOf(width), (index) => {
    const word = index < top ? access.word(operand, index) : index === top ? joined : sign
    return node.signed ? masked(word, Math.min(32, width - 32 * index)) : word
  })
}

function mux(access: Access, node: Extract<Node, { kind: 'mux' }>, target: number): string {
  const { condition, whenTrue, whenFalse, width } = node
  const count = wordsOf(width)
  const chosen = access.word(condition)
  if (count > unrolledWords) {
    return `copy(m, ${target}, ${chosen} ? ${access.slot(whenTrue)} : ${access.slot(whenFalse)}, ${count})`
  }
  return statements(
    target,
    count,
    (index) => `${chosen} ? ${access.word(whenTrue, index)} : ${access.word(whenFalse, index)}`,
  )
}
