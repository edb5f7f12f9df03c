/**
 * Module hooks that let Node run TypeScript: the naming transform, then type erasure, kept on disk by content.
 *
 * Plain JavaScript, because it is what makes TypeScript run: Node 20 knows no types, and later releases erase them but
 * do not name signals. A warm start reads the cache and never loads a compiler.
 */

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const here = join(root, 'dsl', 'naming')
const cache = join(root, 'node_modules', '.cache', 'bitloom', 'typescript')
const require = createRequire(import.meta.url)

/** What a compiled file depends on besides its own text: everything that takes part in compiling. */
const tools = [
  ...['node-loader.mjs', 'transform.ts'],
  ...['ts-morph', 'magic-string'].map((name) => `../../node_modules/${name}/package.json`),
]
const fingerprint = digest(...tools.map((file) => readFileSync(join(here, file))))

/** The hook that reads files, for both `module.registerHooks` and `module.register`. */
export function load(url, context, nextLoad) {
  const { protocol, pathname } = new URL(url)
  if (protocol !== 'file:' || !pathname.endsWith('.ts')) return nextLoad(url, context)
  return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true }
}

/**
 * Packages that come as many files, and as a single one as well. Node 20 asks this hook twice for each file that anything imports, from
 * another thread: 640 files of lodash for the parser alone are most of a start.
 */
const singleFiles = {
  chevrotain: { path: 'chevrotain/lib/chevrotain.min.mjs', format: 'module' },
  zod: { path: 'zod/index.cjs', format: 'commonjs' },
}

/** The hook that finds files. */
export function resolve(specifier, context, nextResolve) {
  const single = Object.hasOwn(singleFiles, specifier) ? singleFiles[specifier] : null
  if (single === null) return nextResolve(specifier, context)
  const { href } = pathToFileURL(join(root, 'node_modules', single.path))
  return { url: href, format: single.format, shortCircuit: true }
}

/** The JavaScript of a file. The cache has one entry a source file: a key on the first line, then the text. */
function compiled(file) {
  const source = readFileSync(file, 'utf8')
  const shown = relative(root, file).split(sep).join('/')
  const key = digest(fingerprint, shown, source)
  const entry = join(cache, `${basename(file)}-${digest(shown).slice(0, 16)}.js`)
  const cached = read(entry)
  if (cached?.startsWith(key)) return cached.slice(key.length + 1)
  const text = compile(source, shown)
  write(entry, `${key}\n${text}`)
  return text
}

let compilers

function compile(source, shown) {
  compilers ??= loadCompilers()
  const { ts, transform } = compilers
  return ts.transpileModule(transform(source, shown)?.toString() ?? source, {
    fileName: basename(shown),
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
    },
  }).outputText
}

/** TypeScript and the transform, which no hook has compiled yet. */
function loadCompilers() {
  const { ts } = require('ts-morph')
  const { outputText } = ts.transpileModule(readFileSync(join(here, 'transform.ts'), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const exports = {}
  new Function('exports', 'require', outputText)(exports, require)
  return { ts, transform: exports.transform }
}

function digest(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** Other processes may read the entry at the same time: it appears whole or not at all. A read-only folder is no error. */
function write(file, text) {
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch {
    // The next start compiles again.
  }
}
