/**
 * Runs a TypeScript program of this repository: `node scripts/run.mjs [--simulators] FILE.ts [arguments]`.
 *
 * Plain JavaScript without dependencies. The program runs in this very process, so that arguments, standard streams,
 * signals and the exit code are its own.
 */

import { resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { reportingSetup, root, setup } from './setup.mjs'

const [node, , ...rest] = process.argv
const withSimulators = rest[0] === '--simulators'
const [program, ...args] = withSimulators ? rest.slice(1) : rest
if (program === undefined) {
  console.error('usage: node scripts/run.mjs [--simulators] FILE.ts [arguments]')
  process.exit(2)
}
await reportingSetup(() => setup({ withSimulators }))

const file = resolve(program)
process.argv = [node, file, ...args]
await import('../dsl/naming/register.mjs')
try {
  await import(pathToFileURL(file).href)
} catch (error) {
  if (error?.name !== 'DiagnosticError') throw error
  const { renderDiagnostics } = await import('../dsl/naming/code-frame.ts')
  console.error(renderDiagnostics(error.diagnostics, root))
  process.exitCode = 1
}
