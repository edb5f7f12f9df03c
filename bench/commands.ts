/** What the commands take before they do anything: their help, and a start that ends at a wrong option. */

import { join } from 'node:path'
import { execa } from 'execa'
import { compared, type Figure, figure, leastSeconds } from './measure.ts'

const root = join(import.meta.dirname, '..')

/** Seconds of processor time, beside those of Node alone. */
export async function benchCommands(): Promise<Figure[]> {
  const node = (...args: string[]) => execa('node', args, { cwd: root, reject: false })
  const elaborate = (option: string) => () => node('scripts/run.mjs', 'cli/elaborate.ts', option)
  const [alone, help, start] = await leastSeconds(5, [
    () => node('--eval', ''),
    elaborate('--help'),
    elaborate('--no-such-option'),
  ])
  const nothing = figure('node, which does nothing', alone!, 's of CPU')
  return [
    nothing,
    compared('elaborate --help', help!, 's of CPU', nothing),
    compared('elaborate, until it reads its options', start!, 's of CPU', nothing),
  ]
}
