/** `when`: assignments under conditions, lowered to muxes as they are written, so that latches cannot exist. */

import { type Assignments, currentContext, type ModuleContext, type Target } from './context.ts'
import type { NodeId } from './ir/node.ts'
import { fail } from './scope.ts'
import { requireContext, type Signal } from './signal.ts'
import { requireOneBit } from './value.ts'

/** What follows a `when`. */
export interface When {
  /** Runs when no condition before holds and this one does. */
  elsewhen(condition: Signal<1>, body: () => void): When
  /** Runs when no condition holds. */
  otherwise(body: () => void): void
}

/** What a body did. */
interface Outcome {
  readonly assignments: Assignments
  /** Targets made in the body: what the body assigns to them holds always, for it has no meaning elsewhere. */
  readonly made: ReadonlySet<Target>
}

interface Branch extends Outcome {
  readonly condition: NodeId
}

/**
 * Assignments inside `body` apply in cycles where `condition` is 1; the last that applies wins. They may set registers, and
 * wires with a default. Registers and wires that are made inside `body` live there and are set as if the `when` were not.
 *
 * @throws DiagnosticError BL0115 when the condition is wider than one bit, BL0304 when `elsewhen` or `otherwise` does not
 * directly follow.
 *
 * @example
 * const Saturating = module(
 *   () => 'saturating_counter',
 *   () => ({ up: input(1), clear: input(1), count: output(4) }),
 *   ({ up, clear }) => {
 *     const count = reg(4, { init: 0 })
 *     when(clear, () => count.set(0)).elsewhen(up.and(count.ne(15)), () => count.set(count.add(1)))
 *     return { count }
 *   },
 * )
 * elaborate(Saturating, {}).top // 'saturating_counter'
 */
export function when(condition: Signal<1>, body: () => void): When {
  const context = currentContext('a when')
  return chain(context, context.assignments, [], condition, body)
}

function chain(
  context: ModuleContext,
  before: Assignments,
  earlier: readonly Branch[],
  condition: Signal<1>,
  body: () => void,
): When {
  requireOneBit('when', condition)
  const id = requireContext(context, condition, 'the condition of when')
  const branches = [...earlier, { condition: id, ...run(context, before, body) }]
  const untouched = { assignments: before, made: new Set<Target>() }
  merge(context, branches, untouched)

  const { changes, bodies } = context
  const requireAdjacent = (what: string) => {
    const sameModule = currentContext(`an ${what}`) === context
    if (sameModule && context.changes === changes && context.bodies === bodies) return
    fail({
      code: 'BL0304',
      message: `${what} does not directly follow its when: something was assigned in between`,
      help: 'write when(…).elsewhen(…).otherwise(…) as one expression',
    })
  }
  return {
    elsewhen(nextCondition, nextBody) {
      requireAdjacent('elsewhen')
      return chain(context, before, branches, nextCondition, nextBody)
    },
    otherwise(lastBody) {
      requireAdjacent('otherwise')
      merge(context, branches, run(context, before, lastBody))
    },
  }
}

/** What `body` does, started from the assignments before the `when`. */
function run(context: ModuleContext, before: Assignments, body: () => void): Outcome {
  const { bodies, targets } = context
  const known = targets.length
  context.restart(before)
  context.bodies = [...bodies, {}]
  try {
    body()
  } finally {
    context.bodies = bodies
  }
  return { assignments: context.assignments, made: new Set(targets.slice(known)) }
}

/** Every target that some branch assigns becomes a chain of muxes over the branches. */
function merge(context: ModuleContext, branches: readonly Branch[], otherwise: Outcome): void {
  const outcomes = [...branches, otherwise]
  const merged = new Map<Target, NodeId>()
  for (const target of new Set(outcomes.flatMap(({ assignments }) => [...assignments.keys()]))) {
    const home = outcomes.find(({ made }) => made.has(target))
    const unassigned = home?.assignments.get(target) ?? target.initial
    const valueIn = ({ assignments }: Outcome) => assignments.get(target) ?? unassigned
    let value = valueIn(otherwise)
    for (const branch of branches.toReversed()) {
      const whenTrue = valueIn(branch)
      if (whenTrue === value) continue
      const { width } = context.builder.nodes[target.id]!
      value = context.add({
        kind: 'mux',
        width,
        condition: branch.condition,
        whenTrue,
        whenFalse: value,
      })
    }
    merged.set(target, value)
  }
  context.restart(merged)
}
