/** The page docs/diagnostics.md has a section for every code, and its examples make the mistakes that they show. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { diagnosticCodes } from '../../dsl/diagnostics.ts'
import { emitDesign } from '../../dsl/emit/index.ts'
import * as language from '../../dsl/index.ts'
import * as scope from '../../dsl/scope.ts'
import { sourceFiles } from './extract.ts'
import { readSections } from './markdown.ts'
import { namesIn, toJavaScript } from './run-example.ts'

const page = readFileSync('docs/diagnostics.md', 'utf8')
const sections = readSections(page).filter(({ level }) => level === 3)
const codeOf = (title: string) => title.slice(0, 6)

/** Runs code with these names in sight; variables name what they hold, as in a file. */
function runWith(code: string, inputs: Readonly<Record<string, unknown>>): void {
  const names = { ...language, emitDesign, __bitloom: scope, ...inputs }
  new Function(...Object.keys(names), `(() => {\n${toJavaScript(code, 'example.ts')}\n})()`)(
    ...Object.values(names),
  )
}

/** Elaborates a module in whose body `code` stands, with the inputs that the page promises. */
function elaborateWith(code: string): void {
  const { constant, elaborate, input, inputStream, module, output } = language
  const Example = module(
    () => 'example',
    () => ({
      a: input(8),
      b: input(9),
      index: input(2),
      go: input(1),
      s: inputStream({ data: 8 }),
      y: output(1),
    }),
    (inputs) => {
      runWith(code, inputs)
      if (!namesIn(code).has('s')) inputs.s.drain()
      return { y: constant(0, 1) }
    },
  )
  elaborate(Example, {})
}

/** The codes of what is wrong with an example. */
function codesOf(code: string): string[] {
  try {
    if (code.includes('// at the top level of a file')) runWith(code, {})
    else elaborateWith(code)
    return []
  } catch (error) {
    if (!(error instanceof language.DiagnosticError)) throw error
    return error.diagnostics.map((diagnostic) => diagnostic.code)
  }
}

describe('the page of diagnostics', () => {
  it('has a section for every code and no other, in order', () => {
    expect(sections.map(({ title }) => codeOf(title))).toEqual(diagnosticCodes)
    expect(diagnosticCodes.toSorted()).toEqual(diagnosticCodes)
  })

  it('tells of no mistake that nobody reports', () => {
    const source = sourceFiles(['dsl']).map((file) => readFileSync(file, 'utf8'))
    const unused = diagnosticCodes.filter((code) => !source.some((text) => text.includes(`code: '${code}'`)))
    expect(unused).toEqual([])
  })

  it('says something about each code', () => {
    const empty = sections.filter(({ text, blocks }) => text.trim() === '' && blocks.length === 0)
    expect(empty).toEqual([])
  })

  it('has no link to a section that does not exist', () => {
    const anchors = readSections(page).map(({ title }) =>
      title
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = Array.from(page.matchAll(/\]\(#([^)]*)\)/g), ([, anchor]) => anchor)
    expect(links.filter((link) => !anchors.includes(link!))).toEqual([])
  })
})

describe('the example of', () => {
  const examples = sections.flatMap(({ title, blocks }) =>
    blocks.filter(({ info }) => info === 'ts').map(({ code }) => [title, code] as const),
  )
  it.each(examples)('%s makes this mistake', (title, code) => {
    expect(codesOf(code)).toEqual([codeOf(title)])
  })

  const remedies = sections.flatMap(({ title, text }) => {
    const [, line] = /^Instead: (.*)$/m.exec(text) ?? []
    return Array.from((line ?? '').matchAll(/`([^`]+)`/g), ([, code]) => [title, code!] as const)
  })
  it.each(remedies)('%s: instead, %s makes none', (_title, code) => {
    expect(codesOf(code)).toEqual([])
  })
})
