/** Registers and wires: the only things that assignments can set, and the only way to feedback. */

import { type Bodies, currentContext, type ModuleContext, type Obligation, type Target } from './context.ts'
import { undriven } from './ir/builder.ts'
import type { NodeId } from './ir/node.ts'
import { currentPlace, fail } from './scope.ts'
import { requireValue, Signal } from './signal.ts'
import { checkWidth, literal } from './width.ts'

/** A register: reads as the value of this cycle, `set` decides the value of the next. */
export class Register<W extends number = number> extends Signal<W> implements Target {
  readonly initial: NodeId = this.id

  /** @internal Users call `reg`. */
  constructor(context: ModuleContext, id: NodeId) {
    super(context, id)
    context.targets.push(this)
    context.obligations.push(this.#neverSet())
  }

  /** The next value, from the next clock edge on. Inside `when` only under its condition; the last that applies wins. */
  set(next: Signal<W> | number | bigint): void {
    this.context.assign(this, valueFor(this, next))
  }

  /** A register that only ever keeps its value is a mistake (BL0301). */
  #neverSet(): Obligation {
    const place = currentPlace()
    return () => {
      const { nodes } = this.context.builder
      const node = nodes[this.id]!
      if (node.kind !== 'register' || node.next !== this.id) return null
      return {
        code: 'BL0301',
        message: `the register \`${this.describe()}\` is never set`,
        place,
        help: 'call .set(next); a value that never changes is a constant(value, width)',
      }
    }
  }
}

/** A wire: a value that may be used before it is defined. */
export abstract class Wire<W extends number = number> extends Signal<W> {
  /** Defines the wire: once, or with a default also under conditions, where the last that applies wins. */
  abstract set(value: Signal<W> | number | bigint): void
}

/** A wire that some assignments may override. */
class WireWithDefault<W extends number> extends Wire<W> implements Target {
  readonly initial: NodeId

  constructor(context: ModuleContext, id: NodeId, initial: NodeId) {
    super(context, id)
    this.initial = initial
    context.targets.push(this)
  }

  override set(value: Signal<W> | number | bigint): void {
    this.context.assign(this, valueFor(this, value))
  }
}

/** A wire that is set once, under no condition. */
export class PlainWire<W extends number = number> extends Wire<W> {
  readonly #bodies: Bodies

  /** @internal Users call `wire`. */
  constructor(context: ModuleContext, id: NodeId) {
    super(context, id)
    this.#bodies = context.bodies
  }

  get isSet(): boolean {
    const node = this.context.builder.nodes[this.id]!
    return node.kind === 'wire' && node.driver !== undriven
  }

  override set(value: Signal<W> | number | bigint): void {
    const driver = valueFor(this, value)
    if (this.context.isConditionalFor(this.#bodies)) {
      fail({
        code: 'BL0302',
        message: `the wire \`${this.describe()}\` is set under a condition but has no default`,
        help: `give it a value for the other case: wire(${this.width}, { default: 0 })`,
      })
    }
    if (this.isSet) {
      fail({
        code: 'BL0303',
        message: `the wire \`${this.describe()}\` is set twice`,
        help: 'set it once; choose between values with mux, or give it a default and use when',
      })
    }
    this.context.builder.drive(this.id, driver)
  }
}

/** The node of a value that `target` is set to, in the module that runs now. */
function valueFor(target: Signal, value: Signal | number | bigint): NodeId {
  const context = currentContext('an assignment')
  if (context !== target.context) {
    fail({
      code: 'BL0202',
      message: `\`${target.describe()}\` belongs to module ${target.context.name} and is set in module ${context.name}`,
      help: 'return the value through an output port and set it outside',
    })
  }
  return requireValue(context, value, target.width, `\`${target.describe()}\``)
}

/**
 * A register of `width` bits on the module's clock. `init` is its value after a synchronous reset; without `init` there is
 * no reset, visibly. `en` keeps the old value in cycles where it is 0.
 *
 * Latency: 1 cycle.
 *
 * @throws DiagnosticError BL0103 when `init` does not fit, BL0116 when `en` is wider than one bit.
 *
 * @example
 * const Counter = module(
 *   () => 'counter',
 *   () => ({ step: input(1), count: output(8) }),
 *   ({ step }) => {
 *     const count = reg(8, { init: 0, en: step })
 *     count.set(count.add(1))
 *     return { count }
 *   },
 * )
 * topModule(elaborate(Counter, {})).resettable // true
 */
export function reg<W extends number>(
  width: W,
  options: { readonly init?: number | bigint; readonly en?: Signal<1> } = {},
): Register<W> {
  checkWidth(width, 'a register')
  const context = currentContext('a register')
  const init = options.init === undefined ? null : literal(options.init, width)
  const enable =
    options.en === undefined ? null : requireValue(context, options.en, 1, 'the enable of a register')
  const id = context.add({ kind: 'register', width, init, next: undriven, enable })
  return new Register<W>(context, id)
}

/**
 * `value` one cycle later; options as for `reg`.
 *
 * @example
 * const Later = module(
 *   () => 'later',
 *   () => ({ a: input(8), y: output(8) }),
 *   ({ a }) => ({ y: delayed(a) }),
 * )
 * topModule(elaborate(Later, {})).clocked // true
 */
export function delayed<W extends number>(
  value: Signal<W>,
  options: { readonly init?: number | bigint; readonly en?: Signal<1> } = {},
): Register<W> {
  const register = reg(value.width as W, options)
  register.set(value)
  return register
}

/**
 * A wire of `width` bits: a value that is used before it is defined. Without a `default` it is set once; with one it may also
 * be set under conditions.
 *
 * @throws DiagnosticError BL0301 at the end of the module when a wire without a default was never set.
 *
 * @example
 * const Arbiter = module(
 *   () => 'arbiter',
 *   () => ({ request: input(2), grant: output(2) }),
 *   ({ request }) => {
 *     const grant = wire(2, { default: 0 })
 *     when(request.bit(0), () => grant.set(1)).elsewhen(request.bit(1), () => grant.set(2))
 *     return { grant }
 *   },
 * )
 * elaborate(Arbiter, {}).top // 'arbiter'
 */
export function wire<W extends number>(
  width: W,
  options: { readonly default?: Signal<NoInfer<W>> | number | bigint } = {},
): Wire<W> {
  checkWidth(width, 'a wire')
  const context = currentContext('a wire')
  if (options.default !== undefined) {
    const initial = requireValue(context, options.default, width, 'the default of a wire')
    return new WireWithDefault<W>(context, context.add({ kind: 'wire', width, driver: undriven }), initial)
  }
  const plain = plainWire(context, width)
  const place = currentPlace()
  context.obligations.push(() => {
    if (plain.isSet) return null
    return {
      code: 'BL0301',
      message: `the wire \`${plain.describe()}\` is never set`,
      place,
      help: 'call .set(value) once, or give it a default',
    }
  })
  return plain
}

/**
 * A wire whose maker sees to it that it is set.
 *
 * @internal
 */
export function plainWire<W extends number>(context: ModuleContext, width: W): PlainWire<W> {
  return new PlainWire<W>(context, context.add({ kind: 'wire', width, driver: undriven }))
}
