/** What each rewriting pass does to small modules, as text. */

import { describe, expect, it } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import type { BinaryOperator, NodeId } from '../../dsl/ir/node.ts'
import { printDesign } from '../../dsl/ir/print.ts'
import { runPasses } from '../../dsl/passes/index.ts'
import { builderOf, designOf, explicit, variable } from '../support/build-module.ts'

function tidied(...builders: ModuleBuilder[]): string {
  return printDesign(runPasses(designOf(...builders)))
}

describe('remove wires', () => {
  it('gives the name of a wire to a driver without one', () => {
    const b = builderOf()
    const a = b.input('a', 4)
    const ready = b.wire(4, variable('ready', 2))
    b.output('y', ready)
    b.drive(ready, b.add({ kind: 'unary', width: 4, operator: 'not', operand: a }))
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit
        input a 4
        ready 4 = not a
        output y 4 = ready"
    `)
  })

  it('keeps a name given with .named() where the driver has one of its own', () => {
    const b = builderOf()
    const a = b.input('a', 4)
    const inverse = b.add({ kind: 'unary', width: 4, operator: 'not', operand: a }, explicit('inverse', 2))
    const kept = b.wire(4, explicit('kept', 3))
    const gone = b.wire(4, variable('gone', 4))
    b.drive(kept, inverse)
    b.drive(gone, inverse)
    b.output('y', kept)
    b.output('z', gone)
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit
        input a 4
        inverse 4 = not a
        kept 4 = wire inverse
        output y 4 = kept
        output z 4 = inverse"
    `)
  })
})

describe('fold constants', () => {
  const binary = (b: ModuleBuilder, operator: BinaryOperator, left: NodeId, right: NodeId, width: number) =>
    b.add({ kind: 'binary', width, operator, left, right })

  it('decides comparisons that no value can change: thresholds at and beyond both ends', () => {
    const b = builderOf()
    const activation = b.input('activation', 5)
    const constant = (value: bigint, width: number) => b.add({ kind: 'constant', width, value })
    const count = b.add({ kind: 'unary', width: 3, operator: 'popcount', operand: activation })
    const sum = b.add({ kind: 'extend', width: 8, signed: true, operand: activation })
    b.output('at_least_0', binary(b, 'ge', activation, constant(0n, 5), 1))
    b.output('above_31', binary(b, 'gt', activation, constant(31n, 5), 1))
    b.output('count_6', binary(b, 'ge', count, constant(6n, 3), 1))
    b.output('count_5', binary(b, 'ge', count, constant(5n, 3), 1))
    b.output('signed_min', binary(b, 'sge', sum, constant(0xf0n, 8), 1))
    b.output('count_7', binary(b, 'eq', count, constant(7n, 3), 1))
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit
        input activation 5
        %1 3 = popcount activation
        %6 1 = ge %1 3'd5
        output at_least_0 1 = 1'd1
        output above_31 1 = 1'd0
        output count_6 1 = 1'd0
        output count_5 1 = %6
        output signed_min 1 = 1'd1
        output count_7 1 = 1'd0"
    `)
  })

  it('applies identities', () => {
    const b = builderOf()
    const a = b.input('a', 4)
    const c = b.input('c', 1)
    const zero = b.add({ kind: 'constant', width: 4, value: 0n })
    const ones = b.add({ kind: 'constant', width: 4, value: 15n })
    const not = b.add({ kind: 'unary', width: 4, operator: 'not', operand: a })
    const both = b.add({ kind: 'concat', width: 9, operands: [a, c, not] })
    b.output('and_ones', binary(b, 'and', a, ones, 4))
    b.output('xnor_zero', binary(b, 'xnor', zero, a, 4))
    b.output('difference', binary(b, 'sub', a, a, 4))
    b.output('double_not', b.add({ kind: 'unary', width: 4, operator: 'not', operand: not }))
    b.output('part', b.add({ kind: 'slice', width: 2, operand: both, low: 6 }))
    b.output('parts', b.add({ kind: 'slice', width: 5, operand: both, low: 4 }))
    b.output('equal', b.add({ kind: 'mux', width: 4, condition: c, whenTrue: a, whenFalse: a }))
    const inverse = b.add({ kind: 'unary', width: 1, operator: 'not', operand: c })
    b.output('turned', b.add({ kind: 'mux', width: 4, condition: inverse, whenTrue: a, whenFalse: ones }))
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit
        input a 4
        input c 1
        %3 4 = not a
        %5 2 = slice a[2:1]
        %6 5 = concat a c
        %7 4 = mux c ? 4'd15 : a
        output and_ones 4 = a
        output xnor_zero 4 = %3
        output difference 4 = 4'd0
        output double_not 4 = a
        output part 2 = %5
        output parts 5 = %6
        output equal 4 = a
        output turned 4 = %7"
    `)
  })

  it('sees through a register that can never leave its reset value', () => {
    const b = builderOf()
    const a = b.input('a', 2)
    const fold = b.register(2, { init: 0n }, variable('fold', 2))
    b.drive(fold, b.add({ kind: 'binary', width: 2, operator: 'and', left: fold, right: a }))
    const stuck = b.register(2, { init: 0n }, variable('stuck', 3))
    b.drive(stuck, binary(b, 'and', stuck, b.add({ kind: 'constant', width: 2, value: 0n }), 2))
    b.output('kept', fold)
    b.output('y', binary(b, 'add', a, stuck, 2))
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit clk rst
        input a 2
        fold 2 = register %2 init 0
        %2 2 = and fold a
        output kept 2 = fold
        output y 2 = a"
    `)
  })
})

describe('share equal expressions', () => {
  it('computes an expression once, under the strongest name, operands in any order', () => {
    const b = builderOf()
    const a = b.input('a', 4)
    const c = b.input('c', 4)
    const add = (left: NodeId, right: NodeId, meta = {}) =>
      b.add({ kind: 'binary', width: 4, operator: 'add', left, right }, meta)
    b.output('x', add(a, c, variable('helper', 2)))
    b.output('y', add(c, a, explicit('total', 3)))
    b.output('z', add(a, c, explicit('sum', 4)))
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit
        input a 4
        input c 4
        total 4 = add a c
        sum 4 = wire total
        output x 4 = total
        output y 4 = total
        output z 4 = sum"
    `)
  })

  it('tells equal constants of different widths apart', () => {
    const b = builderOf()
    const left = b.input('a', 4)
    for (const width of [2, 7]) {
      const right = b.add({ kind: 'constant', width, value: 3n })
      b.output(`y${width}`, b.add({ kind: 'binary', width: 4 + width, operator: 'mul', left, right }))
    }
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit
        input a 4
        %2 6 = mul a 2'd3
        %4 11 = mul a 7'd3
        output y2 6 = %2
        output y7 11 = %4"
    `)
  })

  it('leaves registers and constants as they were written', () => {
    const b = builderOf()
    const a = b.input('a', 4)
    const first = b.register(4, { init: 0n }, variable('first', 2))
    const second = b.register(4, { init: 0n }, variable('second', 3))
    b.drive(first, a)
    b.drive(second, a)
    const lanes = b.add({ kind: 'constant', width: 4, value: 5n }, variable('lanes', 4))
    const limit = b.add({ kind: 'constant', width: 4, value: 5n }, variable('limit', 5))
    b.output('x', b.add({ kind: 'binary', width: 4, operator: 'add', left: first, right: lanes }))
    b.output('y', b.add({ kind: 'binary', width: 4, operator: 'sub', left: second, right: limit }))
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit clk rst
        input a 4
        first 4 = register a init 0
        second 4 = register a init 0
        lanes 4 = constant 5
        limit 4 = constant 5
        %5 4 = add first lanes
        %6 4 = sub second limit
        output x 4 = %5
        output y 4 = %6"
    `)
  })
})

describe('state', () => {
  it('loses an enable that is always 1, keeps one that is always 0, and shares no read port', () => {
    const b = builderOf()
    const [address, data, read] = [b.input('address', 1), b.input('data', 4), b.input('read', 1)] as const
    const bit = (value: bigint) => b.add({ kind: 'constant', width: 1, value })
    const free = b.register(4, { enable: bit(1n) }, variable('free', 2))
    const shut = b.register(4, { enable: bit(0n) }, variable('shut', 3))
    b.drive(free, data)
    b.drive(shut, data)
    const shape = { name: 'rows', depth: 2, width: 4, style: 'auto', contents: null, place: null } as const
    const memory = b.memory(shape)
    b.write(memory, { address, data, enable: read })
    const port = { kind: 'memoryRead', width: 4, memory, address, synchronous: true } as const
    const outputs = [free, shut, b.add({ ...port, enable: read }), b.add({ ...port, enable: bit(1n) })]
    for (const [index, id] of outputs.entries()) b.output(`y${index}`, id)
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit clk
        input address 1
        input data 4
        input read 1
        memory 0 rows 2x4 auto
          write [address] = data if read
        free 4 = register data
        shut 4 = register data if 1'd0
        %6 4 = read rows[address] if read
        %7 4 = read rows[address]
        output y0 4 = free
        output y1 4 = shut
        output y2 4 = %6
        output y3 4 = %7"
    `)
  })
})

describe('recover enables', () => {
  const mux = (b: ModuleBuilder, condition: NodeId, whenTrue: NodeId, whenFalse: NodeId, meta = {}) =>
    b.add({ kind: 'mux', width: 8, condition, whenTrue, whenFalse }, meta)

  it('turns holding into an enable, through nested conditions', () => {
    const b = builderOf()
    const [load, step, data] = [b.input('load', 1), b.input('step', 1), b.input('data', 8)] as const
    const simple = b.register(8, { init: 0n }, variable('simple', 2))
    b.drive(simple, mux(b, load, data, simple))
    const inverted = b.register(8, {}, variable('inverted', 3))
    b.drive(inverted, mux(b, load, inverted, data))
    const chain = b.register(8, { init: 0n }, variable('chain', 4))
    b.drive(chain, mux(b, load, data, mux(b, step, simple, chain)))
    const nested = b.register(8, { init: 0n, enable: step }, variable('nested', 5))
    b.drive(nested, mux(b, load, mux(b, step, data, nested), nested))
    for (const [index, id] of [simple, inverted, chain, nested].entries()) b.output(`y${index}`, id)
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit clk rst
        input load 1
        input step 1
        input data 8
        simple 8 = register data if load init 0
        inverted 8 = register data if %7
        chain 8 = register %9 if %8 init 0
        nested 8 = register data if %11 init 0
        %7 1 = not load
        %8 1 = or load step
        %9 8 = mux load ? data : simple
        %10 1 = and load step
        %11 1 = and step %10
        output y0 8 = simple
        output y1 8 = inverted
        output y2 8 = chain
        output y3 8 = nested"
    `)
  })

  it('does not take apart what somebody else reads or what has a name given with .named()', () => {
    const b = builderOf()
    const [load, step, data] = [b.input('load', 1), b.input('step', 1), b.input('data', 8)] as const
    const shared = b.register(8, { init: 0n }, variable('shared', 2))
    const inner = mux(b, step, data, shared)
    b.drive(shared, mux(b, load, inner, data))
    const named = b.register(8, { init: 0n }, variable('named', 3))
    b.drive(named, mux(b, load, data, named, explicit('next', 4)))
    b.output('y', inner)
    b.output('z', named)
    expect(tidied(b)).toMatchInlineSnapshot(`
      "module unit clk rst
        input load 1
        input step 1
        input data 8
        shared 8 = register %5 init 0
        %4 8 = mux step ? data : shared
        %5 8 = mux load ? %4 : data
        named 8 = register next init 0
        next 8 = mux load ? data : named
        output y 8 = %4
        output z 8 = named"
    `)
  })
})

describe('prune', () => {
  it('keeps ports and instances, drops unread nodes and memories, and the clock with the last state', () => {
    const child = builderOf('child')
    const x = child.input('x', 1)
    const lost = child.register(1, { init: 0n }, variable('lost', 2))
    child.drive(lost, x)
    const enable = child.input('unused', 1)
    const memory = child.memory({
      name: 'log',
      depth: 2,
      width: 1,
      style: 'auto',
      contents: null,
      place: null,
    })
    child.write(memory, { address: x, data: lost, enable })
    child.output('y', x)

    const b = builderOf('top')
    const a = b.input('a', 1)
    b.instance({ name: 'monitor', module: 'child', inputs: { x: a, unused: a }, place: null })
    b.output('y', a)
    expect(tidied(child, b)).toMatchInlineSnapshot(`
      "module child
        input x 1
        input unused 1
        output y 1 = x

      module top
        input a 1
        instance 0 monitor child x=a unused=a
        output y 1 = a"
    `)
  })
})
