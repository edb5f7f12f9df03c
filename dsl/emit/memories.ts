/** Memory contents as sidecar `.mem` files: hexadecimal, one word a line; equal contents share one file. */

import type { Design, MemoryContents } from '../ir/design.ts'

/** A sidecar file. */
export interface MemoryFile {
  readonly file: string
  readonly contents: MemoryContents
}

/** The files of all memories of a design, in the order of the modules. */
export class MemoryFiles {
  readonly files: readonly MemoryFile[]
  readonly #byDigest = new Map<string, MemoryFile[]>()

  constructor(design: Design) {
    const files: MemoryFile[] = []
    const names = new Set<string>()
    for (const { name, contents } of design.modules.flatMap((module) => module.memories)) {
      if (contents === null || this.#find(contents) !== undefined) continue
      const made = { file: freeName(fileStem(name, contents), names), contents }
      const alike = this.#byDigest.get(contents.digest)
      if (alike) alike.push(made)
      else this.#byDigest.set(contents.digest, [made])
      files.push(made)
    }
    this.files = files
  }

  /** The name of the file with these contents. */
  fileOf(contents: MemoryContents): string {
    return this.#find(contents)!.file
  }

  /** Digests only narrow the search: what counts is the contents. */
  #find(contents: MemoryContents): MemoryFile | undefined {
    return this.#byDigest.get(contents.digest)?.find((known) => sameContents(known.contents, contents))
  }
}

function fileStem(name: string, { digest }: MemoryContents): string {
  return [name, digest].map((part) => part.replace(/[^A-Za-z0-9_]+/g, '_')).join('_')
}

function freeName(stem: string, taken: Set<string>): string {
  let file = `${stem}.mem`
  for (let i = 1; taken.has(file); i++) file = `${stem}_${i}.mem`
  taken.add(file)
  return file
}

function sameContents(a: MemoryContents, b: MemoryContents): boolean {
  if (a.width !== b.width) return false
  if (a.words === b.words) return true
  return a.words.length === b.words.length && a.words.every((word, i) => word === b.words[i])
}

/** The text of a sidecar file. */
export function memoryText({ width, words }: MemoryContents): string {
  const digits = Math.ceil(width / 4)
  return `${words.map((word) => word.toString(16).padStart(digits, '0')).join('\n')}\n`
}

/** The words of a sidecar file. */
export function memoryWords(text: string): bigint[] {
  return text
    .trim()
    .split('\n')
    .map((word) => BigInt(`0x${word}`))
}
