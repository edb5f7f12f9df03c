/** A value of exact width, and what a carrier of the algebra implements: `Bits` with numbers, `Signal` with a graph. */

import type { BinaryOperator, UnaryOperator } from './ir/node.ts'
import { fail } from './scope.ts'
import { integer, type SameWidth, showBits } from './width.ts'

/** A carrier of the algebra: given a width, which type holds a value of that width. */
export interface Carrier {
  readonly width: number
  readonly type: unknown
}

/** The type of a `W`-bit value of carrier `C`. */
export type Of<C extends Carrier, W extends number> = (C & { readonly width: W })['type']

/** The other side of an operator: a value of the same width, or a literal that takes this side's width. */
export type Other<W extends number, V extends number, C extends Carrier> =
  | (Value<V, C> & SameWidth<W, V>)
  | number
  | bigint

/** A distance to shift by: a constant, or a value of any width. */
export type Amount<C extends Carrier> = Value<number, C> | number

/** One arm of a match: the subject's values and what they give. */
export interface Arm<T> {
  readonly values: readonly bigint[]
  readonly result: T
}

declare const widthTag: unique symbol

/** A value of `W` bits of carrier `C`. */
export abstract class Value<W extends number, C extends Carrier> {
  /**
   * Makes `Value<8>` and `Value<9>` different types while `Value<number>` fits both (TypeScript compares the parameters of
   * methods both ways); elaboration checks what it cannot see.
   */
  declare readonly [widthTag]?: { compare(width: W): void }['compare']
  /** Bits of the value, at least 1. */
  abstract readonly width: number

  /** How the value is called in diagnostics. */
  abstract describe(): string

  // What a carrier implements. Widths have been checked.
  protected abstract makeConstant(value: number | bigint, width: number): Of<C, number>
  protected abstract makeUnary(operator: UnaryOperator, width: number): Of<C, number>
  protected abstract makeBinary(
    operator: BinaryOperator,
    right: Value<number, C>,
    width: number,
  ): Of<C, number>
  protected abstract makeSlice(low: number, width: number): Of<C, number>
  protected abstract makeElement(index: Value<number, C>, width: number): Of<C, number>
  protected abstract makeConcat(lower: readonly Value<number, C>[], width: number): Of<C, number>
  protected abstract makeExtend(signed: boolean, width: number): Of<C, number>
  protected abstract makeMux(whenTrue: Value<number, C>, whenFalse: Value<number, C>): Of<C, number>
  protected abstract makeMatch(
    arms: readonly Arm<Value<number, C>>[],
    otherwise: Value<number, C>,
  ): Of<C, number>

  /** Name and width, as messages show them. */
  protected sized(): string {
    return `\`${this.describe()}\` (${showBits(this.width)})`
  }

  /** The other side of an operator, as a value: literals take this side's width, values must have it. */
  protected operand(operation: string, other: unknown): Value<number, C> {
    if (typeof other === 'number' || typeof other === 'bigint') {
      return this.makeConstant(other, this.width) as Value<number, C>
    }
    const value = requireValueOf<C>(operation, other)
    requireSameWidth(operation, this, value)
    return value
  }

  /** Values are not JavaScript numbers: `a + b`, `a < b` and template strings are mistakes (BL0111). */
  [Symbol.toPrimitive](): never {
    fail({
      code: 'BL0111',
      message: `\`${this.describe()}\` was used as a JavaScript value`,
      help: 'use the operator methods: a.add(b), a.lt(b), mux(a, b, c); and when(a, …) instead of if (a)',
    })
  }

  /** @internal Concatenation with lower parts; users call `concat`. */
  static join<C extends Carrier>(parts: readonly Value<number, C>[]): Of<C, number> {
    const [first, ...lower] = parts.map((part) => requireValueOf<C>('concat', part))
    if (!first) {
      fail({ code: 'BL0112', message: 'concat was given no parts', help: 'give it at least one value' })
    }
    if (lower.length === 0) return first as Of<C, number>
    return first.makeConcat(
      lower,
      parts.reduce((sum, part) => sum + part.width, 0),
    )
  }

  /** @internal Users call `mux`. */
  static choose<C extends Carrier>(
    condition: Value<number, C>,
    whenTrue: Value<number, C> | number | bigint,
    whenFalse: Value<number, C> | number | bigint,
  ): Of<C, number> {
    requireOneBit('mux', condition)
    const sized = [whenTrue, whenFalse].find((side) => side instanceof Value)
    if (!sized) {
      fail({
        code: 'BL0113',
        message: 'mux has no side with a width: both are literals',
        help: 'write constant(value, width) for one of them',
      })
    }
    return condition.makeMux(sized.operand('mux', whenTrue), sized.operand('mux', whenFalse))
  }

  /** @internal Users call `match`. */
  static decode<C extends Carrier>(
    subject: Value<number, C>,
    arms: readonly { readonly values: readonly (number | bigint)[]; readonly result: unknown }[],
    otherwise: Value<number, C>,
  ): Of<C, number> {
    const sized = arms.map(({ values, result }) => ({
      values: values.map(integer),
      result: otherwise.operand('match', result),
    }))
    const seen = new Set<bigint>()
    for (const value of sized.flatMap((arm) => arm.values)) {
      if (seen.has(value) || value < 0n || value >= 1n << BigInt(subject.width)) {
        fail({
          code: 'BL0114',
          message: `match on ${subject.sized()} lists ${value}, ${seen.has(value) ? 'which was listed before' : 'a value that it never has'}`,
          help: `list each of the values 0 to ${(1n << BigInt(subject.width)) - 1n} at most once`,
        })
      }
      seen.add(value)
    }
    return subject.makeMatch(sized, otherwise)
  }
}

/** Fails with BL0117 unless `other` is a value of the language; TypeScript refuses the rest, JavaScript does not. */
export function requireValueOf<C extends Carrier>(operation: string, other: unknown): Value<number, C> {
  if (other instanceof Value) return other
  fail({
    code: 'BL0117',
    message: `${operation} was given ${showForeign(other)} where it needs a signal`,
    help:
      other === undefined
        ? 'look for a misspelt port or field, or an index past the end of an array'
        : 'operators and ports take signals and integers; a stream has .valid, .ready and .payload',
  })
}

/** What something that is no signal is, in a few words. */
function showForeign(other: unknown): string {
  if (other === undefined || other === null || typeof other === 'boolean') return String(other)
  if (typeof other !== 'object') return `a ${typeof other}`
  return Array.isArray(other) ? 'an array' : `an object of class ${other.constructor?.name ?? 'Object'}`
}

/** Fails with BL0104 unless both sides have one width. */
export function requireSameWidth<C extends Carrier>(
  operation: string,
  left: Value<number, C>,
  right: Value<number, C>,
): void {
  if (left.width === right.width) return
  const [narrow, wide] = left.width < right.width ? [left, right] : [right, left]
  const side = (value: Value<number, C>) => `\`${value.describe()}\` is ${showBits(value.width)}`
  fail({
    code: 'BL0104',
    message: `width mismatch in ${operation}: ${side(left)}, ${side(right)}`,
    help: `extend or truncate one side: ${narrow.describe()}.zext(${wide.width})`,
  })
}

/** Fails with BL0115 unless a condition has exactly one bit. */
export function requireOneBit<C extends Carrier>(operation: string, condition: Value<number, C>): void {
  const { width } = requireValueOf<C>(`the condition of ${operation}`, condition)
  if (width === 1) return
  fail({
    code: 'BL0115',
    message: `the condition of ${operation} is \`${condition.describe()}\`, which has ${width} bits`,
    help: 'a condition has one bit: compare it, or use .reduceOr()',
  })
}
