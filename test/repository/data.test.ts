/** A run without the data folder: it is green whoever sets CI, and its last line counts the tests that were not run. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { findData, missingData, mustHaveData } from '../support/data.ts'
import { missingDataLine } from '../support/data-reporter.ts'
import { temporaryFolder } from '../support/temporary.ts'

const root = join(import.meta.dirname, '../..')
const folder = temporaryFolder()

describe('the data folder', () => {
  it('is the one in BITLOOM_DATA, or lies beside the project', () => {
    mkdirSync(join(folder, 'shared/data'), { recursive: true })
    expect(findData({ BITLOOM_DATA: folder }, '/nowhere')).toBe(folder)
    expect(findData({ BITLOOM_DATA: '' }, join(folder, 'bitloom'))).toBe(join(folder, 'shared/data'))
    expect(findData({}, '/nowhere/project')).toBeNull()
  })

  it('may hold a part only', () => {
    expect(missingData(folder, ['shared', 'shared/data/mnist'])).toEqual(['shared/data/mnist'])
    expect(missingData(null, ['shared'])).toEqual(['shared'])
  })

  it('must be there when BITLOOM_REQUIRE_DATA says so, or when somebody named one; CI alone asks for nothing', () => {
    expect(mustHaveData({ BITLOOM_REQUIRE_DATA: '1' }, '/nowhere')).toBe(true)
    expect(mustHaveData({ BITLOOM_DATA: '/nowhere' }, '/nowhere')).toBe(true)
    expect(mustHaveData({ BITLOOM_DATA: folder }, '/nowhere')).toBe(false)
    expect(mustHaveData({ BITLOOM_REQUIRE_DATA: '0' }, '/nowhere')).toBe(false)
    expect(mustHaveData({ CI: 'true' }, '/nowhere')).toBe(false)
  })
})

describe('a test run', () => {
  const project = join(folder, 'project')
  const support = JSON.stringify(join(root, 'test/support'))

  /** Two files, six and three tests of which need data, and one each that does not. */
  function writeProject(): void {
    mkdirSync(project, { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
    const imports = `import { beforeAll, describe, expect, it } from 'vitest'
      import { describeWithData } from ${support.slice(0, -1)}/data.ts"`
    const plain = `it('needs nothing', () => expect(1).toBe(1))`
    const files = {
      'package.json': '{ "type": "module" }',
      'vitest.config.ts': `import { DataReporter } from ${support.slice(0, -1)}/data-reporter.ts"
        export default { test: { reporters: ['default', new DataReporter()] } }`,
      'loops.test.ts': `${imports}
        ${plain}
        await describeWithData('loops', ['one'], (data) => {
          beforeAll(() => { throw new Error('this must not run') })
          it.each([1, 2, 3])('%i', (n) => expect(data('one')).toBe(n))
          describe('inside', () => {
            for (const n of [1, 2]) it('again ' + n, () => expect(n).toBe(0))
          })
        })
        await describeWithData('another', ['one', 'two'], () => it('is one more', () => expect(1).toBe(0)))`,
      'three.test.ts': `${imports}
        await describeWithData('three', ['two'], () => it.each([1, 2, 3])('%i', () => expect(1).toBe(0)))
        ${plain}`,
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)
  }

  async function run(environment: Record<string, string>) {
    const { exitCode, stdout, stderr } = await execa(
      join(root, 'node_modules/.bin/vitest'),
      ['run', '--no-color'],
      {
        cwd: project,
        reject: false,
        env: { CI: 'true', BITLOOM_DATA: folder, BITLOOM_REQUIRE_DATA: '', ...environment },
      },
    )
    return {
      exitCode,
      tests: /Tests +(.*) \(/.exec(stdout)?.[1],
      end: stdout.trimEnd().split('\n').at(-1),
      stderr,
    }
  }

  it('counts what every file lacks, passes, and says so in its last line', async () => {
    writeProject()
    expect(await run({})).toMatchObject({
      exitCode: 0,
      tests: '2 passed',
      end: missingDataLine(9),
    })
  })

  it('fails where the data must be there, and names what is missing', async () => {
    const { exitCode, tests, stderr } = await run({ BITLOOM_REQUIRE_DATA: '1' })
    expect({ exitCode, tests }).toEqual({ exitCode: 1, tests: '3 failed | 2 passed' })
    expect(stderr).toContain('docs/data.md says where these are to be had')
  })

  it('fails where a folder was named that is not there', async () => {
    expect(await run({ BITLOOM_DATA: join(folder, 'nowhere') })).toMatchObject({ exitCode: 1 })
  })

  it('registers what finds its files', async () => {
    writeFileSync(join(folder, 'two'), 'here')
    expect(await run({})).toMatchObject({
      exitCode: 1,
      tests: '3 failed | 2 passed',
      end: missingDataLine(6),
    })
  })

  it('says nothing of data when nothing is missing', () => {
    expect(missingDataLine(0)).toBeNull()
    expect(missingDataLine(1)).toContain('1 test needs BITLOOM_DATA and was not run')
  })
})
