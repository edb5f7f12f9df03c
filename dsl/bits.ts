/** Values as a carrier of the combinational algebra: what every operator means, on exact-width bigints. */

import { Comb } from './comb.ts'
import { evaluateBinary, evaluateUnary, toSigned, wrap } from './ir/evaluate.ts'
import type { BinaryOperator, UnaryOperator } from './ir/node.ts'
import type { Arm, Carrier } from './value.ts'
import { checkWidth, literal } from './width.ts'

/** The carrier of values. */
export interface BitsCarrier extends Carrier {
  readonly type: Bits<this['width']>
}

/**
 * A constant bit vector.
 *
 * @example
 * Bits.of(5, 4).xnor(Bits.of(6, 4)).popcount().value // 2n
 */
export class Bits<W extends number = number> extends Comb<W, BitsCarrier> {
  readonly width: number
  /** 0 <= value < 2^width. */
  readonly value: bigint

  private constructor(value: bigint, width: number) {
    super()
    this.value = value
    this.width = width
  }

  /** A value of `width` bits from an integer in -2^(width-1) .. 2^width - 1. */
  static of<W extends number>(value: number | bigint, width: W): Bits<W> {
    checkWidth(width, 'a value')
    return new Bits<W>(literal(value, width), width)
  }

  /** The value read as two's complement. */
  get signed(): bigint {
    return toSigned(this.value, this.width)
  }

  override describe(): string {
    return `${this.width}'d${this.value}`
  }

  protected override makeConstant(value: number | bigint, width: number): Bits {
    return Bits.of(value, width)
  }

  protected override makeUnary(operator: UnaryOperator, width: number): Bits {
    return new Bits(evaluateUnary(operator, this.value, this.width), width)
  }

  protected override makeBinary(operator: BinaryOperator, right: Bits, width: number): Bits {
    return new Bits(evaluateBinary(operator, this.value, right.value, this.width, right.width), width)
  }

  protected override makeSlice(low: number, width: number): Bits {
    return new Bits(wrap(this.value >> BigInt(low), width), width)
  }

  protected override makeElement(index: Bits, width: number): Bits {
    return new Bits(wrap(this.value >> (index.value * BigInt(width)), width), width)
  }

  protected override makeConcat(lower: readonly Bits[], width: number): Bits {
    return new Bits(
      lower.reduce((high, part) => (high << BigInt(part.width)) | part.value, this.value),
      width,
    )
  }

  protected override makeExtend(signed: boolean, width: number): Bits {
    return new Bits(signed ? wrap(this.signed, width) : this.value, width)
  }

  protected override makeMux(whenTrue: Bits, whenFalse: Bits): Bits {
    return this.value === 1n ? whenTrue : whenFalse
  }

  protected override makeMatch(arms: readonly Arm<Bits>[], otherwise: Bits): Bits {
    return arms.find((arm) => arm.values.includes(this.value))?.result ?? otherwise
  }
}
