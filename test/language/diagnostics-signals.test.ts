/** BL01xx: what the language says about signals, widths and literals, word for word. */

import { describe, expect, it } from 'vitest'
import {
  Bits,
  clog2,
  concat,
  constant,
  elaborate,
  indexWidth,
  input,
  match,
  module,
  mux,
  output,
  reg,
  type Signal,
  when,
} from '../../dsl/index.ts'
import { diagnosticText } from '../support/diagnostic-text.ts'

/** Widths that TypeScript does not know, as in generators with parameters. */
interface Inputs {
  readonly a: Signal
  readonly b: Signal
  readonly index: Signal
}

/** What a module with 8-bit `a`, 9-bit `b` and 2-bit `index` is told when its body makes a mistake. */
function mistakeIn(body: (inputs: Inputs) => unknown): string {
  const Example = module(
    () => 'example',
    () => ({ a: input(8 as number), b: input(9 as number), index: input(2 as number), y: output(1) }),
    (inputs) => {
      body(inputs)
      return { y: constant(0, 1) }
    },
  )
  return diagnosticText(() => elaborate(Example, {}))
}

describe('widths', () => {
  it('BL0101: are whole numbers of at least 1', () => {
    expect(
      mistakeIn(() => {
        const count = reg(0)
        return count
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0101 a register has width 0; widths are whole numbers of at least 1
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |         const count = reg(0)
        while elaborating count < Example({})
        help: for an index into n things use indexWidth(n), which is never 0
      "
    `)
    expect(mistakeIn(({ a }) => a.zext(8.5))).toMatchInlineSnapshot(`
      "
      BL0101 zext has width 8.5; widths are whole numbers of at least 1
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.zext(8.5)))
        while elaborating Example({})
        help: for an index into n things use indexWidth(n), which is never 0
      "
    `)
    expect(diagnosticText(() => input(0))).toMatchInlineSnapshot(`
      "
      BL0101 an input port has width 0; widths are whole numbers of at least 1
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(diagnosticText(() => input(0)))
        help: for an index into n things use indexWidth(n), which is never 0
      "
    `)
  })

  it('BL0119: come from a count of at least one', () => {
    expect(diagnosticText(() => clog2(0))).toMatchInlineSnapshot(`
      "
      BL0119 there are no bits for 0 different values
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(diagnosticText(() => clog2(0)))
        help: clog2(n) and indexWidth(n) take whole numbers of at least 1
      "
    `)
    expect(diagnosticText(() => indexWidth(2.5))).toMatchInlineSnapshot(`
      "
      BL0119 there are no bits for 2.5 different values
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(diagnosticText(() => indexWidth(2.5)))
        help: clog2(n) and indexWidth(n) take whole numbers of at least 1
      "
    `)
  })

  it('BL0104: agree on both sides of an operator', () => {
    expect(
      mistakeIn(({ a, b }) => {
        const match = a.xnor(b)
        return match
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0104 width mismatch in xnor: \`a\` is 8 bits, \`b\` is 9 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |         const match = a.xnor(b)
        while elaborating match < Example({})
        help: extend or truncate one side: a.zext(9)
      "
    `)
    expect(mistakeIn(({ a, b, index }) => mux(index.bit(0), a.not(), b.add(1)))).toMatchInlineSnapshot(`
      "
      BL0104 width mismatch in mux: \`a.not()\` is 8 bits, \`b.add(9'd1)\` is 9 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, b, index }) => mux(index.bit(0), a.not(), b.add(1))))
        while elaborating Example({})
        help: extend or truncate one side: a.not().zext(9)
      "
    `)
    expect(mistakeIn(({ a, index }) => match(index, [[0, a.bit(3)]], a))).toMatchInlineSnapshot(`
      "
      BL0104 width mismatch in match: \`a\` is 8 bits, \`a.bit(3)\` is 1 bit
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, index }) => match(index, [[0, a.bit(3)]], a)))
        while elaborating Example({})
        help: extend or truncate one side: a.bit(3).zext(8)
      "
    `)
  })

  it('BL0105: bound the bits that can be taken', () => {
    expect(mistakeIn(({ a }) => a.slice(8, 1))).toMatchInlineSnapshot(`
      "
      BL0105 slice [8:1] lies outside \`a\` (8 bits)
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.slice(8, 1)))
        while elaborating Example({})
        help: bits are numbered 0 to 7; slice(high, low) includes both ends
      "
    `)
    expect(mistakeIn(({ a }) => a.bit(-1))).toMatchInlineSnapshot(`
      "
      BL0105 bit -1 lies outside \`a\` (8 bits)
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.bit(-1)))
        while elaborating Example({})
        help: bits are numbered 0 to 7; slice(high, low) includes both ends
      "
    `)
    expect(mistakeIn(({ a }) => a.slice(2.5, 0))).toMatchInlineSnapshot(`
      "
      BL0105 slice [2.5:0] lies outside \`a\` (8 bits)
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.slice(2.5, 0)))
        while elaborating Example({})
        help: bits are numbered 0 to 7; slice(high, low) includes both ends
      "
    `)
  })

  it('BL0106: divide into elements', () => {
    expect(mistakeIn(({ b }) => b.elements(4))).toMatchInlineSnapshot(`
      "
      BL0106 \`b\` (9 bits) does not divide into elements of 4 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ b }) => b.elements(4)))
        while elaborating Example({})
        help: extend it first: .zext(12)
      "
    `)
  })

  it('BL0107, BL0108: decide the width of an index', () => {
    expect(mistakeIn(({ a, b }) => a.element(b, 2))).toMatchInlineSnapshot(`
      "
      BL0107 an index of 9 bits is wider than the 4 elements of \`a\` (8 bits) need
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, b }) => a.element(b, 2)))
        while elaborating Example({})
        help: truncate it: b.trunc(2)
      "
    `)
    expect(mistakeIn(({ a, index }) => a.element(index, 1))).toMatchInlineSnapshot(`
      "
      BL0108 an index of 2 bits cannot reach the 8 elements of \`a\` (8 bits)
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, index }) => a.element(index, 1)))
        while elaborating Example({})
        help: extend it: index.zext(3)
      "
    `)
  })

  it('BL0109: do not bound shifts, but distances are whole and not negative', () => {
    expect(mistakeIn(({ a }) => a.shl(-1))).toMatchInlineSnapshot(`
      "
      BL0109 cannot shift \`a\` (8 bits) by -1
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.shl(-1)))
        while elaborating Example({})
        help: a distance is a whole number of at least 0; the direction is in the operator: shl, shr, sar
      "
    `)
  })

  it('BL0110: change only in the direction of the operator', () => {
    expect(mistakeIn(({ a }) => a.trunc(9))).toMatchInlineSnapshot(`
      "
      BL0110 trunc(9) was applied to \`a\` (8 bits)
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.trunc(9)))
        while elaborating Example({})
        help: use .zext(9) or .sext(9)
      "
    `)
    expect(mistakeIn(({ a, b }) => a.zext(9).and(b).sext(8))).toMatchInlineSnapshot(`
      "
      BL0110 sext(8) was applied to \`a.zext(9).and(b)\` (9 bits)
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, b }) => a.zext(9).and(b).sext(8)))
        while elaborating Example({})
        help: use .trunc(8)
      "
    `)
  })

  it('BL0115: are 1 for conditions', () => {
    expect(mistakeIn(({ a, b }) => mux(a as Signal<1>, b, 0))).toMatchInlineSnapshot(`
      "
      BL0115 the condition of mux is \`a\`, which has 8 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, b }) => mux(a as Signal<1>, b, 0)))
        while elaborating Example({})
        help: a condition has one bit: compare it, or use .reduceOr()
      "
    `)
    expect(mistakeIn(({ a }) => when(a as Signal<1>, () => {}))).toMatchInlineSnapshot(`
      "
      BL0115 the condition of when is \`a\`, which has 8 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => when(a as Signal<1>, () => {})))
        while elaborating Example({})
        help: a condition has one bit: compare it, or use .reduceOr()
      "
    `)
  })

  it('BL0116: agree with the register or port that takes a value', () => {
    expect(
      mistakeIn(({ a }) => {
        const count = reg(4, { init: 0 })
        count.set(a as Signal<4>)
      }),
    ).toMatchInlineSnapshot(`
      "
      BL0116 \`count\` is 4 bits, but \`a\` is 8 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |         count.set(a as Signal<4>)
        while elaborating Example({})
        help: use .trunc(4) or a comparison
      "
    `)
    expect(mistakeIn(({ a }) => reg(4, { en: a as Signal<1> }))).toMatchInlineSnapshot(`
      "
      BL0116 the enable of a register is 1 bit, but \`a\` is 8 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => reg(4, { en: a as Signal<1> })))
        while elaborating Example({})
        help: use .trunc(1) or a comparison
      "
    `)
  })
})

describe('literals', () => {
  it('BL0102: are whole numbers', () => {
    expect(mistakeIn(({ a }) => a.add(0.5))).toMatchInlineSnapshot(`
      "
      BL0102 0.5 is not a whole number that can be a literal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.add(0.5)))
        while elaborating Example({})
        help: literals are integers; from 2^53 on write a bigint such as 12345678901234567890n
      "
    `)
    expect(mistakeIn(() => constant(2 ** 60, 64))).toMatchInlineSnapshot(`
      "
      BL0102 1152921504606847000 is not a whole number that can be a literal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(() => constant(2 ** 60, 64)))
        while elaborating Example({})
        help: literals are integers; from 2^53 on write a bigint such as 12345678901234567890n
      "
    `)
    expect(mistakeIn(({ a, index }) => match(index, [[1.5, 0]], a))).toMatchInlineSnapshot(`
      "
      BL0102 1.5 is not a whole number that can be a literal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, index }) => match(index, [[1.5, 0]], a)))
        while elaborating Example({})
        help: literals are integers; from 2^53 on write a bigint such as 12345678901234567890n
      "
    `)
  })

  it('BL0103: fit in the width of the other side', () => {
    expect(mistakeIn(({ a }) => a.add(256))).toMatchInlineSnapshot(`
      "
      BL0103 the literal 256 does not fit in 8 bits
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.add(256)))
        while elaborating Example({})
        help: literals of 8 bits lie between -128 and 255
      "
    `)
    expect(mistakeIn(({ a }) => a.bit(0).eq(2))).toMatchInlineSnapshot(`
      "
      BL0103 the literal 2 does not fit in 1 bit
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.bit(0).eq(2)))
        while elaborating Example({})
        help: literals of 1 bit lie between -1 and 1
      "
    `)
  })

  it('BL0113: have no width of their own', () => {
    expect(mistakeIn(({ index }) => mux(index.bit(0), 1, 0 as unknown as Signal))).toMatchInlineSnapshot(`
      "
      BL0113 mux has no side with a width: both are literals
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ index }) => mux(index.bit(0), 1, 0 as unknown as Signal)))
        while elaborating Example({})
        help: write constant(value, width) for one of them
      "
    `)
  })

  it('BL0114: stand in one arm of a match', () => {
    expect(
      mistakeIn(({ a, index }) =>
        match(
          index,
          [
            [[0, 1], a],
            [1, 0],
          ],
          a,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      BL0114 match on \`index\` (2 bits) lists 1, which was listed before
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |         match(
        while elaborating Example({})
        help: list each of the values 0 to 3 at most once
      "
    `)
    expect(mistakeIn(({ a, index }) => match(index, [[4, 0]], a))).toMatchInlineSnapshot(`
      "
      BL0114 match on \`index\` (2 bits) lists 4, a value that it never has
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a, index }) => match(index, [[4, 0]], a)))
        while elaborating Example({})
        help: list each of the values 0 to 3 at most once
      "
    `)
  })
})

describe('values', () => {
  it('BL0111: are no JavaScript numbers', () => {
    expect(mistakeIn(({ a }) => (a as unknown as number) + 1)).toMatchInlineSnapshot(`
      "
      BL0111 \`a\` was used as a JavaScript value
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |       body(inputs)
        while elaborating Example({})
        help: use the operator methods: a.add(b), a.lt(b), mux(a, b, c); and when(a, …) instead of if (a)
      "
    `)
    expect(diagnosticText(() => `${Bits.of(5, 4)}`)).toMatchInlineSnapshot(`
      "
      BL0111 \`4'd5\` was used as a JavaScript value
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(diagnosticText(() => \`\${Bits.of(5, 4)}\`))
        help: use the operator methods: a.add(b), a.lt(b), mux(a, b, c); and when(a, …) instead of if (a)
      "
    `)
  })

  it('BL0112: concatenate only where there are some', () => {
    expect(mistakeIn(() => concat())).toMatchInlineSnapshot(`
      "
      BL0112 concat was given no parts
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(() => concat()))
        while elaborating Example({})
        help: give it at least one value
      "
    `)
  })

  it('BL0117: are not undefined', () => {
    const lanes: Readonly<Record<string, Signal>> = {}
    expect(mistakeIn(({ a }) => a.and(lanes.weigth!))).toMatchInlineSnapshot(`
      "
      BL0117 and was given undefined where it needs a signal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.and(lanes.weigth!)))
        while elaborating Example({})
        help: look for a misspelt port or field, or an index past the end of an array
      "
    `)
    expect(mistakeIn(({ a }) => a.mul([] as unknown as Signal))).toMatchInlineSnapshot(`
      "
      BL0117 mul was given an array where it needs a signal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.mul([] as unknown as Signal)))
        while elaborating Example({})
        help: operators and ports take signals and integers; a stream has .valid, .ready and .payload
      "
    `)
    expect(mistakeIn(({ a }) => a.eq(true as unknown as Signal))).toMatchInlineSnapshot(`
      "
      BL0117 eq was given true where it needs a signal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.eq(true as unknown as Signal)))
        while elaborating Example({})
        help: operators and ports take signals and integers; a stream has .valid, .ready and .payload
      "
    `)
  })

  it('BL0118: of both carriers do not mix', () => {
    expect(mistakeIn(({ a }) => a.and(Bits.of(5, 8) as unknown as Signal))).toMatchInlineSnapshot(`
      "
      BL0118 an operator was given the number \`8'd5\` where it needs a signal
        --> test/language/diagnostics-signals.test.ts:LINE
       LINE |     expect(mistakeIn(({ a }) => a.and(Bits.of(5, 8) as unknown as Signal)))
        while elaborating Example({})
        help: make a signal of it: constant(value, 8)
      "
    `)
  })
})
