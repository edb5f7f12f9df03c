/** The module under elaboration: its builder, and the assignments to its registers and wires so far. */

import type { Place } from './diagnostics.ts'
import { ModuleBuilder, type ModuleHeader } from './ir/builder.ts'
import type { Meta } from './ir/design.ts'
import type { Node, NodeId } from './ir/node.ts'
import { currentPlace, currentScope, fail } from './scope.ts'

/** Something that must be used exactly once before the module is finished: a stream. */
export interface Obligation {
  check(): void
}

/** A register or wire that assignments may set. */
export interface Target {
  readonly id: NodeId
  /** The value while nothing is assigned: a register itself, a wire's default; null for a wire that must be set. */
  readonly initial: NodeId | null
  readonly place: Place | null
  describe(): string
}

/** The value that each target takes at the end of the cycle, after the assignments so far. */
type Assignments = Map<Target, NodeId>

export class ModuleContext {
  readonly builder: ModuleBuilder
  readonly targets: Target[] = []
  readonly obligations: Obligation[] = []
  assignments: Assignments = new Map()
  /** How many `when` bodies enclose what runs now. */
  depth = 0

  constructor(header: ModuleHeader) {
    this.builder = new ModuleBuilder(header)
  }

  get name(): string {
    return this.builder.header.name
  }

  /** Adds a node with the current scope and place. */
  add(node: Node, meta: Partial<Meta> = {}): NodeId {
    return this.builder.add(node, { scope: currentScope(), place: currentPlace(), ...meta })
  }

  /** The value of a target after the assignments so far. */
  valueOf(target: Target): NodeId | null {
    return this.assignments.get(target) ?? target.initial
  }

  /** Drives every register and wire with its final value and checks that streams were used. */
  close(): void {
    for (const target of this.targets) {
      const value = this.assignments.get(target) ?? null
      const node = this.builder.nodes[target.id]!
      if (value !== null) this.builder.drive(target.id, value)
      else if (node.kind === 'wire' && target.initial !== null) this.builder.drive(target.id, target.initial)
      else {
        fail({
          code: 'BL0301',
          message: `the ${node.kind} \`${target.describe()}\` is never set`,
          place: target.place,
          help: node.kind === 'wire' ? 'call .set(value) once, or give it a default' : 'call .set(next)',
        })
      }
    }
    for (const obligation of this.obligations) obligation.check()
  }
}

const stack: ModuleContext[] = []

/** The module being elaborated; `what` is what the user tried to make outside of one (BL0201). */
export function currentContext(what: string): ModuleContext {
  const context = stack.at(-1)
  if (context) return context
  fail({
    code: 'BL0201',
    message: `${what} was made outside of a module`,
    help: 'move it into the body of module(name, ports, body)',
  })
}

/** Runs `run` with `context` as the module being elaborated. */
export function withContext<T>(context: ModuleContext, run: () => T): T {
  stack.push(context)
  try {
    return run()
  } finally {
    stack.pop()
  }
}
