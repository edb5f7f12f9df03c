/** Ports of streams are named in one place: nobody else spells a `_valid` or `_ready`, or joins one to a name. */

import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { type SourceFile, sourceFiles } from '../../scripts/repository/source-files.ts'

const home = 'dsl/ir/stream-ports.ts'

/** What tests expect is written out. */
const sources = sourceFiles().filter(({ path }) => !path.startsWith('test/') && path !== home)

/** The places, as `file: text`, of text that is or ends in the name of a stream's own signal, comments aside. */
function spelledIn({ path, text }: SourceFile): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
    if (isText && /^(?:valid|ready|fire)$|_(?:valid|ready|fire)\b/.test(node.text)) {
      found.push(`${path}: ${node.text}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false))
  return found
}

describe('names of the ports of streams', () => {
  it(`are made in ${home} alone`, () => {
    expect(sources.flatMap(spelledIn)).toEqual([])
  })

  it.each([
    `const port = \`\${name}_valid\``,
    "connect(portName + '_ready', ready)",
    "if (field === 'valid') fail()",
    "const vectors = ['in_valid', 'in_ready']",
    `const text = \`input logic \${name}_ready, other\``,
  ])('would be found in `%s`', (text) => {
    expect(spelledIn({ path: 'sim/example.ts', text })).toHaveLength(text.includes('in_valid') ? 2 : 1)
  })

  it.each(['/** `NAME_valid` */', "const kind = 'valid-dropped'", 'const { valid, ready } = stream'])(
    'are not `%s`',
    (text) => {
      expect(spelledIn({ path: 'sim/example.ts', text })).toEqual([])
    },
  )
})
