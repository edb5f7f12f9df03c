/** What all commands share: usage errors end with code 2, mistakes of the user with code 1 and no stack trace. */

import { realpathSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { DiagnosticError } from '../dsl/diagnostics.ts'
import { renderDiagnostics } from '../dsl/naming/code-frame.ts'
import { SimulationError } from '../sim/error.ts'
import { formatInputError, InputError } from '../tools/files/input-error.ts'

/** A command whose usage errors are reported by `run`. Its help is a section of docs/commands.md, as wide as there. */
export function command(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .configureHelp({ helpWidth: 80 })
    .exitOverride()
    .showHelpAfterError()
}

/** Runs a command whose module is the program that was started; tests import the module, and run it as they like. */
export async function runIfStarted(program: Command, { filename }: ImportMeta): Promise<void> {
  if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === filename) await run(program)
}

/** Parses the arguments, runs the command's action, and turns what went wrong into an exit code. */
export async function run(program: Command, args = process.argv.slice(2)): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof InputError) console.error(formatInputError(error))
  else if (error instanceof DiagnosticError)
    console.error(renderDiagnostics(error.diagnostics, process.cwd()))
  else if (error instanceof SimulationError) console.error(error.message)
  else throw error
  return 1
}

/** Parses an option that is a positive whole number; anything else is wrong usage. */
export function positive(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}

/** What shells report of a program that Ctrl-C has ended. */
export const interruptedCode = 130

/** A signal for the first Ctrl-C, so that work can end in good order; a second one ends the program at once. */
export function interruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController()
  // It stays for the second one: execa ends the program as soon as nobody else listens.
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(interruptedCode)
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  return { signal: controller.signal, release: () => process.off('SIGINT', interrupt) }
}
