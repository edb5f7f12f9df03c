/** The source lint: reads hardware generators with the type checker and finds JavaScript operators applied to signals. */

import { relative, sep } from 'node:path'
import { Project, ts } from 'ts-morph'
import { type Diagnostic, diagnostic } from '../diagnostics.ts'
import { hardwareType } from './hardware-type.ts'
import { findingsAt } from './rules.ts'

/** What to look at. */
export interface LintOptions {
  /** The folder that places are relative to, with the project's `tsconfig.json`. */
  readonly root: string
  /** Files, or glob patterns such as `generators/**\/*.ts`. */
  readonly files: readonly string[]
}

/** What was found, and in how many files it was looked for. */
export interface LintResult {
  readonly files: number
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Finds conditions, comparisons and arithmetic of JavaScript on signals: BL0701, BL0702, BL0703. They compile, and
 * `if (signal)` even elaborates, but none makes hardware.
 *
 * @example
 * lint({ root: process.cwd(), files: ['generators/**\/*.ts'] }).diagnostics
 */
export function lint({ root, files }: LintOptions): LintResult {
  const project = new Project({
    tsConfigFilePath: `${root}/tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
  })
  const sources = project.addSourceFilesAtPaths(files.map((file) => `${root}/${file}`))
  const checker = project.getTypeChecker().compilerObject
  const diagnostics = sources.flatMap((source) => lintFile(source.compilerNode, root, checker))
  return { files: sources.length, diagnostics }
}

function lintFile(source: ts.SourceFile, root: string, checker: ts.TypeChecker): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const file = relative(root, source.fileName).split(sep).join('/')
  const typeOf = (node: ts.Expression) => hardwareType(typeAt(node, checker), checker)
  const visit = (node: ts.Node): void => {
    for (const { code, message, help, node: at } of findingsAt(node, typeOf)) {
      const line = source.getLineAndCharacterOfPosition(at.getStart(source)).line + 1
      found.push(diagnostic({ code, message, help, place: { file, line } }))
    }
    node.forEachChild(visit)
  }
  visit(source)
  return found
}

/** The type at a place; after `if (signal) return`, which never falls through, the type that the variable was declared with. */
function typeAt(node: ts.Expression, checker: ts.TypeChecker): ts.Type {
  const narrowed = checker.getTypeAtLocation(node)
  const symbol = narrowed.flags & ts.TypeFlags.Never ? checker.getSymbolAtLocation(node) : undefined
  return symbol ? checker.getTypeOfSymbol(symbol) : narrowed
}
