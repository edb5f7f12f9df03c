/** Planning as a user meets it: targets, the report, exit codes. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { program } from '../../cli/elaborate.ts'
import { loadPlan } from '../../plan/files.ts'
import { runCommand } from '../support/run-command.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const elaborate = (...args: string[]) => runCommand(program, ...args)

describe('elaborate with a target', () => {
  it('reports what it planned, as a table, as JSON and in plan.json', async () => {
    const out = join(folder, 'sfc')
    const json = join(folder, 'sfc.json')
    const flags = [
      '--fps',
      '20000',
      '--clock-mhz',
      '100',
      '--device',
      'xc7z020',
      '--out',
      out,
      '--json',
      json,
    ]
    const { exitCode, stdout, stderr } = await elaborate(...flags)
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/estimated on xc7z020: [\d,]+ LUT \(\d+ %\), .* BRAM36 \(\d+ %\)/)
    const report = JSON.parse(readFileSync(json, 'utf8'))
    expect(report.interval).toBeLessThanOrEqual(5000)
    expect(report.framesPerSecond).toBeGreaterThanOrEqual(20_000)
    expect(report.latencyUs).toBeCloseTo(report.latency / 100)
    expect(report.operations).toBe(2 * report.weightBits)
    for (const layer of report.layers) {
      expect(layer.utilisation).toBeGreaterThan(0)
      expect(layer.utilisation).toBeLessThanOrEqual(1)
      expect(layer.lut).toBeGreaterThan(0)
    }
    const stored = JSON.parse(readFileSync(join(out, 'plan.json'), 'utf8'))
    expect(stored.estimate.total).toEqual(report.total)
    const { estimate, ...plan } = stored
    expect(loadPlan(out)).toEqual(plan)
  })

  it('takes at most 140 columns', async () => {
    const { stdout } = await elaborate('examples/cnn-mnist', '--fps', '1000', '--out', join(folder, 'cnn'))
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(140)
  })

  it.each([
    [
      'a rate out of reach',
      ['--fps', '1e9'],
      /1,000,000,000 frames\/s at 200 MHz cannot be reached: layer fc0/,
    ],
    ['a device too small', ['--max', '--device', 'ice40-hx8k'], /no rate fits ice40-hx8k: about/],
    [
      'a device that is not known',
      ['--fps', '30', '--device', 'xc1'],
      /device "xc1" is not known\n.*xcku115/,
    ],
    ['--max without a device', ['--max'], /--max needs a device/],
    ['a latency without a rate', ['--latency-us', '3'], /--latency-us needs a rate/],
    ['a utilisation of nothing', ['--utilisation', '50'], /--utilisation needs a rate/],
    ['a device without room', ['--device', 'ice40-hx8k'], /do not fit ice40-hx8k: about/],
    ['least latency without a device', ['--fps', '9', '--optimise', 'latency'], /needs a device/],
  ])('refuses %s in one message, with code 1', async (_, args, message) => {
    const out = join(folder, 'never')
    const { exitCode, stderr } = await elaborate(...args, '--out', out)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(existsSync(out)).toBe(false)
  })

  it.each([
    [['--fps', '0'], /above 0/],
    [['--fps', 'many'], /above 0/],
    [['--fps', '9', '--max', '--device', 'xcku115'], /cannot be used with option '--fps/],
    [['--fps', '9', '--folding', 'f.json'], /cannot be used with option '--fps/],
    [['--fps', '9', '--device', 'xcku115', '--utilisation', '120'], /at most 100/],
    [['--fps', '9', '--optimise', 'power'], /area, latency/],
  ])('calls %j wrong usage, with code 2', async (args, message) => {
    const { exitCode, stderr } = await elaborate(...args)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
  })
})
