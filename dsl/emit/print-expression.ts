/** Expressions as text: parentheses wherever a reader would have to think of precedence. */

import type { Binary, Conditional, Expression, Literal } from '../verilog/tree.ts'
import { fill, group, indent, type Layout, line, softLine } from './layout.ts'

/** Operators that read well in a row without parentheses: `a + b - c`, `a & b & c`. */
const rows: Readonly<Record<string, string>> = { '+': 'sum', '-': 'sum', '&': 'and', '|': 'or', '^': 'xor' }

/** The layout of `expression`. */
export function layoutExpression(expression: Expression): Layout {
  switch (expression.kind) {
    case 'literal':
      return literalText(expression)
    case 'name':
      return expression.name
    case 'bit':
      return `${expression.name}[${expression.bit}]`
    case 'range':
      return `${expression.name}[${expression.high}:${expression.low}]`
    case 'element':
      return [`${expression.name}[`, layoutExpression(expression.index), ']']
    case 'window':
      return [`${expression.name}[`, layoutExpression(expression.base), ` +: ${expression.width}]`]
    case 'unary':
      return [expression.operator, primary(expression.operand)]
    case 'binary':
      return layoutRow(expression)
    case 'conditional':
      return layoutChoice(expression)
    case 'concat': {
      const last = expression.parts.length - 1
      const parts = expression.parts.map((part, i) => [layoutExpression(part), i < last ? ',' : ''])
      return group(['{', indent([softLine, fill(parts)]), softLine, '}'])
    }
    case 'replicate':
      return [`{${expression.count}{`, layoutExpression(expression.part), '}}']
    case 'cast':
      return [`${expression.width}'(`, layoutExpression(expression.operand), ')']
    case 'call':
      return [`${expression.function}(`, layoutExpression(expression.argument), ')']
  }
}

/** A sized literal: `8'd5`, `1'b0`, `-8'sd3` without its minus. */
export function literalText({ width, signed, base, value }: Literal): string {
  const digits = value.toString({ b: 2, d: 10, h: 16 }[base])
  return `${width}'${signed ? 's' : ''}${base}${digits}`
}

/** The operand of a unary operator. Yosys 0.55 takes the 8 of `~8'(a)` for the operand, so casts get parentheses too. */
function primary(expression: Expression): Layout {
  const compound = ['unary', 'binary', 'conditional', 'cast'].includes(expression.kind)
  return compound ? parenthesized(expression) : layoutExpression(expression)
}

function parenthesized(expression: Expression): Layout {
  return group(['(', layoutExpression(expression), ')'])
}

/** `a + b + c`, broken before operators. */
function layoutRow(expression: Binary): Layout {
  const parts: Layout[] = []
  let left: Expression = expression
  const row = rows[expression.operator]
  while (
    left.kind === 'binary' &&
    (left === expression || (row !== undefined && rows[left.operator] === row))
  ) {
    parts.unshift([left.operator, ' ', operand(left.right, left.operator)])
    left = left.left
  }
  return group(fill([operand(left, expression.operator), ...parts]))
}

function operand(expression: Expression, operator: string): Layout {
  const negative = expression.kind === 'unary' && expression.operator === '-' && rows[operator] === 'sum'
  const reduction = expression.kind === 'unary' && '&|^'.includes(expression.operator)
  const compound = expression.kind === 'binary' || expression.kind === 'conditional'
  return negative || reduction || compound ? parenthesized(expression) : layoutExpression(expression)
}

/** `a ? b : c ? d : e`; three or more choices stand one a line. */
function layoutChoice(expression: Conditional): Layout {
  const parts: Layout[] = []
  let choices = 0
  let rest: Expression = expression
  for (; rest.kind === 'conditional'; rest = rest.whenFalse) {
    const { condition, whenTrue } = rest
    const branch = whenTrue.kind === 'conditional' ? parenthesized(whenTrue) : layoutExpression(whenTrue)
    parts.push(operand(condition, '?'), ' ? ', branch, line, ': ')
    choices++
  }
  return group([...parts, layoutExpression(rest)], choices > 2)
}
