/** The source map of a file into which text was inserted without line breaks, for hosts that show columns. */

import type { Insertion } from './edits.ts'

/** A source map, version 3 (ECMA-426). */
export interface SourceMap {
  readonly version: 3
  readonly sources: readonly string[]
  readonly names: readonly string[]
  readonly mappings: string
}

/**
 * Maps every line to itself, and the beginning of every word to where it was before the insertions. Vitest finds inline
 * snapshots and failing assertions by column.
 *
 * @param source the text before the insertions
 * @param insertions in ascending order, without line breaks
 * @param file the name of the source in the map
 * @example
 * insertionMap('a\nb', [{ position: 2, text: 'xyz' }], 'f.ts').mappings // 'AAAA;GACA'
 */
export function insertionMap(source: string, insertions: readonly Insertion[], file: string): SourceMap {
  let next = 0
  let lineStart = 0
  let previousColumn = 0
  const lines = source.split('\n').map((line, index) => {
    let sourceLines = index === 0 ? 0 : 1
    let inserted = 0
    let previousGenerated = 0
    const segments: string[] = []
    for (const { index: column } of line.matchAll(/^|\w+|[([{]/g)) {
      while (next < insertions.length && insertions[next]!.position <= lineStart + column) {
        inserted += insertions[next++]!.text.length
      }
      const generated = column + inserted
      const fields = [generated - previousGenerated, 0, sourceLines, column - previousColumn]
      segments.push(fields.map(variableLength).join(''))
      sourceLines = 0
      previousGenerated = generated
      previousColumn = column
    }
    lineStart += line.length + 1
    while (next < insertions.length && insertions[next]!.position < lineStart) next++
    return segments.join(',')
  })
  return { version: 3, sources: [file], names: [], mappings: lines.join(';') }
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A number as base-64 digits of five bits, low digits first; the sign is the lowest bit, bit 5 says that more follow. */
function variableLength(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let digits = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    digits += base64[rest > 0 ? digit | 32 : digit]
  } while (rest > 0)
  return digits
}
