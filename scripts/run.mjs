/**
 * Runs a TypeScript program of this repository: `node scripts/run.mjs [--simulators] FILE.ts [arguments]`.
 *
 * Plain JavaScript without dependencies. The program runs in this very process, so that arguments, standard streams,
 * signals and the exit code are its own. Only its help, and what is wrong with its options, comes before any package.
 */

import { resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { answerHelp, commandOf, helpOf, unknownOption } from './help.mjs'
import { packagesAreReady, reportingSetup, root, setup } from './setup.mjs'

const [node, , ...rest] = process.argv
const withSimulators = rest[0] === '--simulators'
const [program, ...args] = withSimulators ? rest.slice(1) : rest
if (program === undefined) {
  console.error('usage: node scripts/run.mjs [--simulators] FILE.ts [arguments]')
  process.exit(2)
}
const name = commandOf(program)
if (name !== undefined) {
  answerHelp(name, args)
  refuseBeforeInstalling(name, args)
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

/** Nobody should wait for packages to learn of a slip of the pen; once they are here, the program says it better. */
function refuseBeforeInstalling(name, args) {
  const help = packagesAreReady(root) ? null : helpOf(name)
  const unknown = help === null ? undefined : unknownOption(help, args)
  if (unknown === undefined) return
  console.error(`error: unknown option '${unknown}'\n\n${help}`)
  process.exit(2)
}
