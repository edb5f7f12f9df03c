/** Type tests: what TypeScript must accept and refuse in code that uses the language. */

import {
  Bits,
  concat,
  input,
  inputStream,
  module,
  mux,
  output,
  outputStream,
  popcount,
  reg,
  type Signal,
  when,
  wire,
} from '../../dsl/index.ts'

/** Compiled, never run: each `@ts-expect-error` fails the type check when the line below it is accepted. */
export function mistakesThatTypeScriptFinds(
  a8: Signal<8>,
  b8: Signal<8>,
  c9: Signal<9>,
  n: Signal<number>,
): void {
  a8.xnor(b8)
  a8.add(1)
  a8.add(255n)
  a8.add(n)
  n.add(a8)
  const kept: Signal<8> = a8.and(b8).not().add(n)
  const oneBit: Signal<1> = a8.lt(b8)
  const widened: Signal<9> = a8.zext(9)
  mux(oneBit, kept, b8)
  mux(oneBit, 0, widened.and(c9))
  popcount(concat(a8, c9)).add(n)

  // @ts-expect-error width 9 does not match width 8
  a8.xnor(c9)
  // @ts-expect-error width 9 does not match width 8
  a8.eq(c9)
  // @ts-expect-error width 9 does not match width 8
  mux(oneBit, a8, c9)
  // @ts-expect-error a string is no operand
  a8.add('1')
  // @ts-expect-error values and graphs do not mix
  a8.add(Bits.of(1, 8))
  // @ts-expect-error a result keeps its width
  const wrong: Signal<9> = a8.add(1)
  wrong.not()
  // @ts-expect-error a condition has one bit
  when(a8, () => {})
  // @ts-expect-error a register takes its own width
  reg(8).set(c9)
  // @ts-expect-error a wire takes its own width
  wire(8).set(c9)
}

const Adder = module(
  () => 'adder',
  () => ({ a: input(8), b: input(8), sum: output(8) }),
  ({ a, b }) => ({ sum: a.add(b) }),
)

export const WrongWidth = module(
  () => 'wrong_width',
  () => ({ a: input(8), y: output(8) }),
  // @ts-expect-error the output is 8 bits wide
  ({ a }) => ({ y: a.zext(9) }),
)

export const Undriven = module(
  () => 'undriven',
  () => ({ a: input(8), y: output(8), z: output(1) }),
  // @ts-expect-error the output z is not driven
  ({ a }) => ({ y: a }),
)

export const Streams = module(
  () => 'streams',
  () => ({
    source: inputStream({ data: 8 }),
    sink: outputStream({ data: 8 }),
    other: outputStream({ data: 9 }),
  }),
  // @ts-expect-error a stream of another width
  ({ source }) => ({ sink: source, other: source }),
)

export function wrongUses(a8: Signal<8>, c9: Signal<9>): void {
  const { sum } = Adder({})({ a: a8, b: 1 })
  const still8: Signal<8> = sum
  still8.not()
  // @ts-expect-error b is missing
  Adder({})({ a: a8 })
  // @ts-expect-error c is unknown
  Adder({})({ a: a8, b: a8, c: a8 })
  // @ts-expect-error b is 8 bits wide
  Adder({})({ a: a8, b: c9 })
  // @ts-expect-error there is no output called total
  Adder({})({ a: a8, b: a8 }).total.not()
}
