/** All commands of package.json, and the page that says what their help is. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { command } from '../../cli/command.ts'

export const root = join(import.meta.dirname, '../..')

/** The names of the commands, and the lines that run them. */
export const commandLines: ReadonlyMap<string, string> = new Map(
  Object.entries<string>(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts),
)

/** Commands that are plain scripts, because they run before anything is installed. */
const scripts: readonly Command[] = [
  command('setup', 'Installs what a fresh clone lacks: packages, Verilator and Icarus.'),
  command('test', 'Checks types, format and hardware sources, then runs all tests.').argument(
    '[arguments...]',
    'for Vitest, such as the folders or files to run',
  ),
  command('typecheck', 'Checks the types.').argument('[arguments...]', 'for tsc'),
  command('lint', 'Checks the format, and finds JavaScript operators used on signals.').argument(
    '[files...]',
    'hardware to look at, in place of all that is here',
  ),
  command('format', 'Formats every file.').argument('[arguments...]', 'for biome check'),
  command('kernels', "Compiles the reference's kernels to WebAssembly, kept as text."),
]

/** The command of a name. */
export async function commandOf(name: string): Promise<Command> {
  const script = scripts.find((command) => command.name() === `npm run ${name} --`)
  if (script) return script
  const [file] = /\S+\.ts/.exec(commandLines.get(name)!) ?? []
  const { program } = (await import(join(root, file!))) as { readonly program?: Command }
  if (!program) throw new Error(`${file} exports no program`)
  return program
}

/** The page of all commands. */
export async function helpPage(): Promise<string> {
  const sections = [...commandLines.keys()].map(async (name) => {
    const help = (await commandOf(name)).helpInformation()
    return `## ${name}\n\n\`\`\`text\n${help}\`\`\`\n`
  })
  const head = [
    '# Commands',
    '',
    'What each command prints for `--help`. The commands themselves say it; `npx vitest run test/cli/help.test.ts -u` writes this page. Do not edit it.',
    '',
    '',
  ]
  return head.join('\n') + (await Promise.all(sections)).join('\n')
}
