/** A value by the position of its bits: slices, elements, and the only three ways to change a width. */

import { fail } from './scope.ts'
import { type Carrier, type Of, requireValueOf, Value } from './value.ts'
import { checkWidth, indexWidth, showBits } from './width.ts'

/** A value as a row of bits; bit 0 is the least significant, element 0 lies in the low bits. */
export abstract class Vector<W extends number, C extends Carrier> extends Value<W, C> {
  /**
   * Bit `index`, 0 is the least significant.
   *
   * @example
   * Bits.of(0b0100, 4).bit(2).value // 1n
   */
  bit(index: number): Of<C, 1> {
    this.#requireInside(index, index, `bit ${index}`)
    return this.makeSlice(index, 1) as Of<C, 1>
  }

  /**
   * Bits `high` down to `low`, both included, as in Verilog `[high:low]`.
   *
   * @example
   * Bits.of(0b1101, 4).slice(3, 1).value // 6n
   */
  slice(high: number, low: number): Of<C, number> {
    this.#requireInside(high, low, `slice [${high}:${low}]`)
    return this.makeSlice(low, high - low + 1)
  }

  /**
   * The low `width` bits.
   *
   * @example
   * Bits.of(0x1f, 8).trunc(4).value // 15n
   */
  trunc<V extends number>(width: V): Of<C, V> {
    checkWidth(width, 'trunc')
    if (width > this.width) this.#wrongDirection('trunc', width, `.zext(${width}) or .sext(${width})`)
    return (width === this.width ? this : this.makeSlice(0, width)) as Of<C, V>
  }

  /**
   * Widened with zeros to `width` bits.
   *
   * @example
   * Bits.of(-1, 4).zext(8).value // 15n
   */
  zext<V extends number>(width: V): Of<C, V> {
    return this.#extend(false, width)
  }

  /**
   * Widened with copies of the sign to `width` bits.
   *
   * @example
   * Bits.of(-1, 4).sext(8).value // 255n
   */
  sext<V extends number>(width: V): Of<C, V> {
    return this.#extend(true, width)
  }

  /**
   * The elements of `width` bits that the value is made of; element 0 is in the low bits. The width must divide (BL0106).
   *
   * @example
   * Bits.of(0x321, 12).elements(4).map((element) => element.value) // [1n, 2n, 3n]
   */
  elements<V extends number>(width: V): Of<C, V>[] {
    checkWidth(width, 'elements')
    if (this.width % width !== 0) {
      fail({
        code: 'BL0106',
        message: `${this.sized()} does not divide into elements of ${showBits(width)}`,
        help: `extend it first: .zext(${Math.ceil(this.width / width) * width})`,
      })
    }
    return Array.from({ length: this.width / width }, (_, i) => this.makeSlice(i * width, width) as Of<C, V>)
  }

  /**
   * Element `index` of a vector of `width`-bit elements, element 0 in the low bits. The index has exactly the bits that the
   * elements need, `indexWidth(count)`; where their number is no power of two, indexes past the last element read 0.
   *
   * @example
   * Bits.of(0x321, 12).element(Bits.of(2, 2), 4).value // 3n
   * Bits.of(0x321, 12).element(Bits.of(3, 2), 4).value // 0n
   */
  element<V extends number>(index: Value<number, C>, width: V): Of<C, V> {
    checkWidth(width, 'element')
    const actual = requireValueOf<C>('element', index).width
    const count = Math.ceil(this.width / width)
    const needed = indexWidth(count)
    if (actual > needed) {
      fail({
        code: 'BL0107',
        message: `an index of ${showBits(actual)} is wider than the ${count} elements of ${this.sized()} need`,
        help: `truncate it: ${index.describe()}.trunc(${needed})`,
      })
    }
    if (actual < needed) {
      fail({
        code: 'BL0108',
        message: `an index of ${showBits(actual)} cannot reach the ${count} elements of ${this.sized()}`,
        help: `extend it: ${index.describe()}.zext(${needed})`,
      })
    }
    return (this.zext(width * 2 ** needed) as Vector<number, C>).makeElement(index, width) as Of<C, V>
  }

  #requireInside(high: number, low: number, what: string): void {
    const whole = Number.isSafeInteger(low) && Number.isSafeInteger(high)
    if (whole && low >= 0 && high >= low && high < this.width) return
    fail({
      code: 'BL0105',
      message: `${what} lies outside ${this.sized()}`,
      help: `bits are numbered 0 to ${this.width - 1}; slice(high, low) includes both ends`,
    })
  }

  #extend<V extends number>(signed: boolean, width: V): Of<C, V> {
    const name = signed ? 'sext' : 'zext'
    checkWidth(width, name)
    if (width < this.width) this.#wrongDirection(name, width, `.trunc(${width})`)
    return (width === this.width ? this : this.makeExtend(signed, width)) as Of<C, V>
  }

  #wrongDirection(name: string, width: number, instead: string): never {
    fail({
      code: 'BL0110',
      message: `${name}(${width}) was applied to ${this.sized()}`,
      help: `use ${instead}`,
    })
  }
}
