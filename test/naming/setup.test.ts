/** The zero-setup scripts: when they install, when they pay nothing, and what they say when they cannot. */

import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const setupScript = join(root, 'scripts/setup.mjs')

/** What the tests use of `scripts/setup.mjs`, which is plain JavaScript. */
interface Setup {
  stampOf(lockFile: string, nodeVersion?: string): string
  matchesLock(lockFile: string, installedLockFile: string): boolean
  packagesAreReady(folder: string, nodeVersion?: string): boolean
  missingSimulators(has?: (program: string) => boolean): string[]
}
const { stampOf, matchesLock, packagesAreReady, missingSimulators } = (await import(setupScript)) as Setup

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitloom-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A lock file, also in the form of npm's record of what is installed. */
function lockFile(packages: Readonly<Record<string, object>>): string {
  return JSON.stringify({ packages: { '': { name: 'bitloom' }, ...packages } })
}

const lock = lockFile({ 'node_modules/zod': { version: '4.0.0' } })

function install(record: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), record)
}

describe('packages', () => {
  beforeEach(() => writeFileSync(join(folder, 'package-lock.json'), lock))

  it('are missing in a fresh clone', () => {
    expect(packagesAreReady(folder)).toBe(false)
  })

  it('are ready when npm recorded the same ones, which leaves a stamp', () => {
    install(lock)
    expect(packagesAreReady(folder)).toBe(true)
    expect(readFileSync(join(folder, 'node_modules/.bitloom-setup'), 'utf8')).toBe(stampOf(lock))
    rmSync(join(folder, 'node_modules/.package-lock.json'))
    expect(packagesAreReady(folder)).toBe(true)
  })

  it('are outdated when the lock file asks for another version', () => {
    install(lock)
    packagesAreReady(folder)
    writeFileSync(join(folder, 'package-lock.json'), lock.replace('4.0.0', '4.0.1'))
    expect(packagesAreReady(folder)).toBe(false)
  })

  it('are outdated under another major release of Node', () => {
    install(lock)
    expect(packagesAreReady(folder, '20.19.0')).toBe(true)
    expect(packagesAreReady(folder, '20.30.0')).toBe(true)
    expect(packagesAreReady(folder, '24.0.0')).toBe(false)
  })

  it('for other platforms need not be there', () => {
    const other = { 'node_modules/binary-darwin': { version: '1.0.0', optional: true } }
    const wanted = { 'node_modules/zod': { version: '4.0.0' }, ...other }
    expect(matchesLock(lockFile(wanted), lock)).toBe(true)
    expect(matchesLock(lock, lockFile(other))).toBe(false)
  })

  it('can be installed from the lock file of this repository on any platform', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const optional = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    expect(optional.length).toBeGreaterThan(0)
    for (const name of optional) expect(packages).toHaveProperty([`node_modules/${name}`])
  })
})

describe('simulators', () => {
  it('are asked for by the Debian packages that bring them, each once', () => {
    expect(missingSimulators(() => true)).toEqual([])
    expect(missingSimulators((program) => program === 'make')).toEqual(['verilator', 'iverilog', 'g++'])
  })

  /** A `PATH` with some programs only; each writes its arguments to a log. */
  function pathWith(...programs: readonly string[]): NodeJS.ProcessEnv {
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    for (const program of programs) {
      writeFileSync(join(bin, program), `#!/bin/sh\necho ${program} "$@" >> ${folder}/log\n`)
      chmodSync(join(bin, program), 0o755)
    }
    return { ...process.env, PATH: bin }
  }

  it('that cannot be installed are named with the command to type', () => {
    const env = pathWith('make', 'g++', 'vvp')
    const { status, stderr } = spawnSync(process.execPath, [setupScript, '--simulators'], {
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe(
      'bitloom: verilator and iverilog must be installed first:\n' +
        '  sudo apt-get update && sudo apt-get install -y --no-install-recommends verilator iverilog\n',
    )
    expect(status).toBe(1)
  })

  it('are installed through apt-get by root, else through sudo', () => {
    const env = pathWith('make', 'g++', 'apt-get', 'sudo')
    symlinkSync('/usr/bin/env', join(folder, 'bin/env'))
    symlinkSync('/bin/sh', join(folder, 'bin/sh'))
    const { status, stderr } = spawnSync(process.execPath, [setupScript, '--simulators'], {
      env,
      encoding: 'utf8',
    })
    const prefix = process.getuid?.() === 0 ? '' : 'sudo -n env DEBIAN_FRONTEND=noninteractive '
    const commands = readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('apt-get'))
    expect(commands).toEqual([
      `${prefix}apt-get update`,
      `${prefix}apt-get install -y --no-install-recommends verilator iverilog`,
    ])
    // This apt-get brings nothing, which must not pass for success.
    expect(stderr).toContain('apt-get did not bring verilator and iverilog')
    expect(status).toBe(1)
  })
})

describe('the lock', () => {
  const holder = (text: string) => `
    import { appendFileSync } from 'node:fs'
    import { oneAtATime } from ${JSON.stringify(setupScript)}
    oneAtATime(${JSON.stringify('LOCK')}, () => {
      appendFileSync('log', 'begin ${text}\\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
      appendFileSync('log', 'end ${text}\\n')
    })`
  const start = (text: string) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', holder(text)], { cwd: folder })
    return new Promise<number | null>((done) => child.on('close', done))
  }

  it('lets one process install at a time', async () => {
    expect(await Promise.all([start('a'), start('b'), start('c')])).toEqual([0, 0, 0])
    const log = readFileSync(join(folder, 'log'), 'utf8')
    expect(log).toMatch(/^(begin (\w)\nend \2\n){3}$/)
  })

  it('of a process that died is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['--eval', ''])
    symlinkSync(String(pid), join(folder, 'LOCK'))
    expect(await start('a')).toBe(0)
  })
})

describe('a second run', () => {
  it('starts no process', () => {
    // Nothing can be started with an empty PATH, and simulators are not asked for.
    const { status, stderr } = spawnSync(process.execPath, [setupScript], {
      env: { ...process.env, PATH: '' },
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
