/**
 * Emitted texts without what changes on purpose: the places of sources, the column that they stand in, and names that were changed.
 *
 * Plain JavaScript, because it runs inside checkouts.
 */

import { createHash } from 'node:crypto'
import { renames } from './adapter.mjs'

/** A source place at the end of a line, with the blanks that align it. */
const placeAtEnd = /[ \t]*\/\/ @\[[^\]\n]*\]$/gm

/** A comment to the end of its line; emitted RTL has no others, and no `//` in a string. */
const comment = /[ \t]*\/\/.*$/gm

/** A name with the changes on purpose. */
export function plainName(name) {
  return renames.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), name)
}

/** RTL, or the words of a memory, without source places. */
export function plainText(text) {
  return plainName(text.replace(placeAtEnd, ''))
}

/** The code alone, without empty lines. */
export function codeOf(text) {
  return text.replace(comment, '').replace(/^\s*\n/gm, '')
}

/** A manifest without source places. */
export function plainManifest(text) {
  const withoutPlaces = (key, value) => (key === 'places' || key === 'place' ? undefined : value)
  return plainName(JSON.stringify(JSON.parse(text, withoutPlaces)))
}

/** SHA-256 in hexadecimal. */
export function sha256(text) {
  return createHash('sha256').update(text).digest('hex')
}
