/** Laying out text in 100 columns: documents of pieces that stay on one line if they fit and break if they do not. */

/** A document. In a group that does not fit, every `line` of the group itself becomes a newline. */
export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: 'group'; readonly body: Layout; readonly broken: boolean }
  | { readonly kind: 'indent'; readonly body: Layout }
  | { readonly kind: 'fill'; readonly parts: readonly Layout[] }
  | { readonly kind: 'line'; readonly flat: string }
  | { readonly kind: 'gap'; readonly before: Layout }

/** A space, or a newline when the group breaks. */
export const line: Layout = { kind: 'line', flat: ' ' }

/** Nothing, or a newline when the group breaks. */
export const softLine: Layout = { kind: 'line', flat: '' }

/** A part that stands on one line if it fits, and otherwise breaks at each of its own lines. */
export function group(body: Layout, broken = false): Layout {
  return { kind: 'group', body, broken }
}

/** Lines inside start four columns further right. */
export function indent(body: Layout): Layout {
  return { kind: 'indent', body }
}

/** Parts separated by spaces, as many on a line as fit. */
export function fill(parts: readonly Layout[]): Layout {
  return { kind: 'fill', parts }
}

/** Columns of a line. */
export const pageWidth = 100

/** Columns kept free for the `;`, `,` or `)` that follows. */
const reserve = 2

const step = 4

interface Frame {
  readonly layout: Layout
  readonly indentation: number
  readonly flat: boolean
}

/** `layout` as text that starts at column `column` of a line indented by `indentation`. */
export function render(layout: Layout, indentation: number, column: number): string {
  const out: string[] = []
  let at = column
  const stack: Frame[] = [{ layout, indentation, flat: false }]
  const fits = (body: Layout) => {
    const room = pageWidth - reserve - at
    return flatWidth(body, room) <= room
  }
  const newline = (columns: number) => {
    out.push('\n', ' '.repeat(columns))
    at = columns
  }
  while (stack.length > 0) {
    const { layout: next, indentation: columns, flat } = stack.pop()!
    if (typeof next === 'string') {
      out.push(next)
      at += next.length
    } else if (isList(next)) {
      for (let i = next.length - 1; i >= 0; i--) stack.push({ layout: next[i]!, indentation: columns, flat })
    } else if (next.kind === 'indent') {
      stack.push({ layout: next.body, indentation: columns + step, flat })
    } else if (next.kind === 'group') {
      stack.push({ layout: next.body, indentation: columns, flat: flat || (!next.broken && fits(next.body)) })
    } else if (next.kind === 'fill') {
      for (let i = next.parts.length - 1; i >= 0; i--) {
        stack.push({ layout: next.parts[i]!, indentation: columns, flat })
        if (i > 0) stack.push({ layout: { kind: 'gap', before: next.parts[i]! }, indentation: columns, flat })
      }
    } else if (next.kind === 'gap') {
      if (flat || fits([' ', next.before])) {
        out.push(' ')
        at++
      } else newline(columns)
    } else if (flat) {
      out.push(next.flat)
      at += next.flat.length
    } else newline(columns)
  }
  return out.join('')
}

function isList(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout)
}

/** The width of `layout` on one line; counting ends as soon as it exceeds `limit`. */
export function flatWidth(layout: Layout, limit: number): number {
  let width = 0
  const stack: Layout[] = [layout]
  while (stack.length > 0 && width <= limit) {
    const next = stack.pop()!
    if (typeof next === 'string') width += next.length
    else if (isList(next)) for (let i = next.length - 1; i >= 0; i--) stack.push(next[i]!)
    else if (next.kind === 'line') width += next.flat.length
    else if (next.kind === 'gap') width += 1
    else if (next.kind === 'fill') {
      width += next.parts.length - 1
      for (const part of next.parts) stack.push(part)
    } else if (next.kind === 'group' && next.broken) return Number.POSITIVE_INFINITY
    else stack.push(next.body)
  }
  return width
}
