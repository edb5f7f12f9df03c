/** A cache of built things on disk, keyed by everything that decides what they are; safe when several processes build at once. */

import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Entries that nobody has used for so long are removed when another one of their kind is built. */
const daysUnused = 30

/** Where builds are kept: `BITLOOM_CACHE`, or `node_modules/.cache/bitloom` in the project. */
export function cacheRoot(): string {
  return process.env.BITLOOM_CACHE ?? path.join(import.meta.dirname, '../node_modules/.cache/bitloom')
}

/** 32 hexadecimal digits over the parts; parts cannot run into each other. */
export function contentKey(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    hash.update(`${part.length}:`)
    hash.update(part)
  }
  return hash.digest('hex').slice(0, 32)
}

const building = new Map<string, Promise<string>>()

/**
 * The folder of the entry `kind`/`key`. When it is not there, `build` fills a temporary folder, which then takes its
 * place in one step: nobody ever sees half an entry, and of two builders of the same entry the first one wins.
 *
 * @throws whatever `build` throws; nothing is left behind then.
 */
export function cachedFolder(
  kind: string,
  key: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const final = path.join(cacheRoot(), kind, key)
  const running = building.get(final)
  if (running) return running
  const made = makeFolder(final, build).finally(() => building.delete(final))
  building.set(final, made)
  return made
}

async function makeFolder(final: string, build: (folder: string) => Promise<void>): Promise<string> {
  if (await exists(final)) {
    const now = new Date()
    await utimes(final, now, now)
    return final
  }
  await removeUnused(path.dirname(final))
  const draft = `${final}.${randomUUID()}`
  await mkdir(draft, { recursive: true })
  try {
    await build(draft)
    await rename(draft, final).catch(async (error: unknown) => {
      // Another process was faster: its entry has the same content, so ours may go.
      if (!(await exists(final))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return final
}

/** Half-built entries of processes that were killed go the same way. */
async function removeUnused(kind: string): Promise<void> {
  const oldest = Date.now() - daysUnused * 24 * 3600 * 1000
  const names = await readdir(kind).catch(() => [])
  for (const name of names) {
    const entry = path.join(kind, name)
    const found = await stat(entry).catch(() => null)
    if (found && found.mtimeMs < oldest) await rm(entry, { recursive: true, force: true })
  }
}

/** Puts a file into a folder of the cache entry; the folder is made when needed. */
export async function putFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, name), content)
}

/** Whether there is a file or folder of that name. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
