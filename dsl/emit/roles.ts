/** Words for values that nobody named: a structural name is the scope a value was made in, then its role there. */

import type { Module } from '../ir/design.ts'
import type { BinaryOperator, Node, UnaryOperator } from '../ir/node.ts'

const unaryRoles: Readonly<Record<UnaryOperator, string>> = {
  not: 'inverse',
  negate: 'negative',
  reduceAnd: 'all',
  reduceOr: 'any',
  reduceXor: 'parity',
  popcount: 'count',
}

const binaryRoles: Readonly<Record<BinaryOperator, string>> = {
  and: 'both',
  or: 'either',
  xor: 'differ',
  xnor: 'match',
  add: 'sum',
  sub: 'difference',
  mul: 'product',
  smul: 'product',
  eq: 'equal',
  ne: 'unequal',
  lt: 'less',
  le: 'at_most',
  gt: 'more',
  ge: 'at_least',
  slt: 'less',
  sle: 'at_most',
  sgt: 'more',
  sge: 'at_least',
  shl: 'shifted',
  shr: 'shifted',
  sar: 'shifted',
}

/** What the value of `node` is in its module, in one or two words. */
export function roleOf(node: Node, module: Module): string {
  switch (node.kind) {
    case 'unary':
      return unaryRoles[node.operator]
    case 'binary':
      return binaryRoles[node.operator]
    case 'memoryRead':
      return `${module.memories[node.memory]!.name}_word`
    case 'instanceOutput':
      return `${module.instances[node.instance]!.name}_${node.port}`
    case 'slice':
      return node.width === 1 ? 'bit' : 'bits'
    case 'concat':
      return 'joined'
    case 'extend':
      return 'extended'
    case 'mux':
      return 'selected'
    case 'match':
      return 'decoded'
    case 'register':
      return 'state'
    case 'input':
      return node.port
    case 'constant':
    case 'element':
    case 'wire':
      return node.kind
  }
}
