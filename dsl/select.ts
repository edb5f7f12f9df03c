/** Putting values together and choosing between them: `concat`, `mux`, `match`; and `popcount` as a function. */

import type { Comb } from './comb.ts'
import { type Carrier, type Of, type Other, Value } from './value.ts'

/**
 * Parts side by side; the first is the most significant, as in Verilog `{a, b}`.
 *
 * @throws DiagnosticError BL0112 without parts.
 *
 * @example
 * concat(Bits.of(1, 1), Bits.of(0, 2)).value // 4n
 */
export function concat<C extends Carrier>(...parts: readonly Comb<number, C>[]): Of<C, number> {
  return Value.join(parts)
}

/**
 * `condition ? whenTrue : whenFalse`; one side may be a literal.
 *
 * @throws DiagnosticError BL0104 when the sides differ in width, BL0115 when the condition is wider than one bit.
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
  whenTrue: Value<number, C> | number | bigint,
  whenFalse: Value<number, C> | number | bigint,
): Of<C, W> {
  return Value.choose(condition, whenTrue, whenFalse) as Of<C, W>
}

/**
 * A decoder, printed as `case`: the result that belongs to the subject's value, else `otherwise`.
 *
 * @throws DiagnosticError BL0114 when a value is listed twice or can never occur.
 *
 * @example
 * match(Bits.of(2, 2), [[0, 7], [[1, 2], 9]], Bits.of(0, 4)).value // 9n
 */
export function match<W extends number, C extends Carrier>(
  subject: Comb<number, C>,
  arms: readonly (readonly [
    values: number | bigint | readonly (number | bigint)[],
    result: Comb<NoInfer<W>, C> | number | bigint,
  ])[],
  otherwise: Comb<W, C>,
): Of<C, W> {
  const decoded = arms.map(([values, result]) => ({
    values: typeof values === 'object' ? values : [values],
    result,
  }))
  return Value.decode(subject, decoded, otherwise) as Of<C, W>
}

/**
 * The number of ones in `value`, in clog2(width + 1) bits.
 *
 * @example
 * popcount(Bits.of(0b1011, 4)).value // 3n
 */
export function popcount<C extends Carrier>(value: Comb<number, C>): Of<C, number> {
  return value.popcount()
}
