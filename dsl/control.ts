/** `when`: assignments under conditions, lowered to muxes as they are written, so that latches cannot exist. */

import { requireOneBit } from './comb.ts'
import { currentContext, type ModuleContext, type Target } from './context.ts'
import type { NodeId } from './ir/node.ts'
import { requireContext, type Signal } from './signal.ts'

/** What follows a `when`. */
export interface When {
  /** Runs when no condition before holds and this one does. */
  elsewhen(condition: Signal<1>, body: () => void): When
  /** Runs when no condition holds. */
  otherwise(body: () => void): void
}

interface Branch {
  readonly condition: NodeId
  readonly assignments: Map<Target, NodeId>
}

/**
 * Assignments inside `body` apply in cycles where `condition` is 1. They may set registers, and wires with a default.
 *
 * @throws DiagnosticError BL0115 when the condition is wider than one bit.
 */
export function when(condition: Signal<1>, body: () => void): When {
  const context = currentContext('a when')
  return chain(context, new Map(context.assignments), [], condition, body)
}

function chain(
  context: ModuleContext,
  before: Map<Target, NodeId>,
  earlier: readonly Branch[],
  condition: Signal<1>,
  body: () => void,
): When {
  requireOneBit('when', condition)
  const branch = { condition: requireContext(context, condition), assignments: run(context, before, body) }
  const branches = [...earlier, branch]
  merge(context, before, branches, before)
  return {
    elsewhen: (next, nextBody) => chain(context, before, branches, next, nextBody),
    otherwise: (lastBody) => merge(context, before, branches, run(context, before, lastBody)),
  }
}

/** The assignments after `body`, started from those before the `when`. */
function run(context: ModuleContext, before: Map<Target, NodeId>, body: () => void): Map<Target, NodeId> {
  context.assignments = new Map(before)
  context.depth++
  try {
    body()
  } finally {
    context.depth--
  }
  return context.assignments
}

/** Every target assigned in some branch becomes a chain of muxes over the branches. */
function merge(
  context: ModuleContext,
  before: Map<Target, NodeId>,
  branches: readonly Branch[],
  otherwise: Map<Target, NodeId>,
): void {
  context.assignments = new Map(before)
  const touched = new Set(
    [...branches.map((branch) => branch.assignments), otherwise].flatMap((map) => [...map.keys()]),
  )
  for (const target of touched) {
    const valueIn = (map: Map<Target, NodeId>) => map.get(target) ?? target.initial ?? -1
    let value = valueIn(otherwise)
    for (const { condition, assignments } of branches.toReversed()) {
      const whenTrue = valueIn(assignments)
      if (whenTrue === value) continue
      const { width } = context.builder.nodes[target.id]!
      value = context.add({ kind: 'mux', width, condition, whenTrue, whenFalse: value })
    }
    context.assignments.set(target, value)
  }
}
