/** How parameters are compared and shown: plain JSON in which large data stands as its digest. */

import { createHash } from 'node:crypto'
import { Data } from './data.ts'
import type { Json } from './ir/design.ts'
import { fail } from './scope.ts'

/** Parameters in two forms: `json` for people, where data is a digest, and `key` for comparison, which tells all apart. */
export interface ShownParameters {
  readonly json: Json
  readonly key: string
}

/** What messages call the parameters as a whole. */
const everything = 'parameters'

/**
 * Both forms of a generator's parameters: numbers, strings, booleans, bigints, arrays, plain objects, `Data` and `Int32Array`.
 *
 * @throws DiagnosticError BL0207 for anything else, such as functions or signals.
 *
 * @example
 * showParameters({ lanes: 64, words: Data.of(4, [1, 2]) }).json // { lanes: 64, words: '2x4:732a99495cea' }
 */
export function showParameters(parameters: unknown): ShownParameters {
  return { json: toJson(parameters, everything), key: toKey(parameters) }
}

function toJson(value: unknown, path: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Int32Array) return toJson(wordsOf(value), path)
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
    message: `${path} ${path === everything ? 'are' : 'is'} ${kindOf(value)}, which cannot be a parameter`,
    help: 'parameters are numbers, strings, booleans, bigints, Data, Int32Array, and arrays and plain objects of these',
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

/** Many numbers, which are shown and compared as the words that they are; none at all as an empty list. */
function wordsOf(numbers: Int32Array): Data | readonly number[] {
  return numbers.length === 0
    ? []
    : Data.of(
        32,
        Array.from(numbers, (value) => value >>> 0),
      )
}

/** Checked parameters as text: different for different contents, whatever the order of fields. */
function toKey(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof Int32Array) return toKey(wordsOf(value))
  if (value instanceof Data) return `#${value.hash}`
  if (Array.isArray(value)) return `[${value.map(toKey).join()}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${toKey(field)}`).join()}}`
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' ? `an object of class ${value?.constructor.name}` : `a ${typeof value}`
}
