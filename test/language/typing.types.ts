/** Type tests: what TypeScript must accept and refuse in code that uses the language. */

import {
  Bits,
  type Comb,
  concat,
  constant,
  Data,
  delayed,
  type Fields,
  fork,
  input,
  inputStream,
  match,
  module,
  mux,
  output,
  outputStream,
  popcount,
  ram,
  reg,
  rom,
  type Signal,
  type SignalCarrier,
  type Stream,
  stream,
  when,
  wire,
} from '../../dsl/index.ts'

/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never
function same<A, B>(_same: Same<A, B>): void {}

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

/** What TypeScript knows about results: literal widths where no arithmetic is needed, `number` elsewhere. */
export function resultsHaveTheirWidths(a8: Signal<8>, b8: Signal<8>, c1: Signal<1>, n: Signal): void {
  const sum = a8.add(b8).sub(1).and(n)
  same<typeof sum, Signal<8>>(true)
  const compared = a8.sge(b8)
  same<typeof compared, Signal<1>>(true)
  const shifted = a8.shl(n).shr(3)
  same<typeof shifted, Signal<8>>(true)
  const cut = a8.trunc(3)
  same<typeof cut, Signal<3>>(true)
  const elements = a8.elements(2)
  same<typeof elements, Signal<2>[]>(true)
  const element = a8.element(c1, 4)
  same<typeof element, Signal<4>>(true)
  const grown = a8.addGrow(b8)
  same<typeof grown, Signal<number>>(true)
  const product = a8.mul(c1)
  same<typeof product, Signal<number>>(true)
  const joined = concat(a8, c1)
  same<typeof joined, Signal<number>>(true)
  const chosen = mux(c1, a8, 0)
  same<typeof chosen, Signal<8>>(true)
  const decoded = match(n, [[[0, 1], a8]], b8)
  same<typeof decoded, Signal<8>>(true)
  const five = constant(5, 4)
  same<typeof five, Signal<4>>(true)
  const later: Signal<8> = delayed(a8)
  later.not()
  const value = Bits.of(3, 4).add(1)
  same<typeof value, Bits<4>>(true)
}

/** State, memories and data keep the width that they were made with. */
export function stateHasItsWidth(a8: Signal<8>, c9: Signal<9>, c1: Signal<1>): void {
  const word = rom(Data.of(8, [1, 2]), { style: 'logic' }).read(c1)
  same<typeof word, Signal<8>>(true)
  const store = ram({ depth: 4, width: 8, style: 'block', readDuringWrite: 'old' })
  store.write(c9, a8, c1)
  // @ts-expect-error the words are 8 bits wide
  store.write(c9, c9, c1)
  // @ts-expect-error an enable has one bit
  reg(8, { en: a8 })
  // @ts-expect-error how a memory is built is said, not guessed
  rom(Data.of(8, [1]))
  // @ts-expect-error what a read gives during a write is said, not guessed
  ram({ depth: 4, width: 8, style: 'block' })
  // @ts-expect-error a default has the width of its wire
  wire(8, { default: c9 })
  // @ts-expect-error one of the results has another width
  match(c1, [[0, c9]], a8)
  // @ts-expect-error a string is no distance
  a8.shl('1')
  // @ts-expect-error literals have no width: one side of mux must have one
  mux(c1, 1, 0)
}

/** Streams carry the widths of their fields. */
export function streamsHaveFields(s: Stream<{ data: 8; last: 1 }>, a8: Signal<8>, c1: Signal<1>): void {
  same<typeof s.payload.data, Signal<8>>(true)
  const mapped = s.map(({ data, last }) => ({ tagged: mux(last, data, 0) }))
  same<typeof mapped, Stream<{ tagged: 8 }>>(true)
  const made = stream(c1, { data: a8 })
  same<typeof made, Stream<{ data: 8 }>>(true)
  const copies = fork(s, 2)
  same<typeof copies, Stream<{ data: 8; last: 1 }>[]>(true)
  // @ts-expect-error there is no such field
  s.payload.first.not()
  // @ts-expect-error valid has one bit
  stream(a8, { data: a8 })
  // @ts-expect-error ready has one bit
  s.accept(a8)
  const fields: Fields<{ data: 8 }> = { data: a8 }
  stream(c1, fields).drain()
}

/** One function on both carriers: a generator's arithmetic can be run on numbers. */
export function onBothCarriers(a8: Signal<8>): void {
  const doubled = <C extends SignalCarrier>(value: Comb<8, C>) => value.add(value)
  doubled(a8).not()
}

const Buffer = module(
  ({ width }: { width: number }) => `buffer_${width}`,
  ({ width }) => ({
    source: inputStream({ data: width }),
    sink: outputStream({ data: width }),
    count: output(4),
  }),
  ({ source }, { width }) => ({ sink: source, count: constant(width, 4) }),
)

/** Parameters and ports of an instance are typed like those of a function. */
export function instancesAreTyped(s8: Stream<{ data: 8 }>, a8: Signal<8>): void {
  const { sink, count } = Buffer({ width: 8 })({ source: s8 })
  same<typeof count, Signal<4>>(true)
  sink.drain()
  // @ts-expect-error the parameter is called width
  Buffer({ lanes: 8 })
  // @ts-expect-error a signal is no stream
  Buffer({ width: 8 })({ source: a8 })
  // @ts-expect-error a stream is no signal
  Adder({})({ a: s8, b: a8 })
}
