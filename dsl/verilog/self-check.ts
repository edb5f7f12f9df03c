/** The self-check: every emitted text is read back by an independent grammar and must be the tree it was printed from. */

import { DiagnosticError, diagnostic } from '../diagnostics.ts'
import { type ReadModule, readModule, VerilogSyntaxError } from './grammar.ts'
import type { VerilogModule } from './tree.ts'

/**
 * Checks that `text` says what `tree` says, so that nothing outside the subset leaves the program.
 *
 * @throws DiagnosticError BL0604 with the line of `file` that differs. Always a bug of Bitloom, never of the user.
 */
export function selfCheck(file: string, text: string, tree: VerilogModule): void {
  const found = difference(text, tree)
  if (found === null) return
  throw new DiagnosticError([
    diagnostic({
      code: 'BL0604',
      message: `the printed text of ${tree.name} does not pass the self-check: ${found.what}`,
      place: { file, line: found.line },
      notes: [`the line reads: ${text.split('\n')[found.line - 1]?.trim() ?? ''}`],
      help: 'this is a bug in Bitloom, not in your design; please report it with this message',
    }),
  ])
}

interface Difference {
  readonly line: number
  readonly what: string
}

function difference(text: string, tree: VerilogModule): Difference | null {
  let read: ReadModule
  try {
    read = readModule(text)
  } catch (error) {
    if (!(error instanceof VerilogSyntaxError)) throw error
    return { line: error.line, what: error.message }
  }
  const { portLines, itemLines } = read
  if (!isEqual(read.tree.header, tree.header)) return { line: 1, what: 'the header comment differs' }
  if (read.tree.name !== tree.name || read.tree.trailing !== tree.trailing) {
    return { line: portLines[0] ?? 1, what: `the module opens as ${read.tree.name}` }
  }
  return (
    differenceInList('port', read.tree.ports, tree.ports, portLines) ??
    differenceInList('item', read.tree.items, tree.items, itemLines)
  )
}

function differenceInList(
  what: string,
  found: readonly unknown[],
  expected: readonly unknown[],
  lines: readonly number[],
): Difference | null {
  const length = Math.max(found.length, expected.length)
  for (let i = 0; i < length; i++) {
    if (isEqual(found[i], expected[i])) continue
    return { line: lines[i] ?? lines.at(-1) ?? 1, what: `${what} ${i + 1} reads back differently` }
  }
  return null
}

/** Deep equality of plain data. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  return keys.every((key) => key in right && isEqual(left[key], right[key]))
}
