/** The rules of the source lint: JavaScript operators that compile on signals, but do not make hardware. */

import { ts } from 'ts-morph'
import type { DiagnosticCode } from '../diagnostics.ts'
import type { HardwareType } from './hardware-type.ts'

/** What a rule has to say about a node. */
export interface Finding {
  readonly code: DiagnosticCode
  readonly message: string
  readonly help: string
  /** Where the mistake starts. */
  readonly node: ts.Node
}

/** The type of an expression, as far as the rules are interested in it. */
export type TypeOf = (node: ts.Expression) => HardwareType

/** Methods to write instead of JavaScript's operators; undefined where the language has none. */
const identityOperators: Readonly<Record<string, string>> = {
  '===': 'eq',
  '==': 'eq',
  '!==': 'ne',
  '!=': 'ne',
}
const logicalOperators: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or' }
const arithmeticOperators: Readonly<Record<string, string | undefined>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': undefined,
  '%': undefined,
  '**': undefined,
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'sar',
  '>>>': 'shr',
}
const unaryMethods: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.TildeToken, 'not'],
  [ts.SyntaxKind.MinusToken, 'negate'],
])
/** Methods for a signal on the right: `3 + signal` becomes `signal.add(3)`, `3 < signal` becomes `signal.gt(3)`. */
const mirroredOperators: Readonly<Record<string, string | undefined>> = {
  '+': 'add',
  '*': 'mul',
  '<': 'gt',
  '<=': 'ge',
  '>': 'lt',
  '>=': 'le',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
}

/** Applies every rule to one node. */
export function findingsAt(node: ts.Node, typeOf: TypeOf): readonly Finding[] {
  if (ts.isIfStatement(node)) return tested(node.expression, 'if', whenHelp, typeOf)
  if (ts.isConditionalExpression(node)) return tested(node.condition, '?:', muxHelp, typeOf)
  if (ts.isWhileStatement(node) || ts.isDoStatement(node))
    return tested(node.expression, 'while', whenHelp, typeOf)
  if (ts.isForStatement(node) && node.condition) return tested(node.condition, 'for', whenHelp, typeOf)
  if (ts.isSwitchStatement(node)) return switched(node, typeOf)
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return unary(node, typeOf)
  if (ts.isBinaryExpression(node)) return binary(node, typeOf)
  return []
}

const whenHelp = (signal: string): string =>
  `JavaScript decides this once, during elaboration, and a signal is always truthy; write when(${signal}, …) or mux(${signal}, …)`
const muxHelp = (signal: string): string => `choose in hardware: mux(${signal}, whenTrue, whenFalse)`

/** BL0701: a signal where JavaScript wants a truth value. An optional signal may be asked whether it is there. */
function tested(
  condition: ts.Expression,
  construct: string,
  help: (signal: string) => string,
  typeOf: TypeOf,
): readonly Finding[] {
  const inner = withoutParentheses(condition)
  // The left side is reported where the logical operator is.
  if (isLogical(inner)) return tested(inner.right, construct, help, typeOf)
  const { isHardware, mayBeAbsent } = typeOf(inner)
  if (!isHardware || mayBeAbsent) return []
  const signal = textOf(inner)
  const message = `the signal \`${signal}\` is used as the condition of ${construct}`
  return [{ code: 'BL0701', message, help: help(signal), node: inner }]
}

function switched({ expression }: ts.SwitchStatement, typeOf: TypeOf): readonly Finding[] {
  if (!typeOf(expression).isHardware) return []
  const signal = textOf(expression)
  const message = `switch compares the signal \`${signal}\` with its cases by identity`
  const help = `decode in hardware: match(${signal}, [[value, result], …], otherwise)`
  return [{ code: 'BL0702', message, help, node: expression }]
}

function unary(
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
  typeOf: TypeOf,
): readonly Finding[] {
  const { operator, operand } = node
  if (operator === ts.SyntaxKind.ExclamationToken) {
    return tested(operand, '!', (signal) => `invert in hardware: ${signal}.not()`, typeOf)
  }
  return typeOf(operand).isHardware ? [arithmetic(node, operand, unaryMethods.get(operator), [])] : []
}

function binary(node: ts.BinaryExpression, typeOf: TypeOf): readonly Finding[] {
  const { left, right } = node
  const operator = node.operatorToken.getText()
  const logical = logicalOperators[operator]
  if (logical) {
    return tested(left, operator, (signal) => `combine in hardware: ${signal}.${logical}(…)`, typeOf)
  }
  const target = [left, right].find((side) => typeOf(side).isHardware)
  if (!target) return []
  const other = target === left ? right : left
  const comparison = identityOperators[operator]
  if (comparison) return isAbsence(other) ? [] : [identity(node, target, comparison, other)]
  // `+=` is `+`, but `<=` is itself.
  const symbol = operator in arithmeticOperators ? operator : operator.replace(/=$/, '')
  if (!(symbol in arithmeticOperators)) return []
  const method = (target === left ? arithmeticOperators : mirroredOperators)[symbol]
  return [arithmetic(node, target, method, [other], symbol === operator ? '' : `${textOf(left)} = `)]
}

/** BL0702: a comparison that only says whether two variables hold the very same object. */
function identity(node: ts.Expression, target: ts.Expression, method: string, other: ts.Expression): Finding {
  return {
    code: 'BL0702',
    message: `\`${textOf(node)}\` asks whether two JavaScript objects are the same, not whether two signals are equal`,
    help: `compute in hardware: ${receiver(target)}.${method}(${textOf(other)})`,
    node,
  }
}

/** BL0703: an operator that needs numbers. */
function arithmetic(
  node: ts.Expression,
  target: ts.Expression,
  method: string | undefined,
  operands: readonly ts.Expression[],
  assigned = '',
): Finding {
  return {
    code: 'BL0703',
    message: `\`${textOf(node)}\` is JavaScript arithmetic on a signal`,
    help: method
      ? `compute in hardware: ${assigned}${receiver(target)}.${method}(${operands.map(textOf).join(', ')})`
      : 'use the operator methods of signals, such as .add, .lt and .shl',
    node,
  }
}

function isLogical(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.getText() in logicalOperators
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node
}

function isAbsence(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined')
}

/** An expression's text on one line, shortened when it is long. */
function textOf(node: ts.Expression): string {
  const text = node.getText().replace(/\s+/g, ' ')
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** The text of an expression that a method is called on. */
function receiver(node: ts.Expression): string {
  return ts.isLeftHandSideExpression(node) ? textOf(node) : `(${textOf(node)})`
}
