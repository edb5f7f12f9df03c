/** The naming transform: `const match = f()` runs `f` in naming scope `match`; purely syntactic, line n stays line n. */

import { MagicString } from 'magic-string'
import { ts } from 'ts-morph'

/** What an expression is put between: `open () => (expression) close`. */
interface Wrapper {
  readonly open: string
  readonly close: string
}

/** The name under which transformed code sees `dsl/scope.ts`. */
const runtime = '__bitloom'

/** What a piece of syntax does at the level of its own function; nested functions count for themselves. */
const nothing = 0
/** Calls something, so it may create nodes. */
const calls = 1
/** Waits for a promise or a generator's caller, so it cannot move into an arrow function. */
const suspends = 2

/** The import of the language, as it is looked for before anything is parsed. */
const languageImport = /['"](?:[^'"\n]*\/dsl\/index\.ts|bitloom)['"]/

/**
 * Rewrites one file that imports the language. Only text is inserted, and never a line break:
 *
 * | written | becomes |
 * | --- | --- |
 * | `const match = f()` | `const match = __bitloom.scope("match", "file:1", () => (f()))` |
 * | `const { count: n } = g()` | `const { count: n } = __bitloom.bind([["count","n"]], "file:1", () => (g()))` |
 * | `sum = sum.add(x)` in a function | `sum = __bitloom.scope("sum", "file:1", () => (sum.add(x)))` |
 * | `h()`, `return h()`, `() => h()` in a function | `__bitloom.at("file:1", () => (h()))` |
 *
 * A top-level constant passes the first paragraph of its JSDoc as a fourth argument: the contract of a generator.
 * Expressions without a call, and those that await or yield, stay as they are.
 *
 * @param source the file's text
 * @param file the file's path as diagnostics show it: relative to the project, with `/`
 * @returns the text and its source map, null when the file does not import the language and needs no rewriting
 * @example
 * transform("import { add } from '../dsl/index.ts'\nconst sum = add(a, b)\n", 'generators/adder.ts')?.toString()
 */
export function transform(source: string, file: string): MagicString | null {
  if (isLanguageItself(file) || !languageImport.test(source)) return null
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
  const scopeModule = runtimeSpecifier(tree)
  if (scopeModule === null) return null
  const text = new MagicString(source)
  text.appendLeft(afterHashbang(source), `import * as ${runtime} from ${JSON.stringify(scopeModule)}; `)
  new Rewriter(tree, file, text).visit(tree)
  return text
}

/** The language's own files run outside of naming scopes; they are what scopes are made of. */
function isLanguageItself(file: string): boolean {
  return /^dsl\//.test(file)
}

/** Where `dsl/scope.ts` is found from this file, or null when the file imports nothing of the language but types. */
function runtimeSpecifier(tree: ts.SourceFile): string | null {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    if (statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) continue
    const specifier = statement.moduleSpecifier.text
    if (specifier === 'bitloom') return 'bitloom/scope'
    if (specifier.endsWith('/dsl/index.ts')) return specifier.replace(/index\.ts$/, 'scope.ts')
  }
  return null
}

function afterHashbang(source: string): number {
  return source.startsWith('#!') ? source.indexOf('\n') + 1 : 0
}

/** One walk over the tree: inner expressions are wrapped first, outer ones around them. */
class Rewriter {
  readonly #tree: ts.SourceFile
  readonly #file: string
  readonly #text: MagicString
  /** The line of the expression that is being wrapped, null where a function begins. */
  #line: number | null = null

  constructor(tree: ts.SourceFile, file: string, text: MagicString) {
    this.#tree = tree
    this.#file = file
    this.#text = text
  }

  /** Visits a node and says what it does at the level of its function. */
  visit(node: ts.Node): number {
    if (ts.isTypeNode(node) || isAmbient(node)) return nothing
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return this.#deferred(node)
    if (ts.isVariableDeclaration(node)) return this.#declaration(node)
    if (ts.isExpressionStatement(node)) return this.#statement(node.expression)
    if (ts.isReturnStatement(node) && node.expression) {
      return this.#wrap(node.expression, this.#at(node.expression))
    }
    if (ts.isPropertyAssignment(node)) return this.#property(node)
    return this.#children(node) | effectOf(node)
  }

  #children(node: ts.Node): number {
    let effects = nothing
    ts.forEachChild(node, (child) => {
      effects |= this.visit(child)
    })
    return effects
  }

  /** What stands in a function happens when it is called; a concise body is an expression that is returned. */
  #deferred(node: ts.Node): number {
    const line = this.#line
    this.#line = null
    ts.forEachChild(node, (child) => {
      const isConciseBody = ts.isArrowFunction(node) && child === node.body && ts.isExpression(child)
      if (isConciseBody) this.#wrap(child, this.#at(child))
      else this.visit(child)
    })
    this.#line = line
    return nothing
  }

  #declaration(node: ts.VariableDeclaration): number {
    const { name, initializer } = node
    const effects = this.visit(name)
    if (!initializer) return effects
    if (ts.isForStatement(node.parent.parent)) return effects | this.visit(initializer)
    return effects | this.#wrap(initializer, this.#binding(name, initializer, contractOf(node)))
  }

  /** Top-level statements are a program's own; in functions they are what `when(...)` bodies are made of. */
  #statement(expression: ts.Expression): number {
    if (ts.isSourceFile(expression.parent.parent) || isSuperCall(expression)) return this.visit(expression)
    if (isAssignmentToVariable(expression)) {
      const { left, right } = expression
      return this.#wrap(right, this.#scope(left.text, right))
    }
    return this.#wrap(expression, this.#at(expression))
  }

  /** A property on a line of its own has a place of its own: `return {` … `count: a.add(b),` … `}`. */
  #property({ name, initializer }: ts.PropertyAssignment): number {
    const effects = this.visit(name)
    const hasPlace = this.#line === null || this.#line === this.#lineOf(initializer)
    return effects | (hasPlace ? this.visit(initializer) : this.#wrap(initializer, this.#at(initializer)))
  }

  /** Wraps an expression if it calls something and does not suspend. */
  #wrap(expression: ts.Expression, { open, close }: Wrapper): number {
    const outside = this.#line
    this.#line = this.#lineOf(expression)
    const effects = this.visit(expression)
    if (effects === calls) {
      this.#text.prependRight(expression.getStart(this.#tree), `${open}() => (`)
      this.#text.appendLeft(expression.end, `)${close}`)
    }
    this.#line = outside
    return effects
  }

  #binding(name: ts.BindingName, initializer: ts.Expression, contract: string | null): Wrapper {
    if (ts.isIdentifier(name)) return this.#scope(name.text, initializer, contract)
    const pairs = boundNames(name)
    return pairs.length === 0 ? this.#at(initializer) : this.#call('bind', [pairs], initializer)
  }

  #scope(name: string, expression: ts.Expression, contract: string | null = null): Wrapper {
    return this.#call('scope', [name], expression, contract === null ? [] : [contract])
  }

  #at(expression: ts.Expression): Wrapper {
    return this.#call('at', [], expression)
  }

  /** A call of the runtime: `before`, the expression's place, the expression as a function, `behind`. */
  #call(
    name: string,
    before: readonly unknown[],
    expression: ts.Expression,
    behind: readonly unknown[] = [],
  ): Wrapper {
    const place = `${this.#file}:${this.#lineOf(expression)}`
    const open = [...before, place].map((argument) => `${JSON.stringify(argument)}, `).join('')
    const close = behind.map((argument) => `, ${JSON.stringify(argument)}`).join('')
    return { open: `${runtime}.${name}(${open}`, close: `${close})` }
  }

  /** The line, counted from 1, on which an expression starts behind its opening parentheses. */
  #lineOf(expression: ts.Expression): number {
    let inner = expression
    while (ts.isParenthesizedExpression(inner)) inner = inner.expression
    return this.#tree.getLineAndCharacterOfPosition(inner.getStart(this.#tree)).line + 1
  }
}

/** What a node itself adds to the effects of its parts. */
function effectOf(node: ts.Node): number {
  switch (node.kind) {
    case ts.SyntaxKind.CallExpression:
    case ts.SyntaxKind.NewExpression:
    case ts.SyntaxKind.TaggedTemplateExpression:
      return calls
    case ts.SyntaxKind.AwaitExpression:
    case ts.SyntaxKind.YieldExpression:
      return suspends
    default:
      return nothing
  }
}

function isAmbient(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  )
}

/** `super(…)` binds `this` of the constructor that it stands in and is best left in place. */
function isSuperCall(expression: ts.Expression): boolean {
  return ts.isCallExpression(expression) && expression.expression.kind === ts.SyntaxKind.SuperKeyword
}

/** `variable = …`; other targets and operators name nothing. */
function isAssignmentToVariable(
  expression: ts.Expression,
): expression is ts.AssignmentExpression<ts.EqualsToken> & { readonly left: ts.Identifier } {
  return (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isIdentifier(expression.left)
  )
}

/** Keys or indexes of a pattern with the variables they go to; nested patterns, rests and computed keys have no one name. */
function boundNames(pattern: ts.BindingPattern): [key: string | number, local: string][] {
  return pattern.elements.flatMap((element, index): [string | number, string][] => {
    if (ts.isOmittedExpression(element) || element.dotDotDotToken || !ts.isIdentifier(element.name)) return []
    const local = element.name.text
    if (ts.isArrayBindingPattern(pattern)) return [[index, local]]
    const key = element.propertyName ?? element.name
    return ts.isComputedPropertyName(key) ? [] : [[key.text, local]]
  })
}

/** The first paragraph of the JSDoc above a top-level constant, as one line. */
function contractOf(declaration: ts.VariableDeclaration): string | null {
  const statement = declaration.parent.parent
  if (!ts.isVariableStatement(statement) || !ts.isSourceFile(statement.parent)) return null
  const doc = ts.getJSDocCommentsAndTags(statement).findLast(ts.isJSDoc)
  const paragraph = ts.getTextOfJSDocComment(doc?.comment)?.split(/\n\s*\n/, 1)[0]
  const plain = paragraph?.replace(/\{@link\s+(?:[^|}]*\|\s*)?([^}]+?)\s*\}/g, '$1')
  return plain ? plain.replace(/\s+/g, ' ').trim() : null
}
