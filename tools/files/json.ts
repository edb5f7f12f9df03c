/** JSON that a user may have written: parsed, checked against a schema, and laid out for reading. */
import type { z } from 'zod'
import { InputError } from './input-error.ts'

/**
 * Parses a text and checks it.
 *
 * @param place The file that the text came from.
 * @param help What the file should look like.
 * @throws InputError at the first value that does not fit, its place such as `sfc/network.json: layers[2].inputs`.
 *
 * @example
 * const schema = z.object({ pe: z.int() })
 * parseJson(schema, '{"pe":32}', 'folding.json', 'write {"pe":32}').pe // 32
 */
export function parseJson<T>(schema: z.ZodType<T>, text: string, place: string, help: string): T {
  const result = schema.safeParse(parseText(text, place, help))
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const path = issue.path.reduce<string>(
    (head, key) =>
      typeof key === 'number' ? `${head}[${key}]` : head === '' ? String(key) : `${head}.${String(key)}`,
    '',
  )
  throw new InputError(lowerFirst(issue.message), { place: path === '' ? place : `${place}: ${path}`, help })
}

/** Lays a plain value out: on one line what fits into 100 columns, otherwise one entry a line; ends with a line feed. */
export function formatJson(value: unknown): string {
  return `${layOut(value, '')}\n`
}

function parseText(text: string, place: string, help: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`this is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      place,
      help,
    })
  }
}

function layOut(value: unknown, indent: string): string {
  const line = oneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= 100) return line
  const inner = `${indent}  `
  const entries = Array.isArray(value)
    ? value.map((entry) => layOut(entry, inner))
    : keysOf(value).map(([key, entry]) => `${key}: ${layOut(entry, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = keysOf(value).map(([key, entry]) => `${key}: ${oneLine(entry)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** Keys, quoted, and values; keys without a value are left out, as JSON.stringify does. */
function keysOf(value: object): [string, unknown][] {
  const present = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return present.map(([key, entry]) => [JSON.stringify(key), entry])
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
