/** The check for combinational loops: a shortest path around each, through instances too. */

import { expect, it } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import { checkLoops } from '../../dsl/passes/check-loops.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

/** `held` passes through at once, `data` only after a register. */
function stage(): ModuleBuilder {
  const b = builderOf('stage')
  const data = b.input('data', 8)
  const held = b.input('held', 1)
  const register = b.register(8, { init: 0n })
  b.drive(register, data, held)
  b.output('out', register)
  b.output('stall', b.add({ kind: 'unary', width: 1, operator: 'not', operand: held }))
  return b
}

it('accepts feedback through registers, in the module and inside of an instance', () => {
  const b = builderOf('top')
  const go = b.input('go', 1)
  const back = b.wire(8, variable('back', 2))
  const next = b.add({ kind: 'unary', width: 8, operator: 'not', operand: back })
  const instance = b.instance({ name: 'u', module: 'stage', inputs: { data: next, held: go }, place: null })
  b.drive(back, b.add({ kind: 'instanceOutput', width: 8, instance, port: 'out' }))
  b.output('y', back)
  const design = designOf(stage(), b)
  expect(runPass(checkLoops, design)).toBe(design)
})

it('prints the way around a loop, one step a note', () => {
  const b = builderOf('ring')
  const a = b.input('a', 8)
  const total = b.wire(8, variable('total', 4))
  const sum = b.add({ kind: 'binary', width: 8, operator: 'add', left: a, right: total }, variable('sum', 5))
  const next = b.add({ kind: 'unary', width: 8, operator: 'negate', operand: sum })
  b.drive(total, next)
  b.output('y', sum)
  expect(() => runPass(checkLoops, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0360 combinational loop in module \`ring\`: \`total\` depends on itself within a cycle
      --> test.ts:4
      note: \`total\` depends on an unnamed negate (test.ts:4)
      note: an unnamed negate depends on \`sum\`
      note: \`sum\` depends on \`total\` (test.ts:5)
      while elaborating Test({"name":"ring"})
      help: put a register somewhere on this path, or compute one of these values without the next]
  `)
})

it('follows a loop through instances and reports each loop once', () => {
  const b = builderOf('top')
  const go = b.wire(1, variable('go', 3))
  const inputs = { data: b.input('data', 8), held: go }
  const instance = b.instance({ name: 'first', module: 'stage', inputs, place: { file: 'test.ts', line: 4 } })
  const stall = b.add({ kind: 'instanceOutput', width: 1, instance, port: 'stall' }, { name: 'first_stall' })
  b.drive(go, stall)
  const itself = b.wire(1, variable('itself', 7))
  b.drive(itself, itself)
  b.output('y', stall)
  b.output('z', itself)
  expect(() => runPass(checkLoops, designOf(stage(), b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0360 combinational loop in module \`top\`: \`go\` depends on itself within a cycle
      --> test.ts:3
      note: \`go\` depends on \`first_stall\` (test.ts:3)
      note: \`first_stall\` depends on \`go\` through instance \`first\` of stage (test.ts:4)
      while elaborating Test({"name":"top"})
      help: put a register somewhere on this path, or compute one of these values without the next

    BL0360 combinational loop in module \`top\`: \`itself\` depends on itself within a cycle
      --> test.ts:7
      note: \`itself\` depends on \`itself\` (test.ts:7)
      while elaborating Test({"name":"top"})
      help: put a register somewhere on this path, or compute one of these values without the next]
  `)
})
