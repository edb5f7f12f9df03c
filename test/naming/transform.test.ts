/** The naming transform, one concern a test: what is wrapped, and what is left alone. */

import { describe, expect, it } from 'vitest'
import { transform } from '../../dsl/naming/transform.ts'
import { transformed } from './support/scope-trace.ts'

describe('which files are transformed', () => {
  const body = 'const sum = add(1, 2)'

  it('those that import the language, which brings the runtime in on the first line', () => {
    const source = `/** A file. */\nimport { add } from '../../dsl/index.ts'\n${body}`
    expect(transform(source, 'generators/deep/adder.ts')?.toString()).toBe(
      [
        'import * as __bitloom from "../../dsl/scope.ts"; /** A file. */',
        "import { add } from '../../dsl/index.ts'",
        'const sum = __bitloom.scope("sum", "generators/deep/adder.ts:3", () => (add(1, 2)))',
      ].join('\n'),
    )
  })

  it('also by the name of the package', () => {
    const text = transform(`import { add } from "bitloom"\n${body}`, 'adder.ts')?.toString()
    expect(text).toMatch(/^import \* as __bitloom from "bitloom\/scope"; import/)
  })

  it('a hashbang stays the first line', () => {
    const text = transform(
      `#!/usr/bin/env node\nimport { add } from './dsl/index.ts'\n`,
      'adder.ts',
    )?.toString()
    expect(text).toBe(
      `#!/usr/bin/env node\nimport * as __bitloom from "./dsl/scope.ts"; import { add } from './dsl/index.ts'\n`,
    )
  })

  it.each([
    ['files that import something else', "import { add } from './index.ts'"],
    ['files that import only types of the language', "import type { Signal } from '../dsl/index.ts'"],
    ['files that only mention the import', "// import { add } from '../dsl/index.ts'"],
  ])('not %s', (_, first) => {
    expect(transform(`${first}\n${body}`, 'sim/adder.ts')).toBeNull()
  })

  it('not the language itself', () => {
    expect(transform(`import { add } from '../dsl/index.ts'\n${body}`, 'dsl/adder.ts')).toBeNull()
  })
})

describe('variables', () => {
  it('name what their initialiser makes', () => {
    expect(transformed('const match = a.xnor(b)')).toMatchInlineSnapshot(
      `"const match = __bitloom.scope("match", "generators/x.ts:2", () => (a.xnor(b)))"`,
    )
  })

  it('of every kind, several in one statement', () => {
    expect(
      transformed('let first: Signal = f(), second = g()', 'var third = new Thing()'),
    ).toMatchInlineSnapshot(`
        "let first: Signal = __bitloom.scope("first", "generators/x.ts:2", () => (f())), second = __bitloom.scope("second", "generators/x.ts:2", () => (g()))
        var third = __bitloom.scope("third", "generators/x.ts:3", () => (new Thing()))"
      `)
  })

  it('take the place of the expression, not of the declaration', () => {
    expect(transformed('const match =', '  (', '    f())')).toMatchInlineSnapshot(`
      "const match =
        __bitloom.scope("match", "generators/x.ts:4", () => ((
          f())))"
    `)
  })

  it('pass their local names when a result is taken apart', () => {
    expect(transformed('const { count, sum: total, ...rest } = f()')).toMatchInlineSnapshot(
      `"const { count, sum: total, ...rest } = __bitloom.bind([["count","count"],["sum","total"]], "generators/x.ts:2", () => (f()))"`,
    )
    expect(transformed('const [low, , high = 0] = f()')).toMatchInlineSnapshot(
      `"const [low, , high = 0] = __bitloom.bind([[0,"low"],[2,"high"]], "generators/x.ts:2", () => (f()))"`,
    )
  })

  it('of nested patterns and computed keys have a place only', () => {
    expect(transformed('const { [key]: a, b: { c } } = f()')).toMatchInlineSnapshot(
      `"const { [key]: a, b: { c } } = __bitloom.at("generators/x.ts:2", () => (f()))"`,
    )
  })

  it('name again what is assigned to them in a function', () => {
    expect(
      transformed('function chain(sum) {', '  for (const x of xs) sum = sum.add(x)', '}'),
    ).toMatchInlineSnapshot(`
        "function chain(sum) {
          for (const x of xs) sum = __bitloom.scope("sum", "generators/x.ts:3", () => (sum.add(x)))
        }"
      `)
  })

  it.each([
    'const f = (<T>(a: T) => a) satisfies unknown',
    'const f = function (a = g()) {}',
    'const table = { f: () => a, g() {} }',
    'const C = class { readonly x = 3 }',
    'const n = 3 + 4 * lanes',
    `const s = \`lanes_\${lanes}\``,
    'const b = a',
    'const w = a.width',
    "const list = [1, 2] as const, record = { a, b: 'c' }",
    'let later: Signal',
    'declare const given: Signal',
    'for (let i = first(); i < 3; i++);',
    'for (const x of all());',
  ])('leave alone `%s`', (line) => {
    expect(transformed(line)).toBe(line)
  })
})

describe('contracts', () => {
  it('of top-level constants are the first paragraph of their JSDoc', () => {
    expect(
      transformed(
        '/**',
        ' * Counts the {@link Signal | ones}',
        ' * of a {@link Vector} "v".',
        ' *',
        ' * At length.',
        ' */',
        'export const Count = module()',
      ),
    ).toContain('() => (module()), "Counts the ones of a Vector \\"v\\".")')
  })

  it('of inner constants are not taken', () => {
    expect(transformed('function f() {', '  /** Inner. */', '  const x = g()', '}')).not.toContain('Inner.",')
  })
})

describe('statements in functions have places', () => {
  it('expressions, returned expressions and concise bodies, if they call something', () => {
    expect(
      transformed(
        'function body() {',
        '  when(ready, () => count.set(3))',
        '  plain',
        '  this.total += add(1, 2)',
        '  return mux(a, b, c)',
        '}',
      ),
    ).toMatchInlineSnapshot(`
      "function body() {
        __bitloom.at("generators/x.ts:3", () => (when(ready, () => __bitloom.at("generators/x.ts:3", () => (count.set(3))))))
        plain
        __bitloom.at("generators/x.ts:5", () => (this.total += add(1, 2)))
        return __bitloom.at("generators/x.ts:6", () => (mux(a, b, c)))
      }"
    `)
  })

  it('properties on lines of their own, too', () => {
    expect(
      transformed('const f = () => ({', '  count: popcount(x),', '  width: 3, sum: add(1, 2),', '})'),
    ).toMatchInlineSnapshot(`
        "const f = () => __bitloom.at("generators/x.ts:2", () => (({
          count: __bitloom.at("generators/x.ts:3", () => (popcount(x))),
          width: 3, sum: __bitloom.at("generators/x.ts:4", () => (add(1, 2))),
        })))"
      `)
  })

  it('not statements of the program itself', () => {
    expect(transformed('run()', "it('works', test)")).toBe("run()\nit('works', test)")
  })

  it('not the call of a super constructor', () => {
    const line = 'class A extends B { constructor() { super(f()) } }'
    expect(transformed(line)).toBe(line)
  })
})

describe('suspending expressions stay in their function', () => {
  it.each(['const data = await read(path())', 'const [a] = (await all()) as string[]'])('`%s`', (line) => {
    expect(transformed(line)).toBe(line)
  })

  it('while the parts that do not suspend are transformed', () => {
    expect(
      transformed('async function f() {', '  await g(() => h())', '  return yields', '}'),
    ).toMatchInlineSnapshot(`
      "async function f() {
        await g(() => __bitloom.at("generators/x.ts:3", () => (h())))
        return yields
      }"
    `)
    expect(transformed('function* f() {', '  const got = yield g()', '  return yield* h()', '}')).toBe(
      'function* f() {\n  const got = yield g()\n  return yield* h()\n}',
    )
  })

  it('and functions inside may suspend as they like', () => {
    expect(transformed('const all = run(async () => await one())')).toMatchInlineSnapshot(
      `"const all = __bitloom.scope("all", "generators/x.ts:2", () => (run(async () => await one())))"`,
    )
  })
})
