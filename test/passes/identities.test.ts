/** Folding is right for every small case: all operators over constants, extensions and counts, for all inputs. */

import { expect, it } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import { binaryWidth, unaryWidth } from '../../dsl/ir/evaluate.ts'
import { binaryOperators, type NodeId, unaryOperators } from '../../dsl/ir/node.ts'
import { foldConstants } from '../../dsl/passes/fold-constants.ts'
import { runPass } from '../../dsl/passes/index.ts'
import { builderOf, designOf } from '../support/build-module.ts'
import { interpret } from '../support/interpret.ts'

const width = 3

/** Three-bit values of every origin that folding looks at, all from the bits of one input. */
function leavesOf(b: ModuleBuilder): NodeId[] {
  const operand = b.input('x', 6)
  const one = b.add({ kind: 'slice', width: 1, operand, low: 0 })
  const two = b.add({ kind: 'slice', width: 2, operand, low: 1 })
  const three = b.add({ kind: 'slice', width: 3, operand, low: 3 })
  const five = b.add({ kind: 'slice', width: 5, operand, low: 0 })
  const signedTwice = b.add({ kind: 'extend', width: 2, signed: true, operand: one })
  return [
    three,
    ...Array.from({ length: 8 }, (_, value) => b.add({ kind: 'constant', width, value: BigInt(value) })),
    b.add({ kind: 'extend', width, signed: false, operand: two }),
    b.add({ kind: 'extend', width, signed: true, operand: two }),
    b.add({ kind: 'extend', width, signed: false, operand: signedTwice }),
    b.add({ kind: 'extend', width, signed: true, operand: signedTwice }),
    b.add({ kind: 'unary', width, operator: 'popcount', operand: five }),
    b.add({ kind: 'unary', width, operator: 'not', operand: three }),
    b.add({ kind: 'concat', width, operands: [one, two] }),
    b.add({ kind: 'slice', width, operand: five, low: 1 }),
  ]
}

function addExpressions(b: ModuleBuilder, leaves: readonly NodeId[]): NodeId[] {
  const expressions: NodeId[] = []
  const add = (...node: Parameters<ModuleBuilder['add']>) => expressions.push(b.add(...node))
  for (const operand of leaves) {
    for (const operator of unaryOperators)
      add({ kind: 'unary', width: unaryWidth(operator, width), operator, operand })
    for (const signed of [false, true]) add({ kind: 'extend', width: 6, signed, operand })
    for (let low = 0; low < width; low++) {
      for (let bits = 1; low + bits <= width; bits++) add({ kind: 'slice', width: bits, operand, low })
    }
  }
  for (const left of leaves) {
    for (const right of leaves) {
      for (const operator of binaryOperators)
        add({ kind: 'binary', width: binaryWidth(operator, width, width), operator, left, right })
    }
  }
  return expressions
}

it('gives every expression of two levels the value it had', () => {
  const b = builderOf()
  for (const [index, id] of addExpressions(b, leavesOf(b)).entries()) b.output(`y${index}`, id)
  const design = designOf(b)
  const folded = runPass(foldConstants, design)
  expect(folded).not.toBe(design)
  const allValues = Array.from({ length: 64 }, (_, value) => ({ x: BigInt(value) }))
  expect(interpret(folded, allValues)).toEqual(interpret(design, allValues))
})
