/** The combinational algebra: every operator once, for two carriers, values (`Bits`) and graphs (`Signal`). */

import { binaryWidth, unaryWidth } from './ir/evaluate.ts'
import type { BinaryOperator, UnaryOperator } from './ir/node.ts'
import { fail } from './scope.ts'
import { checkWidth, indexWidth, type SameWidth } from './width.ts'

/** A carrier of the algebra: given a width, which type holds a value of that width. */
export interface Carrier {
  readonly width: number
  readonly type: unknown
}

/** The type of a `W`-bit value of carrier `C`. */
export type Of<C extends Carrier, W extends number> = (C & { readonly width: W })['type']

/** The other side of an operator: a value of the same width, or a literal that takes this side's width. */
export type Other<W extends number, V extends number, C extends Carrier> =
  | (Comb<V, C> & SameWidth<W, V>)
  | number
  | bigint

/** A distance to shift by: a constant, or a value of any width. */
export type Amount<C extends Carrier> = Comb<number, C> | number

declare const widthTag: unique symbol

/** A value of `W` bits. Widths are exact: no operator widens or narrows unless its name says so. */
export abstract class Comb<W extends number, C extends Carrier> {
  /**
   * Makes `Comb<8>` and `Comb<9>` different types while `Comb<number>` fits both (TypeScript compares the parameters of
   * methods both ways); elaboration checks what it cannot see.
   */
  declare readonly [widthTag]?: { compare(width: W): void }['compare']
  abstract readonly width: number

  /** How the value is called in diagnostics. */
  abstract describe(): string

  // What a carrier implements. Widths have been checked.
  protected abstract makeConstant(value: number | bigint, width: number): Of<C, number>
  protected abstract makeUnary(operator: UnaryOperator, width: number): Of<C, number>
  protected abstract makeBinary(
    operator: BinaryOperator,
    right: Comb<number, C>,
    width: number,
  ): Of<C, number>
  protected abstract makeSlice(low: number, width: number): Of<C, number>
  protected abstract makeElement(index: Comb<number, C>, width: number): Of<C, number>
  protected abstract makeConcat(lower: readonly Comb<number, C>[], width: number): Of<C, number>
  protected abstract makeExtend(signed: boolean, width: number): Of<C, number>
  protected abstract makeMux(whenTrue: Comb<number, C>, whenFalse: Comb<number, C>): Of<C, number>
  protected abstract makeMatch(
    arms: readonly Arm<Comb<number, C>>[],
    otherwise: Comb<number, C>,
  ): Of<C, number>

  /** Inverts every bit. */
  not(): Of<C, W> {
    return this.#unary('not') as Of<C, W>
  }

  /** Two's complement negation, wrapping. */
  negate(): Of<C, W> {
    return this.#unary('negate') as Of<C, W>
  }

  /** 1 when every bit is 1. */
  reduceAnd(): Of<C, 1> {
    return this.#unary('reduceAnd') as Of<C, 1>
  }

  /** 1 when any bit is 1. */
  reduceOr(): Of<C, 1> {
    return this.#unary('reduceOr') as Of<C, 1>
  }

  /** 1 when an odd number of bits is 1. */
  reduceXor(): Of<C, 1> {
    return this.#unary('reduceXor') as Of<C, 1>
  }

  /** The number of ones, in clog2(width + 1) bits; stays one wide operation. */
  popcount(): Of<C, number> {
    return this.#unary('popcount')
  }

  and<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('and', other) as Of<C, W>
  }

  or<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('or', other) as Of<C, W>
  }

  xor<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('xor', other) as Of<C, W>
  }

  /** Bitwise equality: the product of ±1 values when bit 1 means +1. */
  xnor<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('xnor', other) as Of<C, W>
  }

  /** Sum, wrapping. */
  add<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('add', other) as Of<C, W>
  }

  /** Unsigned sum, one bit wider, never wraps. */
  addGrow<V extends number>(other: Other<W, V, C>): Of<C, number> {
    const right = this.#operand('addGrow', other)
    const width = this.width + 1
    return (this.zext(width) as Comb<number, C>).add(right.zext(width) as Comb<number, C>)
  }

  /** Difference, wrapping. */
  sub<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('sub', other) as Of<C, W>
  }

  /** Unsigned product, as wide as both sides together. */
  mul<V extends number>(other: Comb<V, C>): Of<C, number> {
    return this.makeBinary('mul', other, binaryWidth('mul', this.width, other.width))
  }

  /** Signed product, as wide as both sides together. */
  smul<V extends number>(other: Comb<V, C>): Of<C, number> {
    return this.makeBinary('smul', other, binaryWidth('smul', this.width, other.width))
  }

  eq<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('eq', other) as Of<C, 1>
  }

  ne<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('ne', other) as Of<C, 1>
  }

  /** Unsigned less than; `slt` is the signed one, and so for `le`, `gt`, `ge`. */
  lt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('lt', other) as Of<C, 1>
  }

  le<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('le', other) as Of<C, 1>
  }

  gt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('gt', other) as Of<C, 1>
  }

  ge<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('ge', other) as Of<C, 1>
  }

  slt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('slt', other) as Of<C, 1>
  }

  sle<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('sle', other) as Of<C, 1>
  }

  sgt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('sgt', other) as Of<C, 1>
  }

  sge<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('sge', other) as Of<C, 1>
  }

  /** Shift left, filling with 0; amounts of the width or more give 0. */
  shl(amount: Amount<C>): Of<C, W> {
    return this.#shift('shl', amount)
  }

  /** Logical shift right; amounts of the width or more give 0. */
  shr(amount: Amount<C>): Of<C, W> {
    return this.#shift('shr', amount)
  }

  /** Arithmetic shift right: fills with the sign. */
  sar(amount: Amount<C>): Of<C, W> {
    return this.#shift('sar', amount)
  }

  /** Bit `index`, 0 is the least significant. */
  bit(index: number): Of<C, 1> {
    return this.slice(index, index) as Of<C, 1>
  }

  /** Bits `high` down to `low`, both included, as in Verilog `[high:low]`. */
  slice(high: number, low: number): Of<C, number> {
    if (!(Number.isSafeInteger(low) && low >= 0 && high >= low && high < this.width)) {
      fail({
        code: 'BL0105',
        message: `slice [${high}:${low}] lies outside ${this.#sized()}`,
        help: `both ends are included and lie between 0 and ${this.width - 1}, high end first`,
      })
    }
    return this.makeSlice(low, high - low + 1)
  }

  /** The low `width` bits. */
  trunc<V extends number>(width: V): Of<C, V> {
    checkWidth(width, 'trunc')
    if (width > this.width) this.#wrongDirection('trunc', width, 'zext or sext')
    return (width === this.width ? this : this.makeSlice(0, width)) as Of<C, V>
  }

  /** Widened with zeros to `width` bits. */
  zext<V extends number>(width: V): Of<C, V> {
    return this.#extend(false, width)
  }

  /** Widened with copies of the sign to `width` bits. */
  sext<V extends number>(width: V): Of<C, V> {
    return this.#extend(true, width)
  }

  /** The elements of `width` bits that the value is made of; element 0 is in the low bits. The width must divide. */
  elements<V extends number>(width: V): Of<C, V>[] {
    checkWidth(width, 'elements')
    if (this.width % width !== 0) {
      fail({
        code: 'BL0106',
        message: `${this.#sized()} does not divide into elements of ${width} bits`,
        help: `extend it to a multiple of ${width} first`,
      })
    }
    return Array.from({ length: this.width / width }, (_, i) => this.makeSlice(i * width, width) as Of<C, V>)
  }

  /**
   * Element `index` of a vector of `width`-bit elements, element 0 in the low bits. Indexes past the last element read 0.
   */
  element<V extends number>(index: Comb<number, C>, width: V): Of<C, V> {
    checkWidth(width, 'element')
    const count = Math.ceil(this.width / width)
    const needed = indexWidth(count)
    if (index.width > Math.max(needed, 16)) {
      fail({
        code: 'BL0107',
        message: `an index of ${index.width} bits is far more than the ${count} elements of ${this.#sized()} need`,
        help: `use .trunc(${needed}) on the index`,
      })
    }
    const full = width * 2 ** index.width
    if (this.width > full) {
      fail({
        code: 'BL0108',
        message: `an index of ${index.width} bits cannot reach the ${count} elements of ${this.#sized()}`,
        help: `extend the index to ${needed} bits: .zext(${needed})`,
      })
    }
    return (this.zext(full) as Comb<number, C>).makeElement(index, width) as Of<C, V>
  }

  #unary(operator: UnaryOperator): Of<C, number> {
    return this.makeUnary(operator, unaryWidth(operator, this.width))
  }

  #binary(operator: BinaryOperator, other: Comb<number, C> | number | bigint): Of<C, number> {
    const right = this.#operand(operator, other)
    return this.makeBinary(operator, right, binaryWidth(operator, this.width, right.width))
  }

  #operand(operation: string, other: Comb<number, C> | number | bigint): Comb<number, C> {
    if (typeof other === 'number' || typeof other === 'bigint') {
      return this.makeConstant(other, this.width) as Comb<number, C>
    }
    requireSameWidth(operation, this, other)
    return other
  }

  #shift(operator: 'shl' | 'shr' | 'sar', amount: Amount<C>): Of<C, W> {
    if (typeof amount === 'number' && !(Number.isSafeInteger(amount) && amount >= 0)) {
      fail({
        code: 'BL0109',
        message: `cannot shift ${this.#sized()} by ${amount}`,
        help: 'shift by 0 or more',
      })
    }
    const right =
      typeof amount === 'number'
        ? (this.makeConstant(amount, indexWidth(amount + 1)) as Comb<number, C>)
        : amount
    return this.makeBinary(operator, right, this.width) as Of<C, W>
  }

  #extend<V extends number>(signed: boolean, width: V): Of<C, V> {
    const name = signed ? 'sext' : 'zext'
    checkWidth(width, name)
    if (width < this.width) this.#wrongDirection(name, width, 'trunc')
    return (width === this.width ? this : this.makeExtend(signed, width)) as Of<C, V>
  }

  #wrongDirection(name: string, width: number, instead: string): never {
    fail({
      code: 'BL0110',
      message: `${name}(${width}) cannot be applied to ${this.#sized()}`,
      help: `use ${instead}`,
    })
  }

  #sized(): string {
    return `${this.describe()} (${this.width} bits)`
  }

  /** Signals are not JavaScript numbers: `a + b` and template strings are mistakes. */
  [Symbol.toPrimitive](): never {
    fail({
      code: 'BL0111',
      message: `${this.describe()} was used as a JavaScript value`,
      help: 'use the operator methods: a.add(b), a.eq(b), mux(a, b, c); use when(a, …) instead of if (a)',
    })
  }

  /** @internal Concatenation with lower parts; users call `concat`. */
  static join<C extends Carrier>(parts: readonly Comb<number, C>[]): Of<C, number> {
    const [first, ...lower] = parts
    if (!first) fail({ code: 'BL0112', message: 'concat needs at least one part' })
    if (lower.length === 0) return first as Of<C, number>
    return first.makeConcat(
      lower,
      parts.reduce((sum, part) => sum + part.width, 0),
    )
  }

  /** @internal Users call `mux`. */
  static choose<C extends Carrier>(
    condition: Comb<number, C>,
    whenTrue: Comb<number, C> | number | bigint,
    whenFalse: Comb<number, C> | number | bigint,
  ): Of<C, number> {
    requireOneBit('mux', condition)
    const sized = [whenTrue, whenFalse].find((side) => side instanceof Comb)
    if (!sized) {
      fail({
        code: 'BL0113',
        message: 'mux needs a value of known width on at least one side',
        help: 'write constant(value, width) for one of the literals',
      })
    }
    return condition.makeMux(sized.#operand('mux', whenTrue), sized.#operand('mux', whenFalse))
  }

  /** @internal Users call `match`. */
  static decode<C extends Carrier>(
    subject: Comb<number, C>,
    arms: readonly Arm<Comb<number, C> | number | bigint>[],
    otherwise: Comb<number, C>,
  ): Of<C, number> {
    const seen = new Set<bigint>()
    const sized = arms.map(({ values, result }) => ({
      values: values.map((value) => BigInt(value)),
      result: otherwise.#operand('match', result),
    }))
    for (const value of sized.flatMap((arm) => arm.values)) {
      if (seen.has(value) || value < 0n || value >= 1n << BigInt(subject.width)) {
        fail({
          code: 'BL0114',
          message: `match on ${subject.#sized()} lists the value ${value}, which ${seen.has(value) ? 'stands in an earlier arm' : 'it never has'}`,
          help: 'list each unsigned value of the subject at most once',
        })
      }
      seen.add(value)
    }
    return subject.makeMatch(sized, otherwise)
  }
}

/** One arm of a match: the subject's values and what they give. */
export interface Arm<T> {
  readonly values: readonly bigint[]
  readonly result: T
}

/** Fails with BL0104 unless both sides have one width. */
export function requireSameWidth<C extends Carrier>(
  operation: string,
  left: Comb<number, C>,
  right: Comb<number, C>,
): void {
  if (left.width === right.width) return
  const [narrow, wide] = left.width < right.width ? [left, right] : [right, left]
  fail({
    code: 'BL0104',
    message: `width mismatch in ${operation}: \`${left.describe()}\` is ${left.width} bits, \`${right.describe()}\` is ${right.width} bits`,
    help: `extend or truncate one side: ${narrow.describe()}.zext(${wide.width})`,
  })
}

/** Fails with BL0115 unless a condition has exactly one bit. */
export function requireOneBit<C extends Carrier>(operation: string, condition: Comb<number, C>): void {
  if (condition.width === 1) return
  fail({
    code: 'BL0115',
    message: `the condition of ${operation} is \`${condition.describe()}\`, which has ${condition.width} bits`,
    help: 'a condition has one bit: compare it, or use .reduceOr()',
  })
}

/**
 * Parts side by side; the first is the most significant, as in Verilog `{a, b}`.
 *
 * @example
 * concat(Bits.of(1, 1), Bits.of(0, 2)).value // 4n
 */
export function concat<C extends Carrier>(...parts: readonly Comb<number, C>[]): Of<C, number> {
  return Comb.join(parts)
}

/**
 * `condition ? whenTrue : whenFalse`; one side may be a literal.
 *
 * @example
 * mux(Bits.of(1, 1), Bits.of(5, 4), 0).value // 5n
 */
export function mux<W extends number, V extends number, C extends Carrier>(
  condition: Comb<number, C>,
  whenTrue: Comb<W, C>,
  whenFalse: Other<W, V, C>,
): Of<C, W>
export function mux<W extends number, C extends Carrier>(
  condition: Comb<number, C>,
  whenTrue: number | bigint,
  whenFalse: Comb<W, C>,
): Of<C, W>
export function mux<W extends number, C extends Carrier>(
  condition: Comb<number, C>,
  whenTrue: Comb<number, C> | number | bigint,
  whenFalse: Comb<number, C> | number | bigint,
): Of<C, W> {
  return Comb.choose(condition, whenTrue, whenFalse) as Of<C, W>
}

/**
 * A decoder, printed as `case`: the result that belongs to the subject's value, else `otherwise`.
 *
 * @example
 * match(Bits.of(2, 2), [[0, 7], [[1, 2], 9]], Bits.of(0, 4)).value // 9n
 */
export function match<W extends number, C extends Carrier>(
  subject: Comb<number, C>,
  arms: readonly (readonly [
    values: number | bigint | readonly (number | bigint)[],
    result: Comb<W, C> | number | bigint,
  ])[],
  otherwise: Comb<W, C>,
): Of<C, W> {
  const decoded = arms.map(([values, result]) => ({
    values: (Array.isArray(values) ? values : [values]).map(BigInt),
    result,
  }))
  return Comb.decode(subject, decoded, otherwise) as Of<C, W>
}

/** The number of ones in `value`, in clog2(width + 1) bits. */
export function popcount<C extends Carrier>(value: Comb<number, C>): Of<C, number> {
  return value.popcount()
}
