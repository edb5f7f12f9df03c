/** The passes in their order: checks that stop at mistakes of the user, then rewrites that keep the meaning. */

import { Report } from '../diagnostics.ts'
import type { Design } from '../ir/design.ts'
import { validateDesign } from '../ir/validate.ts'
import { checkDrivers } from './check-drivers.ts'
import { checkLoops } from './check-loops.ts'
import { checkMemories } from './check-memories.ts'
import { checkPorts } from './check-ports.ts'
import { checkReset } from './check-reset.ts'
import { checkStreams } from './check-streams.ts'
import { checkWidths } from './check-widths.ts'
import { foldConstants } from './fold-constants.ts'
import type { Pass } from './pass.ts'
import { prune } from './prune.ts'
import { recoverEnables } from './recover-enables.ts'
import { removeWires } from './remove-wires.ts'
import { shareExpressions } from './share.ts'

export type { Pass } from './pass.ts'

/**
 * Each relies on what those before it have established: first that everything is connected, then what
 * follows from it.
 */
export const checks: readonly Pass[] = [
  checkPorts,
  checkDrivers,
  checkWidths,
  checkMemories,
  checkLoops,
  checkStreams,
  checkReset,
]

/** Each keeps the behaviour of every module at its ports. */
export const rewrites: readonly Pass[] = [removeWires, foldConstants, shareExpressions, recoverEnables, prune]

/** Runs one pass and stops with everything that it found. */
export function runPass(pass: Pass, design: Design): Design {
  const report = new Report()
  const result = pass.run(design, report)
  report.stop()
  return result
}

/**
 * Checks a design and tidies it up for printing and simulation; the rewrites repeat until none finds anything
 * to do.
 *
 * @throws DiagnosticError with every mistake that the first failing check found.
 *
 * @example
 * runPasses(design).top // 'popcount_stream_8'
 */
export function runPasses(design: Design): Design {
  validateDesign(design)
  let current = checks.reduce((checked, pass) => runPass(pass, checked), design)
  for (let before: Design | null = null; before !== current; ) {
    before = current
    current = rewrites.reduce((rewritten, pass) => runPass(pass, rewritten), current)
  }
  return current
}
