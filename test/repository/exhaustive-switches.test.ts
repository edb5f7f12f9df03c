/** Every `switch` over a choice names all its members, so that a new one cannot be passed over in silence. */

import { join } from 'node:path'
import { Project, ts } from 'ts-morph'
import { expect, it } from 'vitest'
import { sourceFiles } from '../../scripts/repository/source-files.ts'

const root = join(import.meta.dirname, '../..')

const sources = sourceFiles().filter(
  ({ path, text }) => !path.startsWith('test/') && path.endsWith('.ts') && text.includes('switch ('),
)

/** A choice between literals, as TypeScript sees it: the texts of its members, or null for any other type. */
function membersOf(type: ts.Type, checker: ts.TypeChecker): readonly string[] | null {
  const members = type.isUnion() ? type.types : [type]
  const isChoice = members.every(({ flags }) => flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.Undefined))
  return isChoice ? members.map((member) => checker.typeToString(member)) : null
}

/**
 * What a switch over a choice leaves out, or that it has a default which would hide what it leaves out. `default: choice satisfies never` hides
 * nothing: it makes the compiler say what is left out.
 */
function gapsOf(statement: ts.SwitchStatement, checker: ts.TypeChecker): readonly string[] {
  const members = membersOf(checker.getTypeAtLocation(statement.expression), checker)
  if (members === null) return []
  const { clauses } = statement.caseBlock
  const named = clauses.map((clause) =>
    ts.isDefaultClause(clause)
      ? /^default:\s*[\w.]+ satisfies never$/.test(clause.getText())
        ? 'never'
        : 'default'
      : checker.typeToString(checker.getTypeAtLocation(clause.expression)),
  )
  const missing = members.filter((member) => !named.includes(member))
  return named.includes('default') ? ['has a default'] : missing.map((member) => `misses ${member}`)
}

it('no switch over a choice misses a member or has a default', () => {
  const project = new Project({
    tsConfigFilePath: join(root, 'tsconfig.json'),
    skipAddingFilesFromTsConfig: true,
  })
  const files = project.addSourceFilesAtPaths(sources.map(({ path }) => join(root, path)))
  const checker = project.getTypeChecker().compilerObject
  const found = files.flatMap(({ compilerNode: file }) => {
    const places: string[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isSwitchStatement(node)) {
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
        places.push(
          ...gapsOf(node, checker).map((gap) => `${file.fileName.slice(root.length + 1)}:${line} ${gap}`),
        )
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
    return places
  })
  expect(found).toEqual([])
})
