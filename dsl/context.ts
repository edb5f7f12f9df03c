/** The module under elaboration: its builder, and the assignments to its registers and wires so far. */

import { type DiagnosticInput, Report } from './diagnostics.ts'
import { ModuleBuilder, type ModuleHeader } from './ir/builder.ts'
import type { Meta } from './ir/design.ts'
import type { Node, NodeId } from './ir/node.ts'
import { currentPlace, currentScope, fail, mistake } from './scope.ts'

/** Something that must have happened before the module is finished; gives the mistake when it has not. */
export type Obligation = () => DiagnosticInput | null

/** A register, or a wire with a default: what assignments may set, also under conditions. */
export interface Target {
  readonly id: NodeId
  /** The value while nothing is assigned: a register itself, a wire's default. */
  readonly initial: NodeId
}

/** The value that each target takes at the end of the cycle, after some of the assignments. */
export type Assignments = ReadonlyMap<Target, NodeId>

/** The bodies of `when` that enclose a place in the program, outermost first. */
export type Bodies = readonly object[]

/** What is known about the module whose body runs. */
export class ModuleContext {
  readonly builder: ModuleBuilder
  readonly targets: Target[] = []
  readonly obligations: Obligation[] = []
  /** How messages call nodes that have no name but are known under another, such as the ready of a stream. */
  readonly descriptions = new Map<NodeId, () => string>()
  /** The bodies of `when` that enclose what runs now. */
  bodies: Bodies = []
  /** Counts assignments, so that an `elsewhen` knows whether it directly follows its `when`. */
  changes = 0
  #assignments = new Map<Target, NodeId>()

  constructor(header: ModuleHeader) {
    this.builder = new ModuleBuilder(header)
  }

  get name(): string {
    return this.builder.header.name
  }

  /** A copy of the assignments so far. */
  get assignments(): Assignments {
    return new Map(this.#assignments)
  }

  /** Adds a node with the current scope and place. */
  add(node: Node, meta: Partial<Meta> = {}): NodeId {
    return this.builder.add(node, { scope: currentScope(), place: currentPlace(), ...meta })
  }

  /** Assigns one more value; it wins over the earlier ones. */
  assign(target: Target, value: NodeId): void {
    this.#assignments.set(target, value)
    this.changes++
  }

  /** Goes on with other assignments than those so far: at the beginning and at the end of a body. */
  restart(assignments: Assignments): void {
    this.#assignments = new Map(assignments)
    this.changes++
  }

  /** Whether what runs now happens under a condition that did not enclose the place with these bodies. */
  isConditionalFor(bodies: Bodies): boolean {
    return !this.bodies.every((body) => bodies.includes(body))
  }

  /** Drives every target with its final value and checks all obligations. */
  close(): void {
    for (const target of this.targets) {
      this.builder.drive(target.id, this.#assignments.get(target) ?? target.initial)
    }
    const report = new Report()
    for (const obligation of this.obligations) {
      const found = obligation()
      if (found) report.error(mistake(found))
    }
    report.stop()
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
