/** The self-check: a text that says anything else than its tree does not leave the program. */

import { type IToken, Lexer } from 'chevrotain'
import { expect, test } from 'vitest'
import { emitDesign } from '../../dsl/emit/index.ts'
import { runPasses } from '../../dsl/passes/index.ts'
import { ModuleParser, parseModule } from '../../dsl/verilog/grammar.ts'
import { selfCheck } from '../../dsl/verilog/self-check.ts'
import { tokens as verilogTokens } from '../../dsl/verilog/tokens.ts'
import { TestBuilder, textOf, variable } from '../support/emit-modules.ts'
import { everyOperator } from '../support/emit-operators.ts'
import { randomCircuit } from '../support/random-circuit.ts'

/** A module with a bit of everything that can be printed. */
function sample(): string {
  const leaf = new TestBuilder('leaf')
  leaf.output('y', leaf.unary('not', leaf.input('a', 8)))
  const b = new TestBuilder('sample', { contract: 'Does a bit of everything.', latency: 2 })
  const [a, c, en] = [b.input('a', 8), b.input('c', 8), b.input('en', 1)]
  const sum = b.binary('add', b.binary('mul', a, c), b.constant(300, 16), variable('sum', 3))
  const choice = b.mux(b.binary('lt', a, c), b.slice(sum, 4, 8), b.binary('sar', a, b.slice(c, 0, 3)))
  const held = b.register(8, { init: 7n, enable: en }, variable('held', 5))
  b.drive(held, b.binary('xor', b.binary('and', choice, a), c))
  const contents = { digest: '0123456789ab', width: 8, words: [1n, 2n, 3n, 4n] }
  const table = b.memory({ name: 'table', depth: 4, width: 8, style: 'block', contents, place: null })
  const address = b.slice(held, 0, 2)
  const word = { kind: 'memoryRead', width: 8, memory: table, address, synchronous: true } as const
  const read = b.add({ ...word, enable: en }, variable('read'))
  const decoded = b.match(b.slice(a, 0, 2), [[[0, 3], read] as const], held, variable('decoded'))
  const instance = b.instance({ name: 'first', module: 'leaf', inputs: { a: decoded }, place: null })
  const inverse = b.add({ kind: 'instanceOutput', width: 8, instance, port: 'y' }, variable('inverse'))
  b.output('y', b.concat([inverse, b.element(sum, b.slice(a, 0, 2), 4), b.unary('popcount', sum)]))
  return textOf(leaf.combinational(), b.sequential())
}

const text = sample()
const tree = parseModule(text)

test('the text as printed passes', () => {
  expect(() => selfCheck('sample.sv', text, tree)).not.toThrow()
})

test.each([
  ['an operator swapped', ' + 16', ' - 16'],
  ['a comparison turned round', 'a < c', 'a > c'],
  ['a shift without its sign', '>>>', '>>'],
  ['a sign dropped', '$signed(a)', '$unsigned(a)'],
  ['another width in a cast', "16'(a)", "17'(a)"],
  ['another width in a literal', "16'd300", "15'd300"],
  ['another base in a literal', "16'd300", "16'h12c"],
  ['another value in a literal', "16'd300", "16'd301"],
  ['another bound of a slice', '[11:4]', '[10:4]'],
  ['a declaration one bit wider', 'logic [7:0]  held', 'logic [8:0]  held'],
  ['a range that does not end at 0', 'logic [7:0]  held', 'logic [8:1]  held'],
  ['a port of the other direction', 'input  logic [7:0]  c', 'output logic [7:0]  c'],
  ['a port less', '    input  logic        en,\n', ''],
  ['another reset value', "held <= 8'd7", "held <= 8'd6"],
  ['a blocking assignment', "held <= 8'd7", "held = 8'd7"],
  ['another clock edge', 'posedge', 'negedge'],
  ['an enable dropped', 'else if (en)', 'else'],
  ['a case label dropped', "2'd0, 2'd3:", "2'd0:"],
  ['a case without default', /default: .*\n/, ''],
  ['a memory one word deeper', '[0:3]', '[0:4]'],
  ['another attribute', '"block"', '"logic"'],
  ['another memory file', '_0123456789ab', '_0123456789ac'],
  ['two connections swapped', '.a (decoded)', '.a (inverse)'],
  ['another instance name', 'leaf first', 'leaf second'],
  ['another place', '@[test.ts:3]', '@[test.ts:4]'],
  ['another header', 'Does a bit', 'Does nothing'],
  ['a statement more', 'endmodule', "  assign sum = 16'd0;\nendmodule"],
  ['an initial block', 'endmodule', '  initial begin end\nendmodule'],
  ['a lint pragma', 'endmodule', '/* verilator lint_off WIDTH */ endmodule'],
  ['a directive', 'module sample', '`timescale 1ns / 1ps\nmodule sample'],
  ['a second module', '`default_nettype wire', 'module more (); endmodule\n`default_nettype wire'],
])('%s is caught', (_what, from, to) => {
  const corrupted = text.replace(from, to)
  expect(corrupted).not.toBe(text)
  expect(() => selfCheck('sample.sv', corrupted, tree)).toThrow(/BL0604 .*self-check/)
})

test('parentheses that matter cannot be dropped, parentheses that do not may', () => {
  const b = new TestBuilder('m')
  const [a, c, d] = [b.input('a', 8), b.input('c', 8), b.input('d', 8)]
  b.output('y', b.binary('and', a, b.binary('or', c, d)))
  b.output('z', b.binary('or', b.binary('and', a, c), d))
  const printed = textOf(b.combinational())
  const parsed = parseModule(printed)
  expect(() => selfCheck('m.sv', printed.replace('a & (c | d)', 'a & c | d'), parsed)).toThrow(/BL0604/)
  expect(() => selfCheck('m.sv', printed.replace('(a & c) | d', 'a & c | d'), parsed)).not.toThrow()
})

test('the message names the line', () => {
  const corrupted = text.replace("held <= 8'd7", "held <= 8'd6")
  expect(() => selfCheck('sample.sv', corrupted, tree)).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0604 the printed text of sample does not pass the self-check: item 21 reads back differently
      --> sample.sv:56
      note: the line reads: always_ff @(posedge clk) begin
      help: this is a bug in Bitloom, not in your design; please report it with this message]
  `)
  expect(() =>
    selfCheck('sample.sv', text.replace('posedge', 'negedge'), tree),
  ).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0604 the printed text of sample does not pass the self-check: Expecting --> posedge <-- but found --> 'negedge' <--
      --> sample.sv:50
      note: the line reads: always_ff @(negedge clk) begin
      help: this is a bug in Bitloom, not in your design; please report it with this message]
  `)
})

test('precedence is that of IEEE 1800, whatever the printer thinks of it', () => {
  const read = (expression: string) => {
    const source = `\`default_nettype none\nmodule m (\n);\n  assign y = ${expression};\nendmodule\n\`default_nettype wire\n`
    const item = parseModule(source).items[0]!
    return item.kind === 'assign' ? item.value : null
  }
  expect(read('a + b * c')).toEqual(read('a + (b * c)'))
  expect(read('a - b - c')).toEqual(read('(a - b) - c'))
  expect(read('a << b + c')).toEqual(read('a << (b + c)'))
  expect(read('a < b << c')).toEqual(read('a < (b << c)'))
  expect(read('a == b < c')).toEqual(read('a == (b < c)'))
  expect(read('a & b == c')).toEqual(read('a & (b == c)'))
  expect(read('a ^ b & c')).toEqual(read('a ^ (b & c)'))
  expect(read('a | b ^ c')).toEqual(read('a | (b ^ c)'))
  expect(read('a | b ? c : d ? e : f')).toEqual(read('(a | b) ? c : (d ? e : f)'))
  expect(read('~a & b')).toEqual(read('(~a) & b'))
  expect(read('a & b | c')).not.toEqual(read('a & (b | c)'))
})

test('the grammar is unambiguous with two tokens of lookahead', () => {
  expect(() => new ModuleParser(false)).not.toThrow()
})

/** How often the parser looks at the kind of a token, for each token of the text. */
function looksPerToken(text: string): number {
  let looks = 0
  const counting: ProxyHandler<IToken> = {
    get(token, key) {
      if (key === 'tokenTypeIdx') looks++
      return Reflect.get(token, key)
    },
  }
  const { tokens } = new Lexer(verilogTokens).tokenize(text)
  const parser = new ModuleParser()
  parser.input = tokens.map((token) => new Proxy(token, counting))
  parser.file()
  expect(parser.errors).toEqual([])
  return looks / tokens.length
}

test('each token is looked at a few times, however long the text: work is counted, not timed', () => {
  const ofNodes = (count: number) => {
    const b = new TestBuilder('chain')
    let value = b.input('a', 8)
    for (let i = 0; i < count; i++) {
      const changed = b.binary('xor', value, b.constant(i % 256, 8))
      value = b.binary('add', changed, value, variable(`v${i}`, i))
    }
    b.output('y', value)
    return looksPerToken(textOf(b.combinational()))
  }
  expect(looksPerToken(textOf(everyOperator(33)))).toBeLessThan(4)
  expect(ofNodes(2000)).toBeLessThan(1.1 * ofNodes(250))
})

test('the same design gives the same bytes', () => {
  const twice = [1, 2].map(() => emitDesign(runPasses(randomCircuit(7, 120))).files)
  expect([...twice[0]!]).toEqual([...twice[1]!])
})
