/** House rules for every source file: how it opens, how long it is, and what never stands in it. */

import { describe, expect, it } from 'vitest'
import { type SourceFile, sourceFiles } from '../../scripts/repository/source-files.ts'

const files = sourceFiles()

/** The places, as `file:line`, at which a pattern matches. */
function placesOf(pattern: RegExp, among: readonly SourceFile[] = files): readonly string[] {
  return among.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
  )
}

describe('every source file', () => {
  it('opens with a sentence that says what lives there', () => {
    const opening = /^(?:#!.*\n)?\/\*\* ?(?:\n \* )?[A-Z`.'"][\s\S]*?[.:][\s\S]*?\*\//
    expect(files.filter(({ text }) => !opening.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('outside of test/ has at most 350 lines', () => {
    const long = files.filter(
      ({ path, text }) => !path.startsWith('test/') && text.split('\n').length - 1 > 350,
    )
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('silences no checker', () => {
    // Spelled in two parts, so as not to find this file.
    const starts = ['@ts-', 'biome-', 'eslint-', 'prettier-', 'v8 ', 'istanbul ']
    const silencing = new RegExp(`(?:${starts.join('|')})(?:ignore|nocheck|disable)`)
    expect(placesOf(silencing)).toEqual([])
  })

  it('skips no test and singles none out', () => {
    const tests = files.filter(({ path }) => path.startsWith('test/'))
    const marks =
      /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:skip|skipIf|runIf|only|todo|fails)\b|\bx(?:it|describe)\(/
    expect(placesOf(marks, tests)).toEqual([])
  })

  it('knows no place of one machine', () => {
    const folders = ['work', 'home', 'root', 'Users', 'mnt']
    expect(placesOf(new RegExp(`(?<![\\w.])/(?:${folders.join('|')})/\\w`))).toEqual([])
  })
})
