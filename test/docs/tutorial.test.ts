/** The pages docs/tutorial.md and docs/language.md tell the truth: their code stands in files or runs, their commands print what they show. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as language from '../../dsl/index.ts'
import { type CodeBlock, readSections } from './markdown.ts'
import { runExample } from './run-example.ts'

const project = process.cwd()
let folder: string

// Commands write to the folder they run in, so it is not the project but one that looks like it.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-tutorial-'))
  const parts = ['accelerator', 'cli', 'dsl', 'examples', 'generators', 'network', 'plan', 'scripts', 'sim']
  for (const part of [...parts, 'node_modules', 'package.json'])
    symlinkSync(join(project, part), join(folder, part))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a block of a page claims, as a test. */
async function checkBlock(page: string, { info, code, line }: CodeBlock): Promise<void> {
  const [kind, file] = info.split(' ')
  if (kind === 'console') {
    for (const { command, output } of commandsIn(code)) expect(run(command)).toMatch(pattern(output))
  } else if (file !== undefined) {
    expect(readFileSync(join(folder, file), 'utf8'), `${page}:${line} is not in ${file}`).toContain(code)
  } else if (kind === 'ts') await runExample({ file: page, line, name: page, code }, { ...language })
}

/** A command behind `$`, and what it prints according to the page. */
function commandsIn(code: string): { command: string; output: string }[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command, ...lines] = part.split('\n')
      return { command: command!, output: lines.join('\n').trimEnd() }
    })
}

/** Runs a command of a page in the folder; `npm run` without npm's own talk. Standard error is part of what is seen. */
function run(command: string): string {
  const [program, ...args] = command.replace(/^npm run /, 'npm run --silent ').split(' ')
  const { stdout, stderr } = spawnSync(program!, args, { cwd: folder, encoding: 'utf8' })
  return withoutNpm(stdout + stderr)
}

/** npm warns about settings of the machine. */
function withoutNpm(text: string): string {
  return text.replace(/^npm warn .*\n/gm, '').trimEnd()
}

/** The output as a page shows it: `…` stands for anything, on a line of its own for any lines. */
function pattern(shown: string): RegExp {
  const escaped = shown.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/^…$/gm, '[^]*?').replaceAll('…', '.*')}$`)
}

describe.each(['docs/tutorial.md', 'docs/language.md'])('%s', (page) => {
  const sections = readSections(readFileSync(page, 'utf8'))

  describe.each(sections.filter(({ blocks }) => blocks.length > 0))('$title', ({ blocks }) => {
    it.each(blocks.map((block) => [`${block.info || 'text'} in line ${block.line}`, block] as const))(
      '%s',
      (_, block) => checkBlock(page, block),
    )
  })

  it('has no link to a file that does not exist', () => {
    const links = sections.flatMap(({ text }) =>
      Array.from(text.matchAll(/\]\(([^)#]+)[^)]*\)/g), ([, link]) => link!),
    )
    for (const link of links) expect(() => readFileSync(join('docs', link))).not.toThrow(/ENOENT/)
  })
})

describe('the comparison with a page', () => {
  it('is exact but for …', () => {
    expect('a 1 b').toMatch(pattern('a … b'))
    expect('a\n1\n2\nb').toMatch(pattern('a\n…\nb'))
    expect('a\nb').not.toMatch(pattern('a … b'))
    expect('a 1 c').not.toMatch(pattern('a … b'))
    expect('xax').not.toMatch(pattern('a'))
    expect('axb').not.toMatch(pattern('a.b'))
  })
})
