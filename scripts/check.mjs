/**
 * Checks of the sources by programs that npm brings, on a fresh clone too: `node scripts/check.mjs CHECK [arguments]`.
 *
 * Plain JavaScript without dependencies, because it installs them.
 */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { answerHelp } from './help.mjs'
import { isProgram, reportingSetup, root, setup } from './setup.mjs'

/** A program that npm has installed. */
export const tool = (name) => join(root, 'node_modules', '.bin', name)

/** What each check runs: programs with their arguments. */
export const checks = {
  typecheck: [[tool('tsc'), '--noEmit']],
  lint: [
    [tool('biome'), 'check', '.'],
    [process.execPath, 'scripts/run.mjs', 'dsl/lint/command.ts'],
  ],
  format: [[tool('biome'), 'check', '--write', '.']],
}

/** Runs programs one after the other; the first one that fails ends the process with its code. */
export function runAll(steps) {
  for (const [program, ...args] of steps) {
    const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
    if (status === 0) continue
    if (error) console.error(`bitloom: ${error.message}`)
    process.exit(signal ? 1 : (status ?? 1))
  }
}

if (isProgram(import.meta.url)) {
  const [check, ...args] = process.argv.slice(2)
  answerHelp(check, args)
  await reportingSetup(() => setup())
  const steps = checks[check]
  runAll([...steps.slice(0, -1), [...steps.at(-1), ...args]])
}
