/** Finding what the source says about itself: exported declarations, their JSDoc, and the examples in it. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ts } from 'ts-morph'
import { rooms } from '../../scripts/repository/rooms.ts'

/** The folders whose exports are documented. */
export const documentedFolders = rooms.filter((room) => room !== 'cli')

/** An exported declaration. */
export interface Exported {
  readonly file: string
  readonly line: number
  readonly name: string
  /** Whether it does something: a function, a class, a generator. Types and plain constants may speak for themselves. */
  readonly isActive: boolean
  /** The text of its JSDoc, tags included, or the empty string. */
  readonly description: string
}

/** The code of one `@example`. */
export interface Example {
  readonly file: string
  /** The line of the first line of code. */
  readonly line: number
  /** What it is an example of: a declaration or `Class.method`. */
  readonly name: string
  readonly code: string
}

/** All `.ts` files in some folders, relative to the project, sorted. */
export function sourceFiles(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => file.endsWith('.ts'))
    .sort()
}

/** Every exported declaration and every example of a file. */
export function readFile(file: string): { exported: Exported[]; examples: Example[] } {
  const text = readFileSync(file, 'utf8')
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
  const lineOf = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1
  const exported: Exported[] = []
  const examples: Example[] = []

  const visit = (node: ts.Node, owner: string) => {
    const name = nameOf(node)
    const path = name === null ? owner : owner === '' ? name : `${owner}.${name}`
    for (const doc of ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)) {
      if (doc.parent !== node) continue
      for (const tag of doc.tags ?? []) {
        if (tag.tagName.text === 'example') examples.push(exampleOf(tag, tree, file, path))
      }
    }
    if (name !== null && node.parent === tree && isExported(node) && !isOverloadSignature(node)) {
      const line = lineOf(node.getStart(tree))
      exported.push({ file, line, name, isActive: isActive(node), description: descriptionOf(node) })
    }
    if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) {
      for (const member of node.members) visit(member, path)
    }
  }
  for (const statement of tree.statements) visit(statement, '')
  return { exported: withoutOverloads(exported), examples }
}

/** A function with overloads is documented when one of its signatures is. */
function withoutOverloads(exported: readonly Exported[]): Exported[] {
  const byName = new Map<string, Exported>()
  for (const each of exported) {
    const known = byName.get(each.name)
    if (!known || known.description === '') byName.set(each.name, each)
  }
  return [...byName.values()]
}

function isOverloadSignature(node: ts.Node): boolean {
  return ts.isFunctionDeclaration(node) && node.body === undefined && descriptionOf(node) === ''
}

function nameOf(node: ts.Node): string | null {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]!.name.getText()
  const { name } = node as ts.NamedDeclaration
  return name ? name.getText() : null
}

function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  )
}

function isActive(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return true
  if (!ts.isVariableStatement(node)) return false
  const { initializer } = node.declarationList.declarations[0]!
  return initializer !== undefined && (ts.isArrowFunction(initializer) || isModuleCall(initializer))
}

function isModuleCall(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === 'module'
}

function descriptionOf(node: ts.Node): string {
  const doc = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)
  return doc
    ? doc
        .getText()
        .replace(/[/*]|^\s+/gm, '')
        .trim()
    : ''
}

/** The raw text of the tag, so that nothing in the code is taken for markup. */
function exampleOf(tag: ts.JSDocTag, tree: ts.SourceFile, file: string, name: string): Example {
  const raw = tree.text.slice(tag.tagName.end, tag.end)
  const [, ...lines] = raw.split('\n')
  const code = lines
    .map((line) => line.replace(/^\s*\*( |$)/, '').replace(/\s*\*\/\s*$/, ''))
    .join('\n')
    .replace(/\s*\/?\s*$/, '')
  const line = tree.getLineAndCharacterOfPosition(tag.tagName.end).line + 2
  return { file, line, name, code }
}
