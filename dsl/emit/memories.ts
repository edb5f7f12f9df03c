/** Memory contents as sidecar `.mem` files: hexadecimal, one word a line; equal contents share one file. */

import type { Design, MemoryContents, Module } from '../ir/design.ts'
import { commentLine } from './comments.ts'

/** A sidecar file. */
export interface MemoryFile {
  readonly file: string
  readonly contents: MemoryContents
}

/** The files of all memories of a design, by the digest of their contents, in the order of the modules. */
export function memoryFiles(design: Design): ReadonlyMap<string, MemoryFile> {
  const files = new Map<string, MemoryFile>()
  for (const { name, contents } of design.modules.flatMap((module) => module.memories)) {
    if (contents === null) continue
    const known = files.get(contents.digest)
    if (known === undefined) {
      files.set(contents.digest, { file: memoryFileName(name, contents), contents })
    } else if (!sameContents(known.contents, contents)) {
      throw new Error(`internal: two different memories have the digest ${contents.digest}`)
    }
  }
  return files
}

function memoryFileName(name: string, { digest }: MemoryContents): string {
  const stem = name.replace(/[^A-Za-z0-9_]+/g, '_') || 'memory'
  return `${stem}_${commentLine(digest).replace(/[^A-Za-z0-9]+/g, '')}.mem`
}

function sameContents(a: MemoryContents, b: MemoryContents): boolean {
  if (a === b || a.words === b.words) return a.width === b.width
  return (
    a.width === b.width &&
    a.words.length === b.words.length &&
    a.words.every((word, i) => word === b.words[i])
  )
}

/** The text of a sidecar file. */
export function memoryText({ width, words }: MemoryContents): string {
  const digits = Math.ceil(width / 4)
  return `${words.map((word) => word.toString(16).padStart(digits, '0')).join('\n')}\n`
}

/** The sidecar file of memory `index` of `module`. */
export function memoryFileOf(files: ReadonlyMap<string, MemoryFile>, module: Module, index: number): string {
  const { contents } = module.memories[index]!
  if (contents === null) throw new Error(`internal: memory ${index} of ${module.name} has no contents`)
  return files.get(contents.digest)!.file
}
