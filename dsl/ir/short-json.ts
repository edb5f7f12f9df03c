/** Parameters in messages: short enough to be read. */

import type { Json } from './design.ts'

/**
 * Parameters on one line that a message can carry.
 *
 * @example
 * shortJson({ lanes: 64 }) // '{"lanes":64}'
 */
export function shortJson(value: Json, longest = 60): string {
  const text = JSON.stringify(value)
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}
