/** Running an example: its code in a function, its comments that are literals as the values of the lines before them. */

import { ts } from 'ts-morph'
import { expect } from 'vitest'
import { transform } from '../../dsl/naming/transform.ts'
import * as scope from '../../dsl/scope.ts'
import type { Example } from './extract.ts'

/** Everything that an example may use by name. */
export type Names = Readonly<Record<string, unknown>>

/** The names that occur in some code. */
export function namesIn(code: string): Set<string> {
  return new Set(code.match(/\b[A-Za-z_]\w*\b/g))
}

/**
 * Runs an example. Where a statement is followed on its line by a comment that is a literal, such as `// 4n` or `// [1, 2]`,
 * the statement must have that value; other comments are prose. Names come from variables as in a file; types are erased and
 * `export` is dropped. A last statement that throws is expected to.
 *
 * @returns how many values were compared
 */
export async function runExample(example: Example, names: Names): Promise<number> {
  const { code, checks, throws } = instrument(example)
  const mentioned = namesIn(code)
  const used = Object.keys(names).filter((name) => mentioned.has(name))
  let compared = 0
  const check = (value: unknown, expected: unknown, line: number) => {
    compared++
    expect(plain(value), `${example.file}:${line}`).toEqual(expected)
  }
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>
  const body = new AsyncFunction('__bitloom', '__check', ...used, `return (async () => {\n${code}\n})()`)
  const run = body(scope, check, ...used.map((name) => names[name]))
  if (throws) await expect(run).rejects.toThrow()
  else await run
  expect(compared, `${example.file}:${example.line}: not every value was reached`).toBe(checks)
  return compared
}

interface Instrumented {
  readonly code: string
  readonly checks: number
  readonly throws: boolean
}

/** The code with a call of `__check` behind each statement whose value is said. */
function instrument({ code: text, file, line }: Example): Instrumented {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
  const broken = (tree as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics[0]
  if (broken) {
    const message = ts.flattenDiagnosticMessageText(broken.messageText, '\n')
    throw new Error(`${file}:${line}: the example is no TypeScript: ${message}`)
  }
  let checks = 0
  const statements = tree.statements.map((statement) => {
    const source = statement.getText(tree)
    const expected = literalBehind(text, statement.end)
    if (expected === null) return source
    const at = line + tree.getLineAndCharacterOfPosition(statement.getStart(tree)).line
    if (ts.isExpressionStatement(statement)) {
      checks++
      return `__check(${statement.expression.getText(tree)}, ${expected}, ${at})`
    }
    if (ts.isVariableStatement(statement)) {
      checks++
      return `${source}\n__check(${statement.declarationList.declarations[0]!.name.getText(tree)}, ${expected}, ${at})`
    }
    return source
  })
  const runnable = toJavaScript(statements.map(withoutExport).join(';\n'), `examples of ${file}`)
  const last = tree.statements.at(-1)
  return { code: runnable, checks, throws: last !== undefined && ts.isThrowStatement(last) }
}

/** Code without types that says `__bitloom` where names are given, as in a file that imports the language. */
export function toJavaScript(code: string, file: string): string {
  const languageImport = `import {} from '../dsl/index.ts'\n`
  const transformed = transform(languageImport + code, file)!.toString()
  return ts.transpileModule(transformed.slice(transformed.indexOf('\n') + 1), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText
}

function withoutExport(statement: string): string {
  return statement.replace(/^export (default )?/, '')
}

/** The comment on the rest of the line, if it is a literal. */
function literalBehind(text: string, end: number): string | null {
  const comment = /^[ \t]*\/\/ *(.*)$/m.exec(text.slice(end).split('\n', 1)[0]!)?.[1]
  if (!comment) return null
  const tree = ts.createSourceFile('x.ts', `(${comment})`, ts.ScriptTarget.ESNext, true)
  const [statement, ...others] = tree.statements
  const isWhole = statement !== undefined && others.length === 0 && ts.isExpressionStatement(statement)
  return isWhole && isLiteral(statement.expression) ? comment : null
}

function isLiteral(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isLiteral(node.expression)
  if (ts.isPrefixUnaryExpression(node)) return isLiteral(node.operand)
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral)
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((field) => ts.isPropertyAssignment(field) && isLiteral(field.initializer))
  }
  return (
    ts.isLiteralExpression(node) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind)
  )
}

/** Typed arrays compare as arrays, so that a literal can be written for them. */
function plain(value: unknown): unknown {
  return ArrayBuffer.isView(value) && Symbol.iterator in value
    ? Array.from(value as Iterable<unknown>)
    : value
}
