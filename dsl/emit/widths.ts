/** Explicit width changes, in the forms that Icarus, Verilator and Yosys read alike. */

import type { Expression, Name } from '../verilog/tree.ts'
import { literal } from './literals.ts'
import { unsigned } from './sign.ts'

/** Bits `low + width - 1 .. low` of a signal of `whole` bits. */
export function select(name: string, whole: number, low: number, width: number): Expression {
  if (low === 0 && width === whole) return { kind: 'name', name }
  if (width === 1) return { kind: 'bit', name, bit: low }
  return { kind: 'range', name, high: low + width - 1, low }
}

/**
 * `expression` of `from` bits with zeros above. A cast, `16'(count)`, but only of selects and counts: Verilator 5.006
 * evaluates `9'(a + b)` in 9 bits and so keeps the carry that the standard drops; `{1'd0, a + b}` is the same in all tools.
 */
export function zeroExtend(expression: Expression, from: number, to: number): Expression {
  if (from === to) return expression
  const zeros = literal(0n, to - from)
  switch (expression.kind) {
    case 'name':
    case 'bit':
    case 'range':
    case 'element':
    case 'window':
      return { kind: 'cast', width: to, operand: expression }
    case 'literal':
      return { ...expression, width: to }
    case 'concat':
      return { kind: 'concat', parts: [zeros, ...expression.parts] }
    case 'cast':
      if (isCount(expression.operand)) return { ...expression, width: to }
      return { kind: 'concat', parts: [zeros, expression] }
    case 'unary':
    case 'binary':
    case 'conditional':
    case 'replicate':
    case 'call':
      return { kind: 'concat', parts: [zeros, expression] }
  }
}

/** `expression` with copies of its sign above: `16'($signed(a))`. */
export function signExtend(expression: Expression, from: number, to: number): Expression {
  if (from === to) return expression
  return { kind: 'cast', width: to, operand: { kind: 'call', function: '$signed', argument: expression } }
}

/** The low `to` bits of an expression that has no name to select from: `8'(a + b)`. */
export function truncate(expression: Expression, to: number): Expression {
  return { kind: 'cast', width: to, operand: unsigned(expression) }
}

/** The number of ones in a signal or expression of at most 64 bits. */
export function countOnes(argument: Expression, width: number): Expression {
  return { kind: 'cast', width, operand: { kind: 'call', function: '$countones', argument } }
}

function isCount(expression: Expression): boolean {
  return expression.kind === 'call' && expression.function === '$countones'
}

/** A signal as an expression. */
export function name(signal: string): Name {
  return { kind: 'name', name: signal }
}
