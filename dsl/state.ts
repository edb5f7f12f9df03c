/** Registers and wires: the only things that assignments can set, and the only way to feedback. */

import { currentContext, type ModuleContext, type Target } from './context.ts'
import { currentPlace, fail } from './scope.ts'
import { requireValue, Signal } from './signal.ts'
import { checkWidth, literal } from './width.ts'

/** A register: reads as the value of this cycle, `set` decides the value of the next. */
export class Register<W extends number = number> extends Signal<W> implements Target {
  readonly initial: number
  readonly place = currentPlace()

  /** @internal Users call `reg`. */
  constructor(context: ModuleContext, id: number) {
    super(context, id)
    this.initial = id
    context.targets.push(this)
  }

  /** The next value, from the next clock edge on. Inside `when` only under its condition; the last that applies wins. */
  set(next: Signal<W> | number | bigint): void {
    assign(this, this.context, next, this.width)
  }
}

/** A wire: a value that may be used before it is defined. */
export class Wire<W extends number = number> extends Signal<W> implements Target {
  readonly initial: number | null
  readonly place = currentPlace()

  /** @internal Users call `wire`. */
  constructor(context: ModuleContext, id: number, initial: number | null) {
    super(context, id)
    this.initial = initial
    context.targets.push(this)
  }

  /** Defines the wire: once, or with a default also under conditions, where the last that applies wins. */
  set(value: Signal<W> | number | bigint): void {
    if (this.initial === null) {
      if (this.context.depth > 0) {
        fail({
          code: 'BL0302',
          message: `the wire \`${this.describe()}\` is set under a condition but has no default`,
          help: `give it a value for the other case: wire(${this.width}, { default: 0 })`,
        })
      }
      if (this.context.assignments.has(this)) {
        fail({
          code: 'BL0303',
          message: `the wire \`${this.describe()}\` is set twice`,
          help: 'set it once; choose between values with mux, or give it a default and use when',
        })
      }
    }
    assign(this, this.context, value, this.width)
  }
}

function assign(
  target: Target,
  context: ModuleContext,
  value: Signal | number | bigint,
  width: number,
): void {
  if (currentContext('an assignment') !== context) {
    fail({
      code: 'BL0202',
      message: `\`${target.describe()}\` belongs to module ${context.name} and is set in another`,
    })
  }
  context.assignments.set(target, requireValue(context, value, width, `\`${target.describe()}\``))
}

/**
 * A register of `width` bits on the module's clock. `init` is its value after a synchronous reset; without `init` there is
 * no reset, visibly. `en` keeps the old value in cycles where it is 0.
 *
 * Latency: 1 cycle.
 *
 * @throws DiagnosticError BL0103 when `init` does not fit, BL0115 when `en` is wider than one bit.
 */
export function reg<W extends number>(
  width: W,
  options: { readonly init?: number | bigint; readonly en?: Signal<1> } = {},
): Register<W> {
  checkWidth(width, 'reg')
  const context = currentContext('a register')
  const init = options.init === undefined ? null : literal(options.init, width)
  const enable =
    options.en === undefined ? null : requireValue(context, options.en, 1, 'the enable of a register')
  const id = context.add({ kind: 'register', width, init, next: -1, enable })
  return new Register<W>(context, id)
}

/** `value` one cycle later; options as for `reg`. */
export function delayed<W extends number>(
  value: Signal<W>,
  options: { readonly init?: number | bigint; readonly en?: Signal<1> } = {},
): Register<W> {
  const register = reg(value.width as W, options)
  register.set(value)
  return register
}

/** A wire of `width` bits; with a `default` it may be set under conditions. */
export function wire<W extends number>(
  width: W,
  options: { readonly default?: Signal<W> | number | bigint } = {},
): Wire<W> {
  checkWidth(width, 'wire')
  const context = currentContext('a wire')
  const initial =
    options.default === undefined ? null : requireValue(context, options.default, width, 'the wire')
  const id = context.add({ kind: 'wire', width, driver: -1 })
  return new Wire<W>(context, id, initial)
}
