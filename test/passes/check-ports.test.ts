/** The check of ports: names that SystemVerilog can take, whole streams, driven outputs. */

import { expect, it } from 'vitest'
import { checkPorts } from '../../dsl/passes/check-ports.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf } from '../support/build-module.ts'

it('accepts plain names and whole streams', () => {
  const b = builderOf()
  const valid = b.input('in_valid', 1)
  const bit = b.input('in_bit', 8)
  b.output('in_ready', valid)
  b.output('result', bit)
  const payload = [{ field: 'bit', port: 'in_bit', width: 8 }]
  b.streams.push({ name: 'in', direction: 'input', valid: 'in_valid', ready: 'in_ready', payload })
  const design = designOf(b)
  expect(runPass(checkPorts, design)).toBe(design)
})

it('names every port that cannot stay as it is', () => {
  const b = builderOf('module')
  const place = (line: number) => ({ file: 'test.ts', line })
  const a = b.input('always', 1, place(3))
  b.input('2nd', 1, place(4))
  b.input('clk', 1, place(5))
  b.input('float', 1, place(6))
  b.output('sum', a, place(7))
  b.output('sum', a, place(8))
  b.ports.push({ name: 'forgotten', direction: 'output', width: 1, place: place(9) })
  expect(() => runPass(checkPorts, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0251 a module is called \`module\`, which is a keyword of SystemVerilog
      --> test.ts:1
      while elaborating Test({"name":"module"})
      help: choose another name, for example \`module_unit\`

    BL0251 a port of module \`module\` is called \`always\`, which is a keyword of SystemVerilog
      --> test.ts:3
      while elaborating Test({"name":"module"})
      help: choose another name, for example \`always_value\`

    BL0250 a port of module \`module\` is called "2nd", which is not a legal name in SystemVerilog
      --> test.ts:4
      while elaborating Test({"name":"module"})
      help: use letters, digits and _, and start with a letter or _

    BL0253 a port of module \`module\` is called \`clk\`, the name of the ambient clock
      --> test.ts:5
      while elaborating Test({"name":"module"})
      help: choose another name; modules that hold state get clk and rst by themselves

    BL0251 a port of module \`module\` is called \`float\`, which is a reserved word of the C++ that Verilator writes
      --> test.ts:6
      while elaborating Test({"name":"module"})
      help: choose another name, for example \`float_value\`

    BL0252 module \`module\` has two ports called \`sum\`
      --> test.ts:8
      while elaborating Test({"name":"module"})
      help: rename one of them; a stream s takes the names s_valid, s_ready and s_FIELD

    BL0255 the output \`forgotten\` of module \`module\` is not driven
      --> test.ts:9
      while elaborating Test({"name":"module"})
      help: return it from the body of the module]
  `)
})

it('says which stream lacks which port', () => {
  const b = builderOf()
  const ready = b.input('out_ready', 1)
  b.output('out_valid', ready)
  b.output('out_word', ready)
  const payload = [{ field: 'word', port: 'out_word', width: 8 }]
  b.streams.push({ name: 'out', direction: 'output', valid: 'out_valid', ready: 'out_ready', payload })
  b.streams.push({ name: 'in', direction: 'input', valid: 'in_valid', ready: 'out_ready', payload: [] })
  expect(() => runPass(checkPorts, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0254 the output stream \`out\` of module \`unit\` needs \`out_word\` as an output of 8 bits, but it is an output of 1 bit
      --> test.ts:1
      while elaborating Test({"name":"unit"})

    BL0254 the input stream \`in\` of module \`unit\` needs \`in_valid\` as an input of 1 bit, but there is no such port
      --> test.ts:1
      while elaborating Test({"name":"unit"})

    BL0254 the input stream \`in\` of module \`unit\` needs \`out_ready\` as an output of 1 bit, but it is an input of 1 bit
      --> test.ts:1
      while elaborating Test({"name":"unit"})]
  `)
})

it('says which stream a doubled name comes from', () => {
  const b = builderOf()
  const ready = b.input('out_ready', 1)
  b.output('out_valid', ready)
  b.output('out_valid', ready)
  b.streams.push({ name: 'out', direction: 'output', valid: 'out_valid', ready: 'out_ready', payload: [] })
  expect(() => runPass(checkPorts, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0252 module \`unit\` has two ports called \`out_valid\`
      --> test.ts:1
      note: the stream \`out\` has a port of this name
      while elaborating Test({"name":"unit"})
      help: rename one of them; a stream s takes the names s_valid, s_ready and s_FIELD]
  `)
})
