/** Graphs as a carrier of the combinational algebra: each operator adds a node to the module under elaboration. */

import { Comb } from './comb.ts'
import { currentContext, type ModuleContext } from './context.ts'
import { describeNode } from './describe.ts'
import type { BinaryOperator, Node, NodeId, UnaryOperator } from './ir/node.ts'
import { currentScope, fail, takeName, tick } from './scope.ts'
import { type Arm, type Carrier, requireValueOf } from './value.ts'
import { checkWidth, literal, showBits } from './width.ts'

/** The carrier of graphs. */
export interface SignalCarrier extends Carrier {
  readonly type: Signal<this['width']>
}

/** A value of `W` bits that hardware computes in every cycle. */
export class Signal<W extends number = number> extends Comb<W, SignalCarrier> {
  readonly width: number
  /** @internal */
  readonly context: ModuleContext
  /** @internal Index of the node in the module's IR. */
  readonly id: NodeId
  readonly #madeAt = tick()

  /** @internal Users get signals from ports, operators, `reg`, `wire` and `constant`. */
  constructor(context: ModuleContext, id: NodeId) {
    super()
    this.context = context
    this.id = id
    this.width = context.builder.nodes[id]!.width
  }

  /**
   * Gives the signal a name that no variable overrides.
   *
   * @example
   * const Sum = module(
   *   () => 'sum',
   *   () => ({ a: input(4), b: input(4), y: output(4) }),
   *   ({ a, b }) => ({ y: a.add(b).named('total').not() }),
   * )
   * topModule(elaborate(Sum, {})).meta.some((meta) => meta.name === 'total') // true
   */
  named(name: string): this {
    const meta = this.context.builder.meta[this.id]!
    if (meta.strength !== 'port') {
      meta.name = name
      meta.strength = 'explicit'
    }
    return this
  }

  /** Puts a comment on the signal's declaration in the emitted text. */
  commented(comment: string): this {
    this.context.builder.meta[this.id]!.comment = comment
    return this
  }

  [takeName](name: string, since: number): void {
    if (this.#madeAt < since) return
    const meta = this.context.builder.meta[this.id]!
    if (meta.strength === 'port' || meta.strength === 'explicit') return
    meta.name = [...currentScope(), name].join('_')
    meta.strength = 'variable'
  }

  override describe(): string {
    return describeNode(this.context, this.id)
  }

  protected override makeConstant(value: number | bigint, width: number): Signal {
    return this.#add({ kind: 'constant', width, value: literal(value, width) })
  }

  protected override makeUnary(operator: UnaryOperator, width: number): Signal {
    return this.#add({ kind: 'unary', width, operator, operand: this.id })
  }

  protected override makeBinary(operator: BinaryOperator, right: Signal, width: number): Signal {
    return this.#add({ kind: 'binary', width, operator, left: this.id, right: this.#own(right) })
  }

  protected override makeSlice(low: number, width: number): Signal {
    if (width === this.width) return this
    return this.#add({ kind: 'slice', width, operand: this.id, low })
  }

  protected override makeElement(index: Signal, width: number): Signal {
    return this.#add({ kind: 'element', width, operand: this.id, index: this.#own(index) })
  }

  protected override makeConcat(lower: readonly Signal[], width: number): Signal {
    const operands = [this.id, ...lower.map((part) => this.#own(part))]
    return this.#add({ kind: 'concat', width, operands })
  }

  protected override makeExtend(signed: boolean, width: number): Signal {
    return this.#add({ kind: 'extend', width, signed, operand: this.id })
  }

  protected override makeMux(whenTrue: Signal, whenFalse: Signal): Signal {
    return this.#add({
      kind: 'mux',
      width: whenTrue.width,
      condition: this.id,
      whenTrue: this.#own(whenTrue),
      whenFalse: this.#own(whenFalse),
    })
  }

  protected override makeMatch(arms: readonly Arm<Signal>[], otherwise: Signal): Signal {
    return this.#add({
      kind: 'match',
      width: otherwise.width,
      subject: this.id,
      arms: arms.map(({ values, result }) => ({ values, result: this.#own(result) })),
      otherwise: this.#own(otherwise),
    })
  }

  #add(node: Node): Signal {
    requireContext(currentContext('an operator'), this)
    return new Signal(this.context, this.context.add(node))
  }

  #own(other: Signal): NodeId {
    return requireContext(this.context, other)
  }
}

/** The node of a signal that belongs to `context`; signals of other modules must come through ports (BL0202). */
export function requireContext(context: ModuleContext, signal: unknown, what = 'an operator'): NodeId {
  const value = requireValueOf(what, signal)
  if (!(value instanceof Signal)) {
    fail({
      code: 'BL0118',
      message: `${what} was given the number \`${value.describe()}\` where it needs a signal`,
      help: `make a signal of it: constant(value, ${value.width})`,
    })
  }
  if (value.context === context) return value.id
  fail({
    code: 'BL0202',
    message: `\`${value.describe()}\` belongs to module ${value.context.name} and is used in module ${context.name}`,
    help: 'pass it through an input port',
  })
}

/** The node of a value or literal that must have `width` bits; `what` names the place it goes to (BL0116). */
export function requireValue(
  context: ModuleContext,
  value: Signal | number | bigint,
  width: number,
  what: string,
): NodeId {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return context.add({ kind: 'constant', width, value: literal(value, width) })
  }
  const id = requireContext(context, value, what)
  if (value.width !== width) {
    fail({
      code: 'BL0116',
      message: `${what} is ${showBits(width)}, but \`${value.describe()}\` is ${showBits(value.width)}`,
      help:
        value.width < width
          ? `use .zext(${width}) or .sext(${width})`
          : `use .trunc(${width}) or a comparison`,
    })
  }
  return id
}

/**
 * A constant signal of `width` bits in the module under elaboration.
 *
 * @throws DiagnosticError BL0103 when the value does not fit.
 *
 * @example
 * const Five = module(
 *   () => 'five',
 *   () => ({ y: output(4) }),
 *   () => ({ y: constant(5, 4) }),
 * )
 * elaborate(Five, {}).top // 'five'
 */
export function constant<W extends number>(value: number | bigint, width: W): Signal<W> {
  checkWidth(width, 'a constant')
  const context = currentContext('a constant')
  return new Signal<W>(context, context.add({ kind: 'constant', width, value: literal(value, width) }))
}
