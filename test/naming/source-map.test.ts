/** The source map of inserted text: every word leads back to its line and column. */

import { SourceMap } from 'node:module'
import { describe, expect, it } from 'vitest'
import { naming } from '../../dsl/naming/vite-plugin.ts'

const source = [
  "import { add } from '../dsl/index.ts'",
  'const first = add(1, 2), second = add(3, 4)',
  'function f() {',
  '  return add(5, add(6, third))',
  '}',
].join('\n')

/** The line and column, both from 0, at which `word` stands in a text. */
function find(text: string, word: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(word)).split('\n')
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 }
}

describe('the source map', () => {
  const plugin = naming()
  plugin.configResolved({ root: '.' })
  const { code, map } = plugin.transform(source, 'generators/x.ts')!
  // Node's own reader of source maps.
  const reader = new SourceMap({ ...map, file: '', sourceRoot: '', sourcesContent: [] })

  it.each(['import { add', 'first =', 'add(1', 'second', 'add(3', '4)', 'return', 'add(5', 'add(6', 'third'])(
    'leads from `%s` back to the source',
    (word) => {
      const generated = find(code, word)
      const entry = reader.findEntry(generated.line, generated.column)
      const { line, column } = find(source, word)
      expect(entry).toMatchObject({
        originalSource: 'generators/x.ts',
        originalLine: line,
        originalColumn: column,
      })
      expect(entry).toMatchObject({ generatedLine: generated.line, generatedColumn: generated.column })
    },
  )
})
