/** The check of widths: the rules of every node kind, as the net below the front end. */

import { expect, it } from 'vitest'
import { checkWidths } from '../../dsl/passes/check-widths.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'
import { randomCircuit } from '../support/random-circuit.ts'

it('accepts every node kind and operator of random circuits', () => {
  for (let seed = 0; seed < 20; seed++) {
    const design = randomCircuit(seed)
    expect(runPass(checkWidths, design)).toBe(design)
  }
})

it('speaks about operators as the front end does', () => {
  const b = builderOf()
  const activation = b.input('activation', 64)
  const weight = b.input('weight', 63)
  const place = { file: 'test.ts', line: 10 }
  const operands = { left: activation, right: weight }
  b.add({ kind: 'binary', width: 64, operator: 'xnor', ...operands }, { place, scope: ['match'] })
  expect(() => runPass(checkWidths, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0152 width mismatch in xnor: \`activation\` is 64 bits, \`weight\` is 63 bits
      --> test.ts:10
      while elaborating match < Test({"name":"unit"})
      help: extend or truncate one side: weight.zext(64)]
  `)
})

it('finds every broken rule at once', () => {
  const b = builderOf()
  const a = b.input('a', 4)
  const c = b.input('c', 1)
  const wide = b.input('wide', 8)
  b.add({ kind: 'constant', width: 2, value: 4n }, variable('four', 2))
  b.add({ kind: 'unary', width: 4, operator: 'popcount', operand: a }, variable('ones', 3))
  b.add({ kind: 'binary', width: 7, operator: 'mul', left: a, right: a }, variable('product', 4))
  b.add({ kind: 'slice', width: 3, operand: a, low: 2 }, variable('high', 5))
  b.add({ kind: 'element', width: 3, operand: wide, index: c }, variable('lane', 6))
  b.add({ kind: 'concat', width: 6, operands: [a, c] }, variable('both', 7))
  b.add({ kind: 'extend', width: 4, signed: true, operand: a }, variable('same', 8))
  b.add({ kind: 'mux', width: 4, condition: a, whenTrue: a, whenFalse: wide }, variable('chosen', 9))
  b.add({ kind: 'wire', width: 2, driver: a }, variable('link', 10))
  b.add({ kind: 'register', width: 4, init: 16n, next: wide, enable: a }, variable('count', 11))
  b.add({ kind: 'unary', width: 0, operator: 'not', operand: a }, variable('nothing', 12))
  const arms = [
    { values: [0n, 1n], result: a },
    { values: [1n, 16n], result: wide },
  ]
  b.add({ kind: 'match', width: 4, subject: a, arms, otherwise: a }, variable('decoded', 13))
  b.ports.push({ name: 'y', direction: 'output', width: 8, place: { file: 'test.ts', line: 14 } })
  b.outputs.y = a
  expect(() => runPass(checkWidths, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0151 the constant 4 does not fit in 2 bits
      --> test.ts:2
      while elaborating Test({"name":"unit"})

    BL0153 popcount \`ones\` gives 3 bits, but is declared with 4 bits
      --> test.ts:3
      while elaborating Test({"name":"unit"})

    BL0153 mul \`product\` gives 8 bits, but is declared with 7 bits
      --> test.ts:4
      while elaborating Test({"name":"unit"})

    BL0154 slice \`high\` takes bits 4..2, but \`a\` is 4 bits
      --> test.ts:5
      while elaborating Test({"name":"unit"})

    BL0152 the vector of element \`lane\` must have 6 bits, but \`wide\` is 8 bits
      --> test.ts:6
      while elaborating Test({"name":"unit"})
      help: use .trunc(6)

    BL0153 concat \`both\` gives 5 bits, but is declared with 6 bits
      --> test.ts:7
      while elaborating Test({"name":"unit"})

    BL0153 sext \`same\` must widen its operand to 4 bits, but \`a\` is 4 bits
      --> test.ts:8
      while elaborating Test({"name":"unit"})

    BL0152 the condition of mux \`chosen\` must have 1 bit, but \`a\` is 4 bits
      --> test.ts:9
      while elaborating Test({"name":"unit"})
      help: use .trunc(1)

    BL0152 the second arm of mux \`chosen\` must have 4 bits, but \`wide\` is 8 bits
      --> test.ts:9
      while elaborating Test({"name":"unit"})
      help: use .trunc(4)

    BL0152 the driver of wire \`link\` must have 2 bits, but \`a\` is 4 bits
      --> test.ts:10
      while elaborating Test({"name":"unit"})
      help: use .trunc(2)

    BL0152 the next value of register \`count\` must have 4 bits, but \`wide\` is 8 bits
      --> test.ts:11
      while elaborating Test({"name":"unit"})
      help: use .trunc(4)

    BL0152 the enable of register \`count\` must have 1 bit, but \`a\` is 4 bits
      --> test.ts:11
      while elaborating Test({"name":"unit"})
      help: use .trunc(1)

    BL0151 the initial value 16 of \`count\` does not fit in 4 bits
      --> test.ts:11
      while elaborating Test({"name":"unit"})

    BL0150 \`nothing\` has width 0; widths are whole numbers of at least 1
      --> test.ts:12
      while elaborating Test({"name":"unit"})

    BL0152 the result of arm 1 of match \`decoded\` must have 4 bits, but \`wide\` is 8 bits
      --> test.ts:13
      while elaborating Test({"name":"unit"})
      help: use .trunc(4)

    BL0155 match \`decoded\` lists the value 1 twice
      --> test.ts:13
      while elaborating Test({"name":"unit"})
      help: keep one of the arms; the first would win

    BL0156 match \`decoded\` has an arm for 16, but \`a\` is 4 bits
      --> test.ts:13
      while elaborating Test({"name":"unit"})

    BL0157 the output \`y\` of module \`unit\` is 8 bits, but \`a\` is 4 bits
      --> test.ts:14
      while elaborating Test({"name":"unit"})
      help: use .zext(8) or .sext(8)]
  `)
})
