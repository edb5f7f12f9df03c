/** Which expressions SystemVerilog takes for signed (IEEE 1800-2017, 11.8.1): signedness spreads, so the printer keeps watch. */

import { type Expression, relationalSigns } from '../verilog/tree.ts'

const relational: ReadonlySet<string> = new Set(relationalSigns)

/** Whether a tool would extend and compare `expression` as a signed number. */
export function isSigned(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return expression.signed
    case 'call':
      return expression.function !== '$unsigned'
    case 'cast':
      return isSigned(expression.operand)
    case 'conditional':
      return isSigned(expression.whenTrue) && isSigned(expression.whenFalse)
    case 'unary':
      return (expression.operator === '~' || expression.operator === '-') && isSigned(expression.operand)
    case 'binary':
      if (relational.has(expression.operator)) return false
      if (expression.operator.length > 1) return isSigned(expression.left)
      return isSigned(expression.left) && isSigned(expression.right)
    case 'name':
    case 'bit':
    case 'range':
    case 'element':
    case 'window':
    case 'concat':
    case 'replicate':
      return false
  }
}

/** `expression` as an unsigned number of the same bits. */
export function unsigned(expression: Expression): Expression {
  return isSigned(expression) ? { kind: 'call', function: '$unsigned', argument: expression } : expression
}
