/** The source map of inserted text: every word leads back to its line and column. */

import { SourceMap } from 'node:module'
import { describe, expect, it } from 'vitest'
import { insertionMap, type SourceMap as MapData } from '../../dsl/naming/source-map.ts'
import { transform } from '../../dsl/naming/transform.ts'

const source = [
  "import { add } from '../dsl/index.ts'",
  'const first = add(1, 2), second = add(3, 4)',
  'function f() {',
  '  return add(5, add(6, third))',
  '}',
].join('\n')

/** Node's own reader of source maps. */
function readerOf({ version, sources, mappings }: MapData): SourceMap {
  return new SourceMap({
    version,
    sources: [...sources],
    mappings,
    names: [],
    file: '',
    sourceRoot: '',
    sourcesContent: [],
  })
}

/** The line and column, both from 0, at which `word` stands in a text. */
function find(text: string, word: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(word)).split('\n')
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 }
}

describe('the source map', () => {
  const result = transform(source, 'generators/x.ts')
  const reader = readerOf(insertionMap(source, result?.insertions ?? [], 'x.ts'))

  it.each(['import { add', 'first =', 'add(1', 'second', 'add(3', '4)', 'return', 'add(5', 'add(6', 'third'])(
    'leads from `%s` back to the source',
    (word) => {
      const generated = find(result?.text ?? '', word)
      const entry = reader.findEntry(generated.line, generated.column)
      const { line, column } = find(source, word)
      expect(entry).toMatchObject({ originalSource: 'x.ts', originalLine: line, originalColumn: column })
      expect(entry).toMatchObject({ generatedLine: generated.line, generatedColumn: generated.column })
    },
  )

  it('of a text without insertions is the identity', () => {
    expect(insertionMap('a\n\n  b', [], 'f.ts').mappings).toBe('AAAA;AACA;AACA,EAAE')
  })

  it('takes numbers of more than five bits', () => {
    const wide = `${' '.repeat(1000)}word`
    const entry = readerOf(insertionMap(wide, [], 'f.ts')).findEntry(0, 1002)
    expect(entry).toMatchObject({ originalColumn: 1000 })
  })
})
