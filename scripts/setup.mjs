/**
 * Makes a fresh clone ready: `npm ci` when it is needed and, with `--simulators`, verilator and iverilog through apt.
 *
 * Plain JavaScript without dependencies, because it runs before there are any. When nothing is to be done, it reads two
 * small files and starts no process.
 */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { answerHelp } from './help.mjs'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Programs that tests and simulations start, and the Debian packages that bring them. */
export const simulators = {
  verilator: 'verilator',
  iverilog: 'iverilog',
  vvp: 'iverilog',
  'g++': 'g++',
  make: 'make',
}

/** A way out for the user instead of a stack trace. */
export class SetupError extends Error {}

/** Installs what is missing. Throws a `SetupError` with the commands to type when that is not possible. */
export function setup({ withSimulators = false } = {}) {
  installPackages(root)
  if (withSimulators) installSimulators()
}

/** What installed packages depend on: the Node release that chose their binaries, and the lock file. */
export function stampOf(lockFile, nodeVersion = process.versions.node) {
  return `node ${nodeVersion.split('.')[0]}, lock ${createHash('sha256').update(lockFile).digest('hex')}`
}

/** Whether npm's record of `node_modules` has every package that the lock file asks for, in the same version. */
export function matchesLock(lockFile, installedLockFile) {
  const wanted = JSON.parse(lockFile).packages
  const installed = JSON.parse(installedLockFile).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  )
}

/** The Debian packages that bring the programs for which `has` says no. */
export function missingSimulators(has = onPath) {
  const missing = Object.entries(simulators).filter(([program]) => !has(program))
  return [...new Set(missing.map(([, debianPackage]) => debianPackage))]
}

/** Whether `folder` has the packages of its lock file; packages that were installed by hand get their stamp here. */
export function packagesAreReady(folder, nodeVersion = process.versions.node) {
  const stampFile = stampFileOf(folder)
  const lockFile = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = stampOf(lockFile, nodeVersion)
  const written = read(stampFile)
  if (written === stamp) return true
  const isOtherNode = written !== null && written.split(',')[0] !== stamp.split(',')[0]
  const installed = read(join(folder, 'node_modules', '.package-lock.json'))
  if (isOtherNode || installed === null || !matchesLock(lockFile, installed)) return false
  writeFileSync(stampFile, stamp)
  return true
}

function installPackages(folder) {
  if (packagesAreReady(folder)) return
  oneAtATime(join(folder, '.cache', 'setup.lock'), () => {
    if (packagesAreReady(folder)) return
    // Standard output belongs to the program that is started afterwards.
    console.error('bitloom: installing packages (npm ci) ...')
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', process.stderr, process.stderr],
    })
    if (status !== 0) throw new SetupError('npm ci failed; its messages are above')
    writeFileSync(stampFileOf(folder), stampOf(readFileSync(join(folder, 'package-lock.json'), 'utf8')))
  })
}

function stampFileOf(folder) {
  return join(folder, 'node_modules', '.bitloom-setup')
}

function installSimulators() {
  if (missingSimulators().length === 0) return
  oneAtATime(join(root, '.cache', 'setup.lock'), () => {
    const packages = missingSimulators()
    if (packages.length === 0) return
    const commands = [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
    ]
    const prefix = privilege()
    if (prefix === null) {
      const typed = commands.map((command) => `sudo ${command.join(' ')}`).join(' && ')
      throw new SetupError(`${packages.join(' and ')} must be installed first:\n  ${typed}`)
    }
    console.error(`bitloom: installing ${packages.join(' ')} (apt-get) ...`)
    for (const [program, ...args] of commands) {
      const [first, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', program, ...args]
      spawnSync(first, rest, { stdio: ['ignore', process.stderr, process.stderr] })
    }
    const left = missingSimulators()
    if (left.length > 0)
      throw new SetupError(`apt-get did not bring ${left.join(' and ')}; its messages are above`)
  })
}

/** What to put before a command so that it may install packages, null if there is no way without asking. */
function privilege() {
  if (!onPath('apt-get')) return null
  if (process.getuid?.() === 0) return []
  return onPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null
}

/** Runs `work` while no other process of this clone does; a lock whose owner has died is taken over. */
export function oneAtATime(lock, work) {
  mkdirSync(dirname(lock), { recursive: true })
  while (!take(lock)) {
    if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** The lock is a link whose target is the owner's process number: it appears together with its content. */
function take(lock) {
  try {
    symlinkSync(String(process.pid), lock)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function ownerOf(lock) {
  try {
    return Number(readlinkSync(lock))
  } catch {
    return null
  }
}

function isAlive(pid) {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** Runs `work`; a `SetupError` becomes its message and exit code 1. */
export async function reportingSetup(work) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(`bitloom: ${error.message}`)
    process.exit(1)
  }
}

/** Whether a module is the program that was started. */
export function isProgram(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url)
}

if (isProgram(import.meta.url)) {
  answerHelp('setup')
  await reportingSetup(() => setup({ withSimulators: process.argv.includes('--simulators') }))
}
