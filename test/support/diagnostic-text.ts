/** The text of a mistake as the user reads it, without what changes when a test file is edited or a snapshot written. */

import { DiagnosticError } from '../../dsl/diagnostics.ts'
import { renderDiagnostics } from '../../dsl/naming/code-frame.ts'

/**
 * What `run` complains about, with code frames. Line numbers are replaced by `LINE`: the source line that the frame shows
 * proves that the place is right.
 *
 * @throws Error when nothing was wrong, and every error that is no diagnostic.
 */
export function diagnosticText(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error
    return `\n${withoutLineNumbers(renderDiagnostics(error.diagnostics, process.cwd()))}\n`
  }
  throw new Error('expected a DiagnosticError, but nothing was wrong')
}

function withoutLineNumbers(text: string): string {
  return text
    .replace(/(\.ts):\d+/g, '$1:LINE')
    .replace(/^ +\d+ \| /gm, ' LINE | ')
    .replace(/\.toMatchInlineSnapshot\(.*$/gm, '')
}
