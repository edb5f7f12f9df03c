/** Every operator means the same on values and on graphs: what plain integer arithmetic says, in exact widths. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bits, type Comb, concat, constant, elaborate, match, module, mux, output } from '../../dsl/index.ts'
import type { Carrier } from '../../dsl/value.ts'

const widths = [1, 2, 7, 8, 31, 32, 33, 63, 64, 65, 200]
const width = fc.constantFrom(...widths)

/** A width and some values of that width, corners often. */
function values(count: number): fc.Arbitrary<{ width: number; values: bigint[] }> {
  return width.chain((w) => {
    const top = (1n << BigInt(w)) - 1n
    const corner = fc.constantFrom(0n, 1n, top, top - 1n, top >> 1n, (top >> 1n) + 1n)
    const value = fc.oneof(corner, fc.bigInt(0n, top)).map((v) => BigInt.asUintN(w, v))
    return fc.record({
      width: fc.constant(w),
      values: fc.array(value, { minLength: count, maxLength: count }),
    })
  })
}

const settings = { seed: 1, numRuns: 300 }
const bool = (truth: boolean) => (truth ? 1n : 0n)
const wrap = (value: bigint, w: number) =>
  ((value % (1n << BigInt(w))) + (1n << BigInt(w))) % (1n << BigInt(w))
const signed = (value: bigint, w: number) =>
  value >> BigInt(w - 1) === 1n ? value - (1n << BigInt(w)) : value
const ones = (value: bigint) => BigInt([...value.toString(2)].filter((digit) => digit === '1').length)
const power = (exponent: bigint) => 2n ** exponent

type Operator = (a: Bits, b: Bits) => Bits
type Arithmetic = (a: bigint, b: bigint, w: number) => bigint

/** Operators on two values of one width, what arithmetic says they give, and the width of that. */
const sameWidthOperators: Readonly<Record<string, [Operator, Arithmetic, (w: number) => number]>> = {
  not: [(a) => a.not(), (a, _, w) => power(BigInt(w)) - 1n - a, (w) => w],
  negate: [(a) => a.negate(), (a, _, w) => wrap(-a, w), (w) => w],
  reduceAnd: [(a) => a.reduceAnd(), (a, _, w) => bool(a === power(BigInt(w)) - 1n), () => 1],
  reduceOr: [(a) => a.reduceOr(), (a) => bool(a !== 0n), () => 1],
  reduceXor: [(a) => a.reduceXor(), (a) => ones(a) % 2n, () => 1],
  popcount: [(a) => a.popcount(), (a) => ones(a), (w) => Math.ceil(Math.log2(w + 1))],
  and: [(a, b) => a.and(b), (a, b) => a & b, (w) => w],
  or: [(a, b) => a.or(b), (a, b) => a | b, (w) => w],
  xor: [(a, b) => a.xor(b), (a, b) => a ^ b, (w) => w],
  xnor: [(a, b) => a.xnor(b), (a, b, w) => power(BigInt(w)) - 1n - (a ^ b), (w) => w],
  add: [(a, b) => a.add(b), (a, b, w) => wrap(a + b, w), (w) => w],
  addGrow: [(a, b) => a.addGrow(b), (a, b) => a + b, (w) => w + 1],
  sub: [(a, b) => a.sub(b), (a, b, w) => wrap(a - b, w), (w) => w],
  mul: [(a, b) => a.mul(b), (a, b) => a * b, (w) => 2 * w],
  smul: [(a, b) => a.smul(b), (a, b, w) => wrap(signed(a, w) * signed(b, w), 2 * w), (w) => 2 * w],
  eq: [(a, b) => a.eq(b), (a, b) => bool(a === b), () => 1],
  ne: [(a, b) => a.ne(b), (a, b) => bool(a !== b), () => 1],
  lt: [(a, b) => a.lt(b), (a, b) => bool(a < b), () => 1],
  le: [(a, b) => a.le(b), (a, b) => bool(a <= b), () => 1],
  gt: [(a, b) => a.gt(b), (a, b) => bool(a > b), () => 1],
  ge: [(a, b) => a.ge(b), (a, b) => bool(a >= b), () => 1],
  slt: [(a, b) => a.slt(b), (a, b, w) => bool(signed(a, w) < signed(b, w)), () => 1],
  sle: [(a, b) => a.sle(b), (a, b, w) => bool(signed(a, w) <= signed(b, w)), () => 1],
  sgt: [(a, b) => a.sgt(b), (a, b, w) => bool(signed(a, w) > signed(b, w)), () => 1],
  sge: [(a, b) => a.sge(b), (a, b, w) => bool(signed(a, w) >= signed(b, w)), () => 1],
}

describe('operators on values', () => {
  it.each(Object.entries(sameWidthOperators))(
    '%s is what arithmetic says',
    (_name, [apply, arithmetic, widthOf]) => {
      fc.assert(
        fc.property(values(2), ({ width: w, values: [a, b] }) => {
          const result = apply(Bits.of(a!, w), Bits.of(b!, w))
          expect(result.value).toBe(arithmetic(a!, b!, w))
          expect(result.width).toBe(widthOf(w))
        }),
        settings,
      )
    },
  )

  it('take a literal as a value of their width, negative ones in two’s complement', () => {
    expect(Bits.of(5, 4).add(-1).value).toBe(4n)
    expect(Bits.of(5, 4).and(15n).value).toBe(5n)
    expect(Bits.of(15, 4).eq(-1).value).toBe(1n)
    expect(Bits.of(8, 4).slt(0).value).toBe(1n)
  })

  it('shift by any distance: what is shifted out is gone', () => {
    fc.assert(
      fc.property(values(1), fc.integer({ min: 0, max: 300 }), ({ width: w, values: [a] }, distance) => {
        const value = Bits.of(a!, w)
        const factor = power(BigInt(distance))
        const floor = (n: bigint) => (n - (((n % factor) + factor) % factor)) / factor
        expect(value.shl(distance).value).toBe(wrap(a! * factor, w))
        expect(value.shr(distance).value).toBe(a! / factor)
        expect(value.sar(distance).value).toBe(wrap(floor(signed(a!, w)), w))
        const variable = Bits.of(distance, 9)
        expect(value.shl(variable).value).toBe(value.shl(distance).value)
        expect(value.shr(variable).value).toBe(value.shr(distance).value)
        expect(value.sar(variable).value).toBe(value.sar(distance).value)
      }),
      settings,
    )
    expect(Bits.of(1, 8).shl(2 ** 53 - 1).value).toBe(0n)
  })

  it('change widths: zext keeps the number, sext the signed number, trunc the low bits', () => {
    fc.assert(
      fc.property(values(1), fc.integer({ min: 0, max: 70 }), ({ width: w, values: [a] }, more) => {
        const value = Bits.of(a!, w)
        expect(value.zext(w + more).value).toBe(a)
        expect(value.sext(w + more).signed).toBe(signed(a!, w))
        expect(value.zext(w + more).trunc(w).value).toBe(a)
        expect([value.zext(w + more).width, value.sext(w + more).width]).toEqual([w + more, w + more])
      }),
      settings,
    )
  })
})

describe('bits by position', () => {
  it('slice and concat are inverse: cutting anywhere and joining gives the value', () => {
    fc.assert(
      fc.property(values(1), fc.nat(), ({ width: w, values: [a] }, at) => {
        fc.pre(w > 1)
        const cut = 1 + (at % (w - 1))
        const value = Bits.of(a!, w)
        const [high, low] = [value.slice(w - 1, cut), value.slice(cut - 1, 0)]
        expect(concat(high, low).value).toBe(a)
        expect(high.value).toBe(a! / power(BigInt(cut)))
        expect(low.value).toBe(a! % power(BigInt(cut)))
      }),
      settings,
    )
  })

  it('bit i is the digit of weight 2^i', () => {
    const value = Bits.of(0b1011, 4)
    expect([0, 1, 2, 3].map((i) => value.bit(i).value)).toEqual([1n, 1n, 0n, 1n])
  })

  it('elements list a vector from the low end, and element picks one of them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.bigInt(0n, 511n), { minLength: 1, maxLength: 9 }),
        (w, raw) => {
          const elements = raw.map((element) => Bits.of(wrap(element, w), w))
          const vector = concat(...elements.toReversed())
          expect(vector.elements(w).map((element) => element.value)).toEqual(elements.map((e) => e.value))
          const indexWidth = Math.max(1, Math.ceil(Math.log2(elements.length)))
          for (let index = 0; index < 2 ** indexWidth; index++) {
            const expected = elements[index]?.value ?? 0n
            expect(vector.element(Bits.of(index, indexWidth), w).value).toBe(expected)
          }
        },
      ),
      settings,
    )
  })

  it('an element beyond the last one reads 0, also where the last one is cut short', () => {
    const ten = Bits.of(0b11_1001_0110, 10)
    expect([0, 1, 2, 3].map((i) => ten.element(Bits.of(i, 2), 4).value)).toEqual([6n, 9n, 3n, 0n])
  })
})

describe('choosing', () => {
  it('mux takes the first side where the condition is 1; either side may be a literal', () => {
    const [a, b] = [Bits.of(3, 4), Bits.of(12, 4)]
    expect(mux(Bits.of(1, 1), a, b)).toBe(a)
    expect(mux(Bits.of(0, 1), a, b)).toBe(b)
    expect(mux(Bits.of(1, 1), 9, b).value).toBe(9n)
    expect(mux(Bits.of(0, 1), a, -1).value).toBe(15n)
  })

  it('match finds the arm that lists the subject, in any order, and else takes the last argument', () => {
    const decode = (subject: number) =>
      match(
        Bits.of(subject, 3),
        [
          [5, 1],
          [[0, 7n], Bits.of(2, 8)],
          [[], 99],
        ],
        Bits.of(3, 8),
      ).value
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(decode)).toEqual([2n, 3n, 3n, 3n, 3n, 1n, 3n, 2n])
  })
})

/** An expression over a carrier's values, built the same way whatever the carrier. */
type Expression = <C extends Carrier>(
  constantOf: (value: bigint, width: number) => Comb<number, C>,
) => Comb<number, C>

const algebra: Readonly<Record<string, (a: Comb<number, Carrier>, b: Comb<number, Carrier>) => unknown>> = {
  ...Object.fromEntries(Object.entries(sameWidthOperators).map(([name, [apply]]) => [name, apply as never])),
  'shl by a value': (a, b) => a.shl(b),
  'shr by a value': (a, b) => a.shr(b),
  'sar by a value': (a, b) => a.sar(b),
  'shl by 3': (a) => a.shl(3),
  'sar by 1': (a) => a.sar(1),
  bit: (a) => a.bit(a.width - 1),
  zext: (a) => a.zext(a.width + 3),
  sext: (a) => a.sext(a.width + 3),
  trunc: (a) => a.trunc(Math.ceil(a.width / 2)),
  concat: (a, b) => concat(a, b, a.bit(0) as Comb<number, Carrier>),
  element: (a, b) => a.element(b.trunc(1) as Comb<number, Carrier>, Math.ceil(a.width / 2)),
  mux: (a, b) => mux(b.bit(0) as Comb<number, Carrier>, a, b),
  match: (a, b) =>
    match(
      b,
      [
        [0, 1],
        [1, a],
      ],
      a.not() as Comb<number, Carrier>,
    ),
  'literal on the right': (a) => a.sub(1),
}

/** What a module that computes an expression of constants puts out, folded by the passes to a constant. */
function folded(expression: Expression): { value: bigint; width: number } {
  const Folded = module(
    () => 'folded',
    () => {
      const onValues = expression((value, w) => Bits.of(value, w))
      return { y: output(onValues.width) }
    },
    () => ({ y: expression((value, w) => constant(value, w)) as never }),
  )
  const top = elaborate(Folded, {}).modules.at(-1)!
  const node = top.nodes[top.outputs.y!]!
  if (node.kind !== 'constant') throw new Error(`left over: ${node.kind}`)
  return { value: node.value, width: node.width }
}

describe('operators on graphs', () => {
  it.each(Object.keys(algebra))('%s of constants folds to what it is on values', (name) => {
    fc.assert(
      fc.property(values(2), ({ width: w, values: [a, b] }) => {
        const expression: Expression = (constantOf) =>
          algebra[name]!(constantOf(a!, w) as never, constantOf(b!, w) as never) as never
        const onValues = expression((value, valueWidth) => Bits.of(value, valueWidth))
        const onGraph = folded(expression)
        expect(onGraph).toEqual({ value: (onValues as unknown as Bits).value, width: onValues.width })
      }),
      { seed: 2, numRuns: 30 },
    )
  })

  it('cover every operator there is', () => {
    const methods = new Set<string>()
    for (
      let proto = Bits.prototype as object;
      proto !== Object.prototype;
      proto = Object.getPrototypeOf(proto)
    ) {
      for (const name of Object.getOwnPropertyNames(proto)) methods.add(name)
    }
    const known = ['constructor', 'signed', 'describe', 'sized', 'operand', 'slice', 'elements']
    const shifts = ['shl', 'shr', 'sar']
    const untested = [...methods].filter(
      (name) =>
        !(name in algebra) && !known.includes(name) && !shifts.includes(name) && !name.startsWith('make'),
    )
    expect(untested).toEqual([])
  })
})
