/** The check of drivers: nothing is left open, instances get exactly their inputs. */

import { expect, it } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import { checkDrivers } from '../../dsl/passes/check-drivers.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

function adder(): ModuleBuilder {
  const b = builderOf('adder')
  const left = b.input('left', 8)
  const right = b.input('right', 8)
  b.output('sum', b.add({ kind: 'binary', width: 8, operator: 'add', left, right }))
  return b
}

it('accepts a design in which everything is connected', () => {
  const b = builderOf('top')
  const a = b.input('a', 8)
  const instance = b.instance({ name: 'u', module: 'adder', inputs: { left: a, right: a }, place: null })
  b.output('y', b.add({ kind: 'instanceOutput', width: 8, instance, port: 'sum' }))
  const design = designOf(adder(), b)
  expect(runPass(checkDrivers, design)).toBe(design)
})

it('names registers and wires that nobody drives', () => {
  const b = builderOf()
  const count = b.register(8, { init: 0n }, { ...variable('layer_count', 3), scope: ['layer'] })
  const wire = b.wire(1, variable('stall', 4))
  const nameless = b.wire(1)
  b.output('y', b.add({ kind: 'concat', width: 10, operands: [count, wire, nameless] }))
  expect(() => runPass(checkDrivers, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0350 the register \`layer_count\` in module \`unit\` is never driven
      --> test.ts:3
      while elaborating layer < Test({"name":"unit"})
      help: say what its next value is

    BL0350 the wire \`stall\` in module \`unit\` is never driven
      --> test.ts:4
      while elaborating Test({"name":"unit"})
      help: set it once, or give it a default

    BL0350 an unnamed wire in module \`unit\` is never driven
      --> test.ts:1
      while elaborating Test({"name":"unit"})
      help: set it once, or give it a default]
  `)
})

it('compares instances with their definitions', () => {
  const b = builderOf('top')
  const a = b.input('a', 4)
  const place = { file: 'test.ts', line: 20 }
  const instance = b.instance({ name: 'u', module: 'adder', inputs: { left: a, middle: a }, place })
  b.output('y', b.add({ kind: 'instanceOutput', width: 4, instance, port: 'sum' }, variable('sum', 21)))
  b.output('z', b.add({ kind: 'instanceOutput', width: 4, instance, port: 'carry' }, variable('carry', 22)))
  expect(() => runPass(checkDrivers, designOf(adder(), b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0354 \`sum\` in module \`top\` reads 4 bits of \`u.sum\`, but that output of \`adder\` has 8 bits
      --> test.ts:21
      while elaborating Test({"name":"top"})
      help: its outputs are: sum

    BL0354 \`carry\` in module \`top\` reads 4 bits of \`u.carry\`, but that output of \`adder\` does not exist
      --> test.ts:22
      while elaborating Test({"name":"top"})
      help: its outputs are: sum

    BL0353 the input \`left\` of instance \`u\` of \`adder\` in module \`top\` is 8 bits, but \`a\` is 4 bits
      --> test.ts:20
      while elaborating Test({"name":"top"})
      help: use .zext(8) or .sext(8)

    BL0351 instance \`u\` of \`adder\` in module \`top\` is given no \`right\`
      --> test.ts:20
      while elaborating Test({"name":"top"})
      help: its inputs are: left, right

    BL0352 instance \`u\` of \`adder\` in module \`top\` is given \`middle\`, which is not an input
      --> test.ts:20
      while elaborating Test({"name":"top"})
      help: its inputs are: left, right]
  `)
})
