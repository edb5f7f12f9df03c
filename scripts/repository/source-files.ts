/** Reading this repository's own source files: their texts, and who imports whom. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { ts } from 'ts-morph'

const root = join(import.meta.dirname, '../..')

/** A file of the repository; `path` is relative to its root. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** One import: from a file, of a file (or of a package, by its name), for its types only or not. */
export interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

/** All TypeScript and JavaScript that people wrote here. */
export function sourceFiles(): readonly SourceFile[] {
  return readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== 'rtl-out')
    .flatMap((entry) => (entry.isDirectory() ? filesIn(entry.name) : [entry.name]))
    .filter((path) => /\.(ts|mts|cts|js|mjs|cjs)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    posix.join(folder, ...path.split(/[\\/]/)),
  )
}

/** Every import and re-export of a file, also `import('…')` of values and of types. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const imports: Import[] = []
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const name = specifier.text
    const to = name.startsWith('.') ? posix.join(dirname(path), name) : name
    imports.push({ from: path, to, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importsTypesOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false))
  return imports
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  return (
    !clause.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  )
}
