/** Comparisons; those that a constant decides become that answer, because tools warn about them. */

import { evaluateBinary } from '../ir/evaluate.ts'
import type { BinaryOperator } from '../ir/node.ts'
import type { BinarySign, Expression } from '../verilog/tree.ts'
import { literal, signedConstant } from './literals.ts'
import { unsigned } from './sign.ts'

/** One side of a comparison; `value` is that of a constant. */
export interface Comparand {
  readonly expression: Expression
  readonly width: number
  readonly value: bigint | null
}

const signs = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  slt: '<',
  sle: '<=',
  sgt: '>',
  sge: '>=',
} as const satisfies Partial<Record<BinaryOperator, BinarySign>>
type Comparison = keyof typeof signs

/** `left operator right` as one bit. */
export function compare(operator: Comparison, left: Comparand, right: Comparand): Expression {
  const decided = decide(operator, left, right)
  if (decided !== null) return literal(decided, 1)
  const side = operator.startsWith('s') ? signed : plain
  return { kind: 'binary', operator: signs[operator], left: side(left), right: side(right) }
}

function plain({ expression }: Comparand): Expression {
  return unsigned(expression)
}

function signed({ expression, width, value }: Comparand): Expression {
  if (value !== null && expression.kind !== 'name') return signedConstant(value, width)
  return { kind: 'call', function: '$signed', argument: expression }
}

/**
 * The answer when it is the same for every value of the other side: an order is monotonic, so it is enough to ask at the
 * smallest and the largest. Null for a comparison that is really one.
 */
function decide(operator: Comparison, left: Comparand, right: Comparand): bigint | null {
  if (operator === 'eq' || operator === 'ne') return null
  const { width } = left
  const ends = (side: Comparand): bigint[] => {
    if (side.value !== null) return [side.value]
    const top = 1n << BigInt(width - 1)
    return operator.startsWith('s') ? [top, top - 1n] : [0n, 2n * top - 1n]
  }
  if (left.value === null && right.value === null) return null
  const answers = ends(left).flatMap((a) =>
    ends(right).map((b) => evaluateBinary(operator, a, b, width, width)),
  )
  return answers.every((answer) => answer === answers[0]) ? answers[0]! : null
}
