/** The files of the catalogue, and how a folder differs from them. */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { catalogue } from '../accelerator/catalogue.ts'
import { emitDesign, manifestName } from '../dsl/emit/index.ts'
import { formatJson } from '../tools/files/json.ts'

/** Where the catalogue is kept, from the root of the project. */
export const catalogueFolder = 'rtl-out/catalogue'

/**
 * Every file of the catalogue by name: modules and memories of all entries, each once, and a manifest that says which belong
 * to which entry. Without source places, so that a difference is always one of the hardware.
 */
export function catalogueFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const entries = catalogue.map(({ about, elaborate }) => {
    const emitted = emitDesign(elaborate(), { places: false })
    const own = [...emitted.files].filter(([name]) => name !== manifestName)
    for (const [name, text] of own) {
      if ((files.get(name) ?? text) !== text)
        throw new Error(`internal: the catalogue has two different ${name}`)
      files.set(name, text)
    }
    const { name, generator, parameters, contract, latency } = emitted.manifest.modules.at(-1)!
    return { top: name, about, generator, parameters, contract, latency, files: own.map(([file]) => file) }
  })
  files.set(manifestName, formatJson({ entries }))
  return files
}

/** What is missing, left over or different in a folder, one line a file; empty when it holds exactly these files. */
export async function differences(files: ReadonlyMap<string, string>, folder: string): Promise<string[]> {
  const present = await readdir(folder).catch((): string[] => [])
  const lines = present.filter((name) => !files.has(name)).map((name) => `${name} should not be there`)
  for (const [name, text] of files) {
    if (!present.includes(name)) lines.push(`${name} is missing`)
    else if ((await readFile(path.join(folder, name), 'utf8')) !== text) lines.push(`${name} differs`)
  }
  return lines.sort()
}
