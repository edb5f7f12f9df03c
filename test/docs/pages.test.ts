/** README and docs tell the truth: their code stands in files or runs, their commands print what they show, their links lead somewhere. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as language from '../../dsl/index.ts'
import { rooms } from '../../scripts/repository/rooms.ts'
import { describeWithData } from '../support/data.ts'
import { commandsIn, pattern, runCommand } from './commands.ts'
import { type CodeBlock, readSections } from './markdown.ts'
import { decisionPages, documentPages } from './pages.ts'
import { runExample } from './run-example.ts'

const project = process.cwd()
let folder: string

// Commands write to the folder they run in, so it is not the project but one that looks like it.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-pages-'))
  for (const part of [...rooms, 'examples', 'scripts', 'bench', 'test', 'node_modules', 'package.json'])
    symlinkSync(join(project, part), join(folder, part))
  mkdirSync(join(folder, 'rtl-out'))
  symlinkSync(join(project, 'rtl-out/catalogue'), join(folder, 'rtl-out/catalogue'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A console whose commands need published networks. */
const withData = 'console data'

/** What a block of a page claims, as a test. */
async function checkBlock(page: string, { info, code, line }: CodeBlock): Promise<void> {
  const [kind, file] = info.split(' ')
  if (kind === 'console') {
    for (const { command, output } of commandsIn(code)) {
      expect(runCommand(command, folder)).toMatch(pattern(output))
    }
  } else if (file !== undefined) {
    expect(readFileSync(join(folder, file), 'utf8'), `${page}:${line} is not in ${file}`).toContain(code)
  } else if (kind === 'ts') await runExample({ file: page, line, name: page, code }, { ...language })
}

const pages = documentPages.map((page) => ({ page, sections: readSections(readFileSync(page, 'utf8')) }))

describe.each(pages)('$page', ({ page, sections }) => {
  const checked = sections.map(({ title, blocks }) => ({
    title,
    blocks: blocks.filter(({ info }) => info !== withData),
  }))
  describe.each(checked.filter(({ blocks }) => blocks.length > 0))('$title', ({ blocks }) => {
    it.each(blocks.map((block) => [`${block.info || 'text'} in line ${block.line}`, block] as const))(
      '%s',
      (_, block) => checkBlock(page, block),
    )
  })

  it('has no link to a file that does not exist', () => {
    const links = sections.flatMap(({ text }) =>
      Array.from(text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g), ([, link]) => link!),
    )
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([])
  })

  it('names no script that there is not', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>
    }
    const text = readFileSync(page, 'utf8')
    const named = Array.from(text.matchAll(/npm run ([\w:-]+)/g), ([, script]) => script!)
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([])
  })
})

it.each([...documentPages, ...decisionPages])('%s names no source file that there is not', (page) => {
  const text = readFileSync(page, 'utf8')
  const named = Array.from(
    text.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|mjs|md|cpp|sv))`/g),
    ([, path]) => path!,
  )
  // NAME and ROOM stand for any; rtl-out/ is written by the page's own commands.
  const meant = named.filter((path) => !/NAME|ROOM|^rtl-out\//.test(path))
  expect(meant.filter((path) => !existsSync(join(project, path)))).toEqual([])
})

/** Published networks and test sets as pages call them. */
const published = {
  'binarynet.npz': 'binarynet-cifar10/params.npz',
  'mnist-lfcW1A1': 'bnn-pynq/mnist-lfcW1A1',
  't10k-images-idx3-ubyte': 'mnist/t10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte': 'mnist/t10k-labels-idx1-ubyte',
}

await describeWithData('commands on published networks and test sets', Object.values(published), (data) => {
  beforeAll(() => {
    for (const [name, path] of Object.entries(published)) symlinkSync(data(path), join(folder, name))
  })

  const blocks = pages.flatMap(({ page, sections }) =>
    sections.flatMap((section) =>
      section.blocks.filter(({ info }) => info === withData).map((block) => ({ page, block })),
    ),
  )
  it.each(blocks)('$page, line $block.line', ({ page, block }) => checkBlock(page, block))
})
