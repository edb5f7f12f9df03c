/** The combinational algebra: every operator once, for two carriers, values (`Bits`) and graphs (`Signal`). */

import { binaryWidth, unaryWidth } from './ir/evaluate.ts'
import type { BinaryOperator, UnaryOperator } from './ir/node.ts'
import { fail } from './scope.ts'
import { type Amount, type Carrier, type Of, type Other, requireValueOf, type Value } from './value.ts'
import { Vector } from './vector.ts'
import { indexWidth } from './width.ts'

/** A value of `W` bits. Widths are exact: no operator widens or narrows unless its name says so. */
export abstract class Comb<W extends number, C extends Carrier> extends Vector<W, C> {
  /**
   * Inverts every bit.
   *
   * @example
   * Bits.of(0b0011, 4).not().value // 12n
   */
  not(): Of<C, W> {
    return this.#unary('not') as Of<C, W>
  }

  /**
   * Two's complement negation, wrapping.
   *
   * @example
   * Bits.of(3, 4).negate().signed // -3n
   */
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

  /**
   * The number of ones, in clog2(width + 1) bits; stays one wide operation.
   *
   * @example
   * Bits.of(0b1011, 4).popcount().value // 3n
   */
  popcount(): Of<C, number> {
    return this.#unary('popcount')
  }

  /** Bitwise and. */
  and<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('and', other) as Of<C, W>
  }

  /** Bitwise or. */
  or<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('or', other) as Of<C, W>
  }

  /** Bitwise difference. */
  xor<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('xor', other) as Of<C, W>
  }

  /**
   * Bitwise equality: the product of ±1 values when bit 1 means +1.
   *
   * @example
   * Bits.of(0b0101, 4).xnor(0b0110).value // 12n
   */
  xnor<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('xnor', other) as Of<C, W>
  }

  /**
   * Sum, wrapping.
   *
   * @example
   * Bits.of(15, 4).add(1).value // 0n
   */
  add<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('add', other) as Of<C, W>
  }

  /**
   * Unsigned sum, one bit wider, never wraps.
   *
   * @example
   * Bits.of(15, 4).addGrow(1).value // 16n
   */
  addGrow<V extends number>(other: Other<W, V, C>): Of<C, number> {
    const right = this.operand('addGrow', other) as Comb<number, C>
    const width = this.width + 1
    return (this.zext(width) as Comb<number, C>).add(right.zext(width) as Comb<number, C>)
  }

  /** Difference, wrapping. */
  sub<V extends number>(other: Other<W, V, C>): Of<C, W> {
    return this.#binary('sub', other) as Of<C, W>
  }

  /**
   * Unsigned product, as wide as both sides together.
   *
   * @example
   * Bits.of(15, 4).mul(Bits.of(7, 3)).width // 7
   */
  mul<V extends number>(other: Comb<V, C>): Of<C, number> {
    return this.#product('mul', other)
  }

  /**
   * Signed product, as wide as both sides together.
   *
   * @example
   * Bits.of(-3, 4).smul(Bits.of(2, 4)).signed // -6n
   */
  smul<V extends number>(other: Comb<V, C>): Of<C, number> {
    return this.#product('smul', other)
  }

  /** 1 when both sides are equal. */
  eq<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('eq', other) as Of<C, 1>
  }

  /** 1 when the sides differ. */
  ne<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('ne', other) as Of<C, 1>
  }

  /** Unsigned less than. */
  lt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('lt', other) as Of<C, 1>
  }

  /** Unsigned less than or equal. */
  le<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('le', other) as Of<C, 1>
  }

  /** Unsigned greater than. */
  gt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('gt', other) as Of<C, 1>
  }

  /** Unsigned greater than or equal. */
  ge<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('ge', other) as Of<C, 1>
  }

  /**
   * Signed less than: both sides are read as two's complement.
   *
   * @example
   * Bits.of(-1, 4).slt(1).value // 1n
   */
  slt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('slt', other) as Of<C, 1>
  }

  /** Signed less than or equal. */
  sle<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('sle', other) as Of<C, 1>
  }

  /** Signed greater than. */
  sgt<V extends number>(other: Other<W, V, C>): Of<C, 1> {
    return this.#binary('sgt', other) as Of<C, 1>
  }

  /** Signed greater than or equal. */
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

  /**
   * Arithmetic shift right: fills with the sign.
   *
   * @example
   * Bits.of(-4, 4).sar(1).signed // -2n
   */
  sar(amount: Amount<C>): Of<C, W> {
    return this.#shift('sar', amount)
  }

  #unary(operator: UnaryOperator): Of<C, number> {
    return this.makeUnary(operator, unaryWidth(operator, this.width))
  }

  #binary(operator: BinaryOperator, other: Value<number, C> | number | bigint): Of<C, number> {
    const right = this.operand(operator, other)
    return this.makeBinary(operator, right, binaryWidth(operator, this.width, right.width))
  }

  #product(operator: 'mul' | 'smul', other: Comb<number, C>): Of<C, number> {
    const right = requireValueOf<C>(operator, other)
    return this.makeBinary(operator, right, binaryWidth(operator, this.width, right.width))
  }

  #shift(operator: 'shl' | 'shr' | 'sar', amount: Amount<C>): Of<C, W> {
    const distance = typeof amount === 'number' ? this.#distance(amount) : requireValueOf<C>(operator, amount)
    return this.makeBinary(operator, distance, this.width) as Of<C, W>
  }

  /** A constant distance; every distance of the width or more means the same. */
  #distance(amount: number): Value<number, C> {
    if (!(Number.isSafeInteger(amount) && amount >= 0)) {
      fail({
        code: 'BL0109',
        message: `cannot shift ${this.sized()} by ${amount}`,
        help: 'a distance is a whole number of at least 0; the direction is in the operator: shl, shr, sar',
      })
    }
    const distance = Math.min(amount, this.width)
    return this.makeConstant(distance, indexWidth(distance + 1)) as Value<number, C>
  }
}
