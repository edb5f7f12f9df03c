/** The program of the source lint: `node scripts/run.mjs dsl/lint/command.ts [FILES]`, exit code 1 if it finds anything. */

import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderDiagnostics } from '../naming/code-frame.ts'
import { lint } from './lint.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const given = process.argv.slice(2).map((file) => relative(root, resolve(file)))
const hardware = ['generators/**/*.ts', 'accelerator/**/*.ts', 'examples/**/*.ts']

const { files, diagnostics } = lint({ root, files: given.length > 0 ? given : hardware })
if (diagnostics.length > 0) {
  console.error(renderDiagnostics(diagnostics, root))
  process.exitCode = 1
}
console.log(`source lint: ${files} files, ${diagnostics.length} findings`)
