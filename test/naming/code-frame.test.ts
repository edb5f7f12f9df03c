/** Diagnostics as the user sees them: source lines, several at once, long stacks. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { diagnostic } from '../../dsl/diagnostics.ts'
import { renderDiagnostics } from '../../dsl/naming/code-frame.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'bitloom-frame-'))
  writeFileSync(join(root, 'adder.ts'), 'first\r\n    const sum = a.add(b)  \nthird\n')
})
afterAll(() => rmSync(root, { recursive: true }))

const mismatch = diagnostic({
  code: 'BL0104',
  message: 'width mismatch in add: `a` is 8 bits, `b` is 9 bits',
  place: { file: 'adder.ts', line: 2 },
  notes: ['`b` comes from adder.ts:1'],
  stack: ['sum', 'Adder({"lanes":8})'],
  help: 'extend or truncate one side: a.zext(9)',
})

it('shows the line of source', () => {
  expect(renderDiagnostics([mismatch], root)).toMatchInlineSnapshot(`
    "BL0104 width mismatch in add: \`a\` is 8 bits, \`b\` is 9 bits
      --> adder.ts:2
        2 |     const sum = a.add(b)
      note: \`b\` comes from adder.ts:1
      while elaborating sum < Adder({"lanes":8})
      help: extend or truncate one side: a.zext(9)"
  `)
})

it('separates several by blank lines, and does without source that cannot be read', () => {
  const elsewhere = { ...mismatch, notes: [], stack: [], help: null }
  expect(
    renderDiagnostics(
      [
        { ...elsewhere, place: null },
        { ...elsewhere, place: { file: 'gone.ts', line: 1 } },
        { ...elsewhere, place: { file: 'adder.ts', line: 99 } },
      ],
      root,
    ),
  ).toMatchInlineSnapshot(`
    "BL0104 width mismatch in add: \`a\` is 8 bits, \`b\` is 9 bits

    BL0104 width mismatch in add: \`a\` is 8 bits, \`b\` is 9 bits
      --> gone.ts:1

    BL0104 width mismatch in add: \`a\` is 8 bits, \`b\` is 9 bits
      --> adder.ts:99"
  `)
})

it('trims long elaboration stacks to both ends', () => {
  const stackOf = (length: number) => {
    const stack = Array.from({ length }, (_, i) => `s${i}`)
    return renderDiagnostics([{ ...mismatch, place: null, notes: [], help: null, stack }], root).split(
      '\n',
    )[1]
  }
  expect(stackOf(8)).toBe('  while elaborating s0 < s1 < s2 < s3 < s4 < s5 < s6 < s7')
  expect(stackOf(30)).toBe('  while elaborating s0 < s1 < s2 < s3 < (23 more) < s27 < s28 < s29')
})
