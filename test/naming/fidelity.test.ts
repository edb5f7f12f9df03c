/** What the naming transform must never change: the lines, the rest of the text, and what a program computes. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transform } from '../../dsl/naming/transform.ts'
import { languageImport, runPlain, runTransformed } from './support/scope-trace.ts'

const root = join(import.meta.dirname, '../..')
const sources = ['generators', 'accelerator', 'examples', 'dsl', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
)

const lineBreak = /[\n\r\u2028\u2029]/

describe('text', () => {
  it.each(sources)('of %s is only added to, and line n stays line n', (file) => {
    const source = `${languageImport}; ${readFileSync(join(root, file), 'utf8')}`
    const text = transform(source, 'generators/any.ts')
    if (!text) throw new Error(`${file} was not transformed`)
    const written = source.split(lineBreak)
    const lines = text.toString().split(lineBreak)
    expect(lines).toHaveLength(written.length)
    const { mappings } = text.generateDecodedMap({ hires: true })
    // What the map leads back to is the whole source, character by character, each on its own line.
    const found = mappings.map((segments, line) => {
      const characters: string[] = []
      for (const [column, , from, place] of segments) {
        if (from === line) characters[place!] = lines[line]!.charAt(column)
      }
      return characters.join('')
    })
    expect(found).toEqual(written)
  })
})

describe('programs', () => {
  it('call the runtime with names, places and contracts, outermost first', () => {
    const { trace } = runTransformed(
      '/** Adds. */',
      'export const total = twice(1)',
      'function twice(value: number) {',
      '  const { sum } = { sum: add(value, value) }',
      '  return add(sum, 0)',
      '}',
    )
    expect(trace).toEqual(['scope total x.ts:3 (Adds.)', 'bind sum:sum x.ts:5', 'at x.ts:6'])
  })

  const programs: Record<string, readonly string[]> = {
    'without semicolons': [
      'const list: number[] = []',
      'function f() {',
      '  list.push(add(1, 2))',
      '  ;[3, 4].forEach((x) => list.push(x))',
      '  ;(() => list.push(5))()',
      '  return list',
      '}',
      'export const result = f()',
    ],
    'with this, super, arguments and new.target': [
      'class A { n = 1; m() { return add(this.n, arguments.length) } }',
      'class B extends A {',
      '  kind: unknown',
      '  constructor() { super(); this.kind = String(new.target === B) }',
      '  m() { const up = super.m(); return add(up, 10) }',
      '}',
      'export const result = [new B().m(), new B().kind]',
    ],
    'with type syntax': [
      'function id<T>(x: T): T { return x }',
      'const a = id<number>(3) as unknown as number',
      'const b = <number>id(4)!, c = id({ d: 5 } as const) satisfies { d: 5 }',
      'const g = <T>(x: T): T => id(x)',
      'export const result = [a, b, c, g(6)]',
    ],
    'with comma operators and comments': [
      'function f() {',
      '  let n = 0',
      '  n = (add(n, 1), add(n, 2)) // after',
      '  n++, add(n, 1)',
      '  return /* before */ add(n, 1), add(n, 2) // after',
      '}',
      'export const result = f()',
    ],
    'with statements that are not blocks': [
      'const seen: number[] = []',
      'function f(n: number): number {',
      '  if (n > 2) seen.push(n)',
      '  else seen.push(-n)',
      '  for (let i = add(0, 0), m = add(n, 1); i < m; i++) seen.push(i)',
      '  do n = add(n, -1)',
      '  while (n > 0)',
      '  label: for (const x of [1, 2]) { seen.push(x); continue label }',
      '  switch (n) { case 0: seen.push(100); default: return add(n, 7) }',
      '}',
      'export const result = [f(1), f(3), seen]',
    ],
    'with destructuring, defaults and templates': [
      'const tag = (s: TemplateStringsArray, ...v: number[]) => s.join("|") + v.join()',
      'const { a, b: { c = add(1, 1) } = {} as { c?: number }, ...rest } = Object.assign({ a: 1 }, { z: 9 }) as any',
      'const [x, , y = add(x, 1), ...more] = [1, 2, undefined, 4, 5].concat([])',
      `export const result = [a, c, rest, x, y, more, tag\`p\${add(1, 2)}q\`]`,
    ],
    'with generators': [
      'function* count(n: number): Generator<number> {',
      '  const first = yield add(n, 0)',
      '  if (n > 0) yield* count(add(n, -1))',
      '  return add(n, first as number)',
      '}',
      'export const result = [...count(3)]',
    ],
  }

  it.each(Object.entries(programs))('%s compute the same', (_, lines) => {
    const named = runTransformed(...lines)
    expect(named.trace.length).toBeGreaterThan(0)
    expect(named.exports.result).toEqual(runPlain(...lines).exports.result)
  })

  it('of any nesting compute the same', () => {
    const expression = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.integer({ min: 0, max: 9 }).map(String),
        fc.tuple(tie('value'), tie('value')).map(([a, b]) => `add(${a}, ${b})`),
        fc.tuple(tie('value'), tie('value')).map(([a, b]) => `(${a} > 4 ? ${b} : ${a})`),
        tie('value').map((a) => `((n: number) => add(n, 1))(${a})`),
        tie('value').map((a) => `(() => { let s = ${a}\n s = add(s, s)\n add(s, 0)\n return s })()`),
        tie('value').map((a) => `({\n v: ${a},\n get w() { return ${a} } }).w`),
        tie('value').map((a) => `[${a}].map((n) => (n, add(n, 2)))[0]!`),
      ),
    })).value
    fc.assert(
      fc.property(fc.array(expression, { minLength: 1, maxLength: 4 }), (expressions) => {
        const lines = expressions.map((text, i) => `const v${i} = ${text}`)
        lines.push(`export const result = [${expressions.map((_, i) => `v${i}`).join(', ')}]`)
        expect(runTransformed(...lines).exports.result).toEqual(runPlain(...lines).exports.result)
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})
