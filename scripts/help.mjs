/**
 * The help of the commands, from docs/commands.md: nothing is installed, compiled or loaded for it.
 *
 * Plain JavaScript without dependencies, because it answers before there are any.
 */

import { readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What `npm run NAME -- --help` prints; null when there is no such command. */
export function helpOf(name) {
  const sections = readFileSync(join(root, 'docs', 'commands.md'), 'utf8').split(/^## /m)
  const section = sections.find((text) => text.startsWith(`${name}\n`))
  return section?.match(/```text\n(.*?)```/s)?.[1] ?? null
}

/** The name under which package.json runs a file; undefined when it does not. */
export function commandOf(file) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const path = relative(root, resolve(file)).split(sep).join('/')
  return Object.keys(scripts).find((name) => scripts[name].split(' ').includes(path))
}

/** The arguments that may be options. */
function beforeDashes(args) {
  const end = args.indexOf('--')
  return end < 0 ? args : args.slice(0, end)
}

/** Whether arguments ask for help. */
export function asksForHelp(args) {
  return beforeDashes(args).some((arg) => arg === '--help' || arg === '-h')
}

/** The first option that a help does not know. */
export function unknownOption(help, args) {
  const known = new Set(help.match(/--[a-z][a-z0-9-]*/g))
  const names = beforeDashes(args).flatMap((arg) => arg.match(/^--[^=]+/) ?? [])
  return names.find((name) => !known.has(name))
}

/** Ends the process with the help of a command, if its arguments ask for it. */
export function answerHelp(name, args = process.argv.slice(2)) {
  const help = asksForHelp(args) ? helpOf(name) : null
  if (help === null) return
  process.stdout.write(help)
  process.exit()
}
