/** `npm run architecture`: draws who imports whom into docs/architecture.md. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withDrawing } from './repository/import-drawing.ts'

const file = join(import.meta.dirname, '../docs/architecture.md')
writeFileSync(file, withDrawing(readFileSync(file, 'utf8')))
