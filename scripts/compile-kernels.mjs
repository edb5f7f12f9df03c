/**
 * Compiles the reference's kernels from AssemblyScript to WebAssembly, which is committed as text: `npm run kernels`.
 *
 * Plain JavaScript without dependencies but the compiler, which runs as a program of its own.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { answerHelp } from './help.mjs'
import { isProgram, root } from './setup.mjs'

/** The generated file, from the root of the repository. */
export const generatedFile = 'network/kernels/module.ts'

/** The text of the generated file. */
export function compileKernels() {
  const folder = mkdtempSync(join(tmpdir(), 'bitloom-kernels-'))
  try {
    const output = join(folder, 'kernels.wasm')
    const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
    const source = join('network', 'kernels', 'assembly', 'index.ts')
    const options = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--importMemory']
    const invocation = [compiler, source, '--outFile', output, '--enable', 'simd', ...options]
    execFileSync(process.execPath, invocation, { cwd: root })
    return generatedText(readFileSync(output).toString('base64'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function generatedText(base64) {
  return [
    '/** The compiled kernels, made from assembly/index.ts by scripts/compile-kernels.mjs; do not edit. */',
    'export const kernelModule =',
    `  '${base64}'`,
    '',
  ].join('\n')
}

if (isProgram(import.meta.url)) {
  answerHelp('kernels')
  writeFileSync(join(root, generatedFile), compileKernels())
}
