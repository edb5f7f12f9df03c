/** `npm run synth` as a user meets it: a table, JSON, and one clear sentence for each mistake. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { program as elaborate } from '../../cli/elaborate.ts'
import { program as synth } from '../../cli/synth.ts'
import { runCommand } from '../support/run-command.ts'
import { temporaryFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = temporaryFolder()

const programs = { elaborate, synth }

function run(command: keyof typeof programs, ...args: string[]) {
  return runCommand(programs[command], ...args)
}

/** A generator script of two modules. */
function script(): string {
  const path = join(folder, 'popcount.ts')
  const lines = [
    `import { elaborate } from '${join(root, 'dsl/index.ts')}'`,
    `import { XnorPopcount } from '${join(root, 'generators/dot-product/xnor-popcount.ts')}'`,
    'export default elaborate(XnorPopcount, { lanes: 8 })',
  ]
  writeFileSync(path, lines.join('\n'))
  return path
}

describe('npm run synth', () => {
  it('counts a generator script and an elaborated folder alike, as a table and as JSON', async () => {
    const out = join(folder, 'popcount')
    expect((await run('elaborate', script(), '--out', out)).exitCode).toBe(0)
    const [first, second] = [join(folder, 'first.json'), join(folder, 'second.json')]
    const { exitCode, stdout } = await run('synth', script(), '--json', first)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/module .* count .* LUT .* sites .* FF .* carry .* depth/)
    expect(stdout).toMatch(
      /xnor_popcount_8 on xczu3eg: \d+ LUT in \d+ sites \(\d+ as placed\), 0 FF, 0 block memories/,
    )
    await run('synth', out, '--json', second)
    expect(readFileSync(second, 'utf8')).toBe(readFileSync(first, 'utf8'))

    const report = JSON.parse(readFileSync(first, 'utf8'))
    expect(report.target).toBe('xcup')
    const keys = ['name', 'count', 'lut', 'lutSites', 'ff', 'carry', 'bram36', 'depth']
    expect(Object.keys(report.modules[0])).toEqual(expect.arrayContaining(keys))
    expect(report.total.lutSites).toBeGreaterThan(8)
    expect(report.total.lutSites).toBeLessThanOrEqual(report.total.lut)
  })

  it.each([
    ['a folder that nobody elaborated', [folder], /is not an output folder/],
    ['a device that nobody knows', ['rtl-out/lfc', '--device', 'xc9999'], /device "xc9999" is not known/],
    ['a script that is not there', ['nothing.ts'], /there is no such generator script/],
  ])('says what is wrong with %s', async (_, args, message) => {
    const { exitCode, stderr } = await run('synth', ...args)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('fails when a path is deeper than allowed, and says where it is', async () => {
    expect((await run('synth', script(), '--max-depth', '9')).exitCode).toBe(0)
    const { exitCode, stderr } = await run('synth', script(), '--max-depth', '1')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^module xnor_popcount_8: its deepest path has \d levels of logic, more than 1/)
    expect((await run('synth', script(), '--max-depth', 'deep')).exitCode).toBe(2)
  })

  it('lists the modules when the one asked for is not there', async () => {
    const { exitCode, stderr } = await run('synth', script(), '--module', 'nothing')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/the design has no module nothing\n {2}help: it has .*xnor_popcount_8/)
  })

  it.each([
    ['it cannot read', 'endmodule', '', /^xnor_popcount_8\.sv:\d+: .*\n {2}help: elaborate again/],
    [
      'Yosys cannot',
      'module xnor',
      'module other',
      /^xnor_popcount_8\.sv: Yosys cannot map the module: .*xnor/,
    ],
  ])('says what %s', async (_, text, instead, message) => {
    const out = join(folder, 'broken')
    await run('elaborate', script(), '--out', out)
    const file = join(out, 'xnor_popcount_8.sv')
    writeFileSync(file, readFileSync(file, 'utf8').replace(text, instead))
    const { exitCode, stderr } = await run('synth', out)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
  })
})
