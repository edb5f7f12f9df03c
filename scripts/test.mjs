/**
 * The whole suite, on a fresh clone too: simulators, types, format, source lint, tests.
 * Arguments go to Vitest: `npm test -- test/ir`.
 *
 * Plain JavaScript without dependencies, because it installs them. The first step that fails ends it.
 */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { reportingSetup, root, setup } from './setup.mjs'

await reportingSetup(() => setup({ withSimulators: true }))

const tool = (name) => join(root, 'node_modules', '.bin', name)
const steps = [
  [tool('tsc'), '--noEmit'],
  [tool('biome'), 'check', '.'],
  [process.execPath, 'scripts/run.mjs', 'dsl/lint/command.ts'],
  [tool('vitest'), 'run', ...process.argv.slice(2)],
]
for (const [program, ...args] of steps) {
  const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
  if (status === 0) continue
  if (error) console.error(`bitloom: ${error.message}`)
  process.exit(signal ? 1 : (status ?? 1))
}
