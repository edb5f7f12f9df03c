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
 * Maps every line to itself, and columns back to where they were before the insertions. Vitest finds inline snapshots
 * and failing assertions by column.
 *
 * @param source the text before the insertions
 * @param insertions in ascending order, without line breaks
 * @param file the name of the source in the map
 * @example
 * insertionMap('a\nb', [{ position: 2, text: 'xyz' }], 'f.ts').mappings // 'AAAA;AACA,GAAA'
 */
export function insertionMap(source: string, insertions: readonly Insertion[], file: string): SourceMap {
  const lines: string[] = []
  let next = 0
  let lineStart = 0
  let previousColumn = 0
  for (const [index, line] of source.split('\n').entries()) {
    const lineEnd = lineStart + line.length
    const segments = [[0, 0, index === 0 ? 0 : 1, -previousColumn]]
    previousColumn = 0
    let inserted = 0
    let previousGenerated = 0
    for (; next < insertions.length && insertions[next]!.position <= lineEnd; next++) {
      const { position, text } = insertions[next]!
      inserted += text.length
      const column = position - lineStart
      segments.push([column + inserted - previousGenerated, 0, 0, column - previousColumn])
      previousGenerated = column + inserted
      previousColumn = column
    }
    lines.push(segments.map((segment) => segment.map(variableLength).join('')).join(','))
    lineStart = lineEnd + 1
  }
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
