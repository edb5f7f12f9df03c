/** Commands that a page shows, and what they print. */

import { spawnSync } from 'node:child_process'

/** A command behind `$`, and what it prints according to the page. */
export interface ShownCommand {
  readonly command: string
  readonly output: string
}

/** The commands of a block; a line that ends with a backslash goes on in the next one. */
export function commandsIn(code: string): ShownCommand[] {
  return code
    .replace(/ \\\n\s*/g, ' ')
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command, ...lines] = part.split('\n')
      return { command: command!, output: lines.join('\n').trimEnd() }
    })
}

/** Runs a command of a page in a folder; `npm run` without npm's own talk. Standard error is part of what is seen. */
export function runCommand(command: string, folder: string): string {
  const [program, ...args] = command.replace(/^npm run /, 'npm run --silent ').split(' ')
  const { stdout, stderr } = spawnSync(program!, args, { cwd: folder, encoding: 'utf8' })
  return withoutNpm(stdout + stderr)
}

/** npm warns about settings of the machine. */
function withoutNpm(text: string): string {
  return text.replace(/^npm warn .*\n/gm, '').trimEnd()
}

/** The output as a page shows it: `…` stands for anything, on a line of its own for any lines. */
export function pattern(shown: string): RegExp {
  const escaped = shown.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/^…$/gm, '[^]*?').replaceAll('…', '.*')}$`)
}
