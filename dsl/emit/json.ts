/** JSON for people: what fits on a line stands on one line. */

const lineWidth = 110

/** Plain data as indented JSON; arrays and objects that fit in 110 columns are kept together. */
export function readableJson(value: unknown, margin = ''): string {
  const flat = flatJson(value)
  if (typeof value !== 'object' || value === null || margin.length + flat.length <= lineWidth) return flat
  const inner = `${margin}  `
  const list = Array.isArray(value)
  const entries = list
    ? value.map((each: unknown) => inner + readableJson(each, inner))
    : Object.entries(value).map(
        ([key, each]) => `${inner}${JSON.stringify(key)}: ${readableJson(each, inner)}`,
      )
  const [open, close] = list ? '[]' : '{}'
  return `${open}\n${entries.join(',\n')}\n${margin}${close}`
}

function flatJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${flatJson(each)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}
