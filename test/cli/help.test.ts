/** Help without anything installed: what docs/commands.md holds is what the commands say, and is there at once. */

import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { commandLines, commandOf, helpPage, root } from '../support/commands.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
/** A repository as it is cloned. */
const clone = join(folder, 'clone')
/** All programs that there are: Node, and ones that say that they were started. */
const programs = join(folder, 'programs')
const installed = join(folder, 'installed')

/** Runs a command in the clone as npm does. */
function run(name: string, args: string) {
  const { stdout, stderr, status } = spawnSync(`${commandLines.get(name)} ${args}`, {
    shell: '/bin/sh',
    cwd: clone,
    env: { PATH: programs },
    encoding: 'utf8',
  })
  return { stdout, stderr, status }
}

function expectNothingInstalled(): void {
  expect(existsSync(installed)).toBe(false)
  expect(existsSync(join(clone, 'node_modules'))).toBe(false)
}

it('docs/commands.md holds the help of every command', async () => {
  await expect(await helpPage()).toMatchFileSnapshot('../../docs/commands.md')
})

describe('in a fresh clone', () => {
  beforeAll(() => {
    cpSync(root, clone, {
      recursive: true,
      filter: (file) => !/^(node_modules|\.git|\.cache|rtl-out)$/.test(relative(root, file)),
    })
    mkdirSync(programs)
    symlinkSync(process.execPath, join(programs, 'node'))
    for (const name of ['npm', 'npx', 'apt-get', 'sudo']) {
      writeFileSync(join(programs, name), `#!/bin/sh\necho ${name} >> ${installed}\nexit 1\n`)
      chmodSync(join(programs, name), 0o755)
    }
  })

  it.each([...commandLines.keys()])('%s --help prints it and installs nothing', async (name) => {
    const stdout = (await commandOf(name)).helpInformation()
    for (const option of ['--help', '-h']) {
      expect(run(name, option)).toEqual({ stdout, stderr: '', status: 0 })
    }
    expectNothingInstalled()
  })

  it('a misspelled option is refused before anything is installed', () => {
    const { stderr, status } = run('elaborate', '--fsp 3')
    expect(stderr).toMatch(/^error: unknown option '--fsp'\n\nUsage: npm run elaborate -- /)
    expect(status).toBe(2)
    expectNothingInstalled()
  })

  it('packages are installed for everything else', () => {
    const { stderr, status } = run('elaborate', 'examples/sfc-mnist --fps=3 -- --help')
    expect(stderr).toContain('npm ci failed')
    expect(status).toBe(1)
    expect(existsSync(installed)).toBe(true)
  })
})
