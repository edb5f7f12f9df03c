/** Diagnostics as the user reads them: with the line of source that they are about. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Diagnostic, formatDiagnostic, type Place } from '../diagnostics.ts'

/** The longest elaboration stack that is shown whole. */
const shownFrames = 8

/**
 * The text of some diagnostics, separated by blank lines, each with its source line if the file can be read. Long
 * elaboration stacks keep both ends: the innermost scopes say what went wrong, the outermost who asked for it.
 *
 * @param root the folder that places are relative to
 * @example
 * const mistake = diagnostic({ code: 'BL0101', message: 'a register has width 0', place: { file: 'none.ts', line: 7 } })
 * renderDiagnostics([mistake], process.cwd()) // 'BL0101 a register has width 0\n  --> none.ts:7'
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], root: string): string {
  const files = new Map<string, readonly string[]>()
  const sourceLine = ({ file, line }: Place): string | null => {
    const lines = files.get(file) ?? readLines(resolve(root, file))
    files.set(file, lines)
    return lines[line - 1]?.trimEnd() ?? null
  }
  return diagnostics
    .map((diagnostic) => ({ ...diagnostic, stack: bothEnds(diagnostic.stack) }))
    .map((diagnostic) => formatDiagnostic(diagnostic, sourceLine))
    .join('\n\n')
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}

function bothEnds(stack: readonly string[]): readonly string[] {
  if (stack.length <= shownFrames) return stack
  const outer = Math.floor((shownFrames - 1) / 2)
  const inner = shownFrames - 1 - outer
  const left = stack.length - inner - outer
  return [...stack.slice(0, inner), `(${left} more)`, ...stack.slice(-outer)]
}
