/** Words that C++ generator functions for high-level synthesis send: their arrays, in the order of their loops. */

import { InputError } from '../../tools/files/input-error.ts'

const loop = /for\s*\(\s*int i\s*=\s*0;\s*i\s*<\s*([\d*\s]+);[^{]*\{([^}]*)\}/g

/** The arrays of 32-bit words of a C++ text, by name. */
export function wordArrays(text: string): ReadonlyMap<string, Uint32Array> {
  const arrays = new Map<string, Uint32Array>()
  for (const [, name, list] of text.matchAll(/unsigned int\s+(\w+)\[\]\s*=\s*\{([^}]*)\}/g)) {
    arrays.set(name!, Uint32Array.from(list!.match(/0x[0-9a-fA-F]+/g) ?? [], Number))
  }
  return arrays
}

/**
 * What the last of some generators in a row sends. Each is a text with one function, whose loops hand on so many words of
 * the generator before it (`Input_1.read()`), or send so many of an array (`array[i]`).
 *
 * @throws InputError when a loop wants other words than there are.
 */
export function generatedWords(texts: readonly string[]): Uint32Array {
  let sent: readonly Uint32Array[] = []
  for (const text of texts) {
    const arrays = wordArrays(text)
    // Behind the function some files have a program that tries it.
    const [body = ''] = text.slice(text.indexOf('void ')).split('#ifdef')
    const before = sent
    sent = [...body.matchAll(loop)].flatMap(([, bound, inside]) => {
      const count = bound!.split('*').reduce((product, factor) => product * Number(factor), 1)
      if (inside!.includes('Input_1.read()')) return checked(before, count)
      const name = /(\w+)\[i\]/.exec(inside!)?.[1] ?? ''
      return checked([arrays.get(name) ?? new Uint32Array(0)], count, name)
    })
  }
  return concatenated(sent)
}

function checked(
  parts: readonly Uint32Array[],
  count: number,
  name = 'the words before',
): readonly Uint32Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length === count) return parts
  throw new InputError(`${name} has ${length} words, but ${count} are sent`, {
    help: 'check out the commit that docs/data.md names',
  })
}

function concatenated(parts: readonly Uint32Array[]): Uint32Array {
  const words = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    words.set(part, at)
    at += part.length
  }
  return words
}
