/** How parameters are compared and shown: plain JSON in which large data stands as its digest. */

import { createHash } from 'node:crypto'
import { Data } from './data.ts'
import type { Json } from './ir/design.ts'
import { fail } from './scope.ts'

/** Parameters in two forms: `json` for people, `key` for comparison. */
export interface ShownParameters {
  readonly json: Json
  readonly key: string
}

/**
 * The shown form of a generator's parameters: numbers, strings, booleans, bigints, arrays, plain objects and `Data`.
 *
 * @throws DiagnosticError BL0207 for anything else, such as functions or signals.
 */
export function showParameters(parameters: unknown): ShownParameters {
  const json = toJson(parameters, 'parameters')
  return { json, key: JSON.stringify(sortKeys(json)) }
}

function toJson(value: unknown, path: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Data) return `${value.depth}x${value.width}:${value.digest}`
  if (Array.isArray(value)) {
    if (value.length > 1 && value.every((element) => element instanceof Data)) return showDataList(value)
    return value.map((element, i) => toJson(element, `${path}[${i}]`))
  }
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined)
    return Object.fromEntries(entries.map(([key, field]) => [key, toJson(field, `${path}.${key}`)]))
  }
  fail({
    code: 'BL0207',
    message: `${path} is not something that can be a parameter`,
    help: 'parameters are numbers, strings, booleans, bigints, Data, and arrays and plain objects of these',
  })
}

function showDataList(list: readonly Data[]): string {
  const first = list[0]!
  const digest = createHash('sha256')
    .update(list.map((data) => data.digest).join())
    .digest('hex')
    .slice(0, 12)
  return `${list.length} of ${first.depth}x${first.width}:${digest}`
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, field]) => [key, sortKeys(field as Json)]))
}
