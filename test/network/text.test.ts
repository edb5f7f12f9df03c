/** Errors and JSON as people read them, and files that are written whole or not at all. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { atPlace, formatInputError, InputError } from '../../tools/files/input-error.ts'
import { formatJson, parseJson } from '../../tools/files/json.ts'
import { writeFileWhole } from '../../tools/files/write-file.ts'

describe('InputError', () => {
  it('reads as place, message and way out, as far as they are known', () => {
    const full = new InputError('the header is damaged', { place: 'a.npz', help: 'copy it again' })
    expect(formatInputError(full)).toBe('a.npz: the header is damaged\n  help: copy it again')
    expect(formatInputError(new InputError('nothing to do'))).toBe('nothing to do')
  })

  it('learns the places around it on the way up', () => {
    const run = () =>
      atPlace('outer', () => atPlace('inner', () => fail(new InputError('bad', { help: 'mend it' }))))
    expect(run).toThrow(expect.objectContaining({ message: 'bad', place: 'outer: inner', help: 'mend it' }))
  })

  it('leaves other errors alone', () => {
    const bug = new Error('internal: bug')
    expect(() => atPlace('outer', () => fail(bug))).toThrow(bug)
  })

  function fail(error: Error): never {
    throw error
  }
})

describe('formatJson', () => {
  it('keeps on one line what fits, and breaks the rest', () => {
    const value = { name: 'a', folds: [{ pe: 1, simd: 2 }], long: Array.from({ length: 40 }, (_, i) => i) }
    const lines = formatJson(value).split('\n')
    expect(lines.slice(0, 4)).toEqual([
      '{',
      '  "name": "a",',
      '  "folds": [{ "pe": 1, "simd": 2 }],',
      '  "long": [',
    ])
    expect(lines.slice(-4)).toEqual(['    39', '  ]', '}', ''])
  })

  it('leaves out keys without a value', () => {
    expect(formatJson({ a: undefined, b: {}, c: [], d: null })).toBe('{ "b": {}, "c": [], "d": null }\n')
  })

  it('says the same as JSON.stringify, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: 8, numRuns: 300 },
    )
  })
})

describe('parseJson', () => {
  const schema = z.strictObject({ rows: z.array(z.strictObject({ size: z.int() })) })

  it('gives the value', () => {
    expect(parseJson(schema, '{"rows":[{"size":3}]}', 'f', 'h')).toEqual({ rows: [{ size: 3 }] })
  })

  it('gives the path of what is wrong', () => {
    expect(() => parseJson(schema, '{"rows":[{"size":3},{"size":"x"}]}', 'f.json', 'see the manual')).toThrow(
      expect.objectContaining({ place: 'f.json: rows[1].size', help: 'see the manual' }),
    )
    expect(() => parseJson(schema, '{', 'f.json', 'see the manual')).toThrow(
      expect.objectContaining({ place: 'f.json' }),
    )
  })
})

describe('writeFileWhole', () => {
  it('makes folders, replaces what was there, and leaves nothing behind when it cannot write', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bitloom-write-'))
    writeFileWhole(join(folder, 'new', 'file'), 'one')
    writeFileWhole(join(folder, 'new', 'file'), Uint8Array.of(50))
    expect(readFileSync(join(folder, 'new', 'file'), 'utf8')).toBe('2')

    mkdirSync(join(folder, 'taken'))
    writeFileSync(join(folder, 'taken', 'x'), '')
    expect(() => writeFileWhole(join(folder, 'taken'), 'two')).toThrow(
      expect.objectContaining({ place: join(folder, 'taken'), help: 'name a folder that can be written to' }),
    )
    expect(readdirSync(folder)).toEqual(['new', 'taken'])
    rmSync(folder, { recursive: true })
  })
})
