/** The check of reset: what a module tells its streams is defined in the first cycle after reset. */

import { expect, it } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import { checkReset } from '../../dsl/passes/check-reset.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf, variable } from '../support/build-module.ts'

/** A module with an output stream whose valid is what `make` gives. */
function offering(make: (b: ModuleBuilder, ready: number) => number): ModuleBuilder {
  const b = builderOf('offering')
  const ready = b.input('out_ready', 1)
  b.output('out_valid', make(b, ready))
  b.streams.push({ name: 'out', direction: 'output', valid: 'out_valid', ready: 'out_ready', payload: [] })
  return b
}

const isZero = (b: ModuleBuilder, data: number) =>
  b.add({ kind: 'unary', width: 1, operator: 'reduceOr', operand: data }, variable('found', 9))

it('accepts data without reset that state with reset keeps away', () => {
  const design = designOf(
    offering((b, ready) => {
      const full = b.register(1, { init: 0n }, variable('full', 3))
      b.drive(full, ready)
      const data = b.register(8, {}, variable('data', 4))
      b.drive(data, data, ready)
      return b.add({ kind: 'binary', width: 1, operator: 'and', left: full, right: isZero(b, data) })
    }),
  )
  expect(runPass(checkReset, design)).toBe(design)
})

it('names the register that reset does not set, and the way from it', () => {
  const design = designOf(
    offering((b, ready) => {
      const empty = b.register(1, { init: 1n }, variable('empty', 3))
      b.drive(empty, ready)
      const data = b.register(8, {}, variable('data', 4))
      b.drive(data, data, ready)
      return b.add(
        { kind: 'binary', width: 1, operator: 'and', left: empty, right: isZero(b, data) },
        variable('valid', 6),
      )
    }),
  )
  expect(() => runPass(checkReset, design)).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0370 \`out_valid\` of module \`offering\` is undefined after reset: it depends on \`data\`, which reset does not set
      --> test.ts:4
      note: \`valid\` depends on \`found\` (test.ts:6)
      note: \`found\` depends on \`data\` (test.ts:9)
      while elaborating Test({"name":"offering"})
      help: give the register an init, or let a register that has one decide: \`out_valid\` must be 0 or 1 from the first cycle]
  `)
})

it('looks at the ready of input streams too', () => {
  const b = builderOf('taking')
  const valid = b.input('in_valid', 1)
  const free = b.register(1, {}, variable('free', 5))
  b.drive(free, valid)
  b.output('in_ready', free)
  b.streams.push({ name: 'in', direction: 'input', valid: 'in_valid', ready: 'in_ready', payload: [] })
  expect(() => runPass(checkReset, designOf(b))).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: BL0370 \`in_ready\` of module \`taking\` is undefined after reset: it depends on \`free\`, which reset does not set
      --> test.ts:5
      while elaborating Test({"name":"taking"})
      help: give the register an init, or let a register that has one decide: \`in_ready\` must be 0 or 1 from the first cycle]
  `)
})

it('holds the flags of a module to the state in it', () => {
  const b = builderOf()
  const count = b.register(4, { init: 0n })
  b.drive(count, count)
  b.output('y', count)
  const module = b.finish({ clocked: true, resettable: false })
  const run = () => runPass(checkReset, { top: 'unit', modules: [module] })
  expect(run).toThrow('internal: module unit holds state but has no rst')
})
