/** The source lint: JavaScript operators on signals are found, with the hardware to write instead. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../dsl/diagnostics.ts'
import { lint } from '../../dsl/lint/lint.ts'
import { renderDiagnostics } from '../../dsl/naming/code-frame.ts'

const root = join(import.meta.dirname, '../..')

/** Statements, and the code and help that each must give; null for none. */
const cases: Readonly<Record<string, string | null>> = {
  'if (a) n':
    'BL0701 JavaScript decides this once, during elaboration, and a signal is always truthy; write when(a, …) or mux(a, …)',
  'while (a.and(b)) break':
    'BL0701 JavaScript decides this once, during elaboration, and a signal is always truthy; write when(a.and(b), …) or mux(a.and(b), …)',
  'for (; n > 3 && (b); ) break':
    'BL0701 JavaScript decides this once, during elaboration, and a signal is always truthy; write when(b, …) or mux(b, …)',
  'x = a ? b : n': 'BL0701 choose in hardware: mux(a, whenTrue, whenFalse)',
  'x = list[0]! ? 1 : 0': 'BL0701 choose in hardware: mux(list[0]!, whenTrue, whenFalse)',
  'x = !a': 'BL0701 invert in hardware: a.not()',
  'x = a && b': 'BL0701 combine in hardware: a.and(…)',
  'x = a || b': 'BL0701 combine in hardware: a.or(…)',
  'x = a === b': 'BL0702 compute in hardware: a.eq(b)',
  'x = bits == bits': 'BL0702 compute in hardware: bits.eq(bits)',
  'x = 3 != either': 'BL0702 compute in hardware: either.ne(3)',
  'switch (a) { default: }': 'BL0702 decode in hardware: match(a, [[value, result], …], otherwise)',
  'x = a + b': 'BL0703 compute in hardware: a.add(b)',
  'x = n < a': 'BL0703 compute in hardware: a.gt(n)',
  'x = n - a': 'BL0703 use the operator methods of signals, such as .add, .lt and .shl',
  'x = generic | 1': 'BL0703 compute in hardware: generic.or(1)',
  'x = either >>> 3': 'BL0703 compute in hardware: either.shr(3)',
  'x = -a.and(b)': 'BL0703 compute in hardware: a.and(b).negate()',
  'a += b': 'BL0703 compute in hardware: a = a.add(b)',
  'a++': 'BL0703 use the operator methods of signals, such as .add, .lt and .shl',
  'if (optional) n': null,
  'if (list[0]) n': null,
  'x = optional === undefined || optional': null,
  'x = optional ?? b': null,
  'x = n ? a : b': null,
  'x = n & 3': null,
  'x = n === 3 ? a.eq(b) : !n': null,
  'if (a.width === b.width && n > 3) n': null,
}

let folder: string
let found: readonly Diagnostic[]
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-lint-'))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json') }))
  const parameters =
    'a: Signal<8>, b: Signal<8>, n: number, list: Signal[], generic: T, either: Signal | number, optional: Signal | undefined, bits: Bits<3>, x: unknown'
  const lines = Object.keys(cases).map(
    (text, i) => `function f${i}<T extends Signal<4>>(${parameters}) { ${text} }`,
  )
  lines.push(`import type { Bits, Signal } from '${root}/dsl/index.ts'`)
  writeFileSync(join(folder, 'cases.ts'), lines.join('\n'))
  writeFileSync(
    join(folder, 'shown.ts'),
    `import type { Signal } from '${root}/dsl/index.ts'\n\nexport const same = (a: Signal, b: Signal) =>\n  a === b\n`,
  )
  found = lint({ root: folder, files: ['*.ts'] }).diagnostics
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the source lint', () => {
  it.each(Object.entries(cases).map(([text, expected], i) => ({ text, expected, line: i + 1 })))(
    'on `$text`',
    ({ expected, line }) => {
      const here = found.filter(({ place }) => place?.file === 'cases.ts' && place.line === line)
      expect(here.map(({ code, help }) => `${code} ${help}`)).toEqual(expected === null ? [] : [expected])
    },
  )

  it('shows what it found with the line of source', () => {
    const shown = found.filter(({ place }) => place?.file === 'shown.ts')
    expect(renderDiagnostics(shown, folder)).toMatchInlineSnapshot(`
      "BL0702 \`a === b\` asks whether two JavaScript objects are the same, not whether two signals are equal
        --> shown.ts:4
          4 |   a === b
        help: compute in hardware: a.eq(b)"
    `)
  })

  it('is a program that is content with the hardware of this repository', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/run.mjs', 'dsl/lint/command.ts'],
      { cwd: root, encoding: 'utf8' },
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^source lint: \d+ files, 0 findings\n$/)
  })
})
