/** Writing an output folder all at once: whoever looks sees the old folder or the new one, never half of one. */

import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DiagnosticError, diagnostic } from '../diagnostics.ts'
import { manifestName } from './manifest.ts'

/**
 * Writes `files` (relative name to contents) as the folder `directory`: into a temporary folder beside it first, then renamed
 * into place. A folder that is already there is replaced if it is empty or one of ours, that is, has a `manifest.json`.
 *
 * @throws DiagnosticError BL0606 when `directory` is a file or somebody else's folder, BL0607 for a file name that
 *   leaves the folder.
 *
 * @example
 * await writeFolder(emitDesign(design).files, 'rtl-out/lfc')
 */
export async function writeFolder(
  files: ReadonlyMap<string, string | Uint8Array>,
  directory: string,
): Promise<void> {
  for (const name of files.keys()) checkFileName(name)
  const parent = path.dirname(path.resolve(directory))
  await mkdir(parent, { recursive: true }).catch(() => fail(`${parent} is not a folder`))
  const target = await realpath(directory).catch(() => path.resolve(directory))
  const replaces = await mayReplace(target)
  const work = await mkdtemp(path.join(path.dirname(target), `.${path.basename(target)}-`))
  try {
    const draft = path.join(work, 'new')
    await mkdir(draft)
    for (const [name, contents] of files) {
      await mkdir(path.dirname(path.join(draft, name)), { recursive: true })
      await writeFile(path.join(draft, name), contents)
    }
    const old = path.join(work, 'old')
    if (replaces) await rename(target, old)
    await rename(draft, target).catch(async (error: unknown) => {
      if (replaces) await rename(old, target)
      throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Whether there is a folder to replace; somebody else's files are an error. */
async function mayReplace(target: string): Promise<boolean> {
  const found = await stat(target).catch(() => null)
  if (found === null) return false
  if (!found.isDirectory()) return fail(`${target} is a file, not a folder`)
  const names = await readdir(target)
  if (names.length === 0 || names.includes(manifestName)) return true
  return fail(`${target} has files in it but no ${manifestName}, so it is not replaced`)
}

function fail(message: string): never {
  const help = 'choose another output folder, or remove this one'
  throw new DiagnosticError([diagnostic({ code: 'BL0606', message, help })])
}

function checkFileName(name: string): void {
  const safe = name
    .split('/')
    .every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part) && !part.includes('..'))
  if (safe) return
  throw new DiagnosticError([
    diagnostic({
      code: 'BL0607',
      message: `the file name ${JSON.stringify(name)} is not allowed in an output folder`,
      help: 'use letters, digits, `_`, `-` and single dots, with `/` between folders',
    }),
  ])
}
