/** `npm run architecture`: draws who imports whom into docs/architecture.md. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, runIfStarted } from '../cli/command.ts'
import { withDrawing } from './repository/import-drawing.ts'

const file = join(import.meta.dirname, '../docs/architecture.md')

export const program = command('architecture', 'Draws who imports whom into docs/architecture.md.').action(
  () => {
    writeFileSync(file, withDrawing(readFileSync(file, 'utf8')))
  },
)

await runIfStarted(program, import.meta)
