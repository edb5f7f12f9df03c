/** Every operator of the cycle engine means what `dsl/ir/evaluate.ts` says, at widths around the borders of words. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import {
  binaryWidth,
  evaluateBinary,
  evaluateNode,
  evaluateUnary,
  unaryWidth,
} from '../../dsl/ir/evaluate.ts'
import { binaryOperators, type Node, unaryOperators } from '../../dsl/ir/node.ts'
import { compileEngine } from '../../sim/engine.ts'
import { builderOf, designOf } from '../support/sim-modules.ts'

const widths = [1, 2, 31, 32, 33, 63, 64, 65, 1000]

/** Random values of a width, with the values at the borders of signed and unsigned ranges far more often than by chance. */
function valuesOf(width: number): fc.Arbitrary<bigint> {
  const all = (1n << BigInt(width)) - 1n
  const sign = 1n << BigInt(width - 1)
  return fc.oneof(
    { weight: 3, arbitrary: fc.bigInt({ min: 0n, max: all }) },
    { weight: 1, arbitrary: fc.constantFrom(0n, 1n & all, all, sign, sign - 1n, (sign + 1n) & all) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: all < 40n ? all : 40n }) },
  )
}

/** Checks the engine on a module with inputs of these widths and the node that `build` adds as its output. */
function check(
  inputWidths: readonly number[],
  build: (b: ModuleBuilder, inputs: number[]) => number,
  expected: (...values: bigint[]) => bigint,
) {
  const b = builderOf('operator')
  const inputs = inputWidths.map((width, i) => b.input(`i${i}`, width))
  b.output('y', build(b, inputs))
  const engine = compileEngine(designOf(b.finish({ clocked: false, resettable: false })))
  fc.assert(
    fc.property(fc.tuple(...inputWidths.map(valuesOf)), (values) => {
      values.forEach((value, i) => {
        engine.setInput(`i${i}`, value)
      })
      expect(engine.getOutput('y')).toBe(expected(...values))
    }),
    { seed: 7, numRuns: 60 },
  )
}

/** The meaning of a node whose operands are the inputs, in order. */
function meaning(node: Node, inputWidths: readonly number[]): (...values: bigint[]) => bigint {
  return (...values) =>
    evaluateNode(
      node,
      (id) => values[id]!,
      (id) => inputWidths[id]!,
    )!
}

function checkNode(node: Node, inputWidths: readonly number[]) {
  check(inputWidths, (b) => b.add(node), meaning(node, inputWidths))
}

describe.each(unaryOperators)('%s', (operator) => {
  test.each(widths)('of %i bits', (width) => {
    const node = { kind: 'unary', width: unaryWidth(operator, width), operator, operand: 0 } as const
    check(
      [width],
      (b) => b.add(node),
      (value) => evaluateUnary(operator, value, width),
    )
  })
})

describe.each(binaryOperators)('%s', (operator) => {
  test.each(widths)('of %i bits', (width) => {
    const rightWidths = /mul$/.test(operator)
      ? [1, width, 33]
      : /^(sh|sa)/.test(operator)
        ? [1, 5, 6, 32, 65]
        : [width]
    for (const right of rightWidths) {
      check(
        [width, right],
        (b, [x, y]) =>
          b.add({
            kind: 'binary',
            width: binaryWidth(operator, width, right),
            operator,
            left: x!,
            right: y!,
          }),
        (x, y) => evaluateBinary(operator, x, y, width, right),
      )
    }
  })
})

describe('selection', () => {
  test('slices anywhere', () => {
    for (const [width, low, count] of [
      [32, 0, 32],
      [32, 31, 1],
      [33, 1, 32],
      [65, 31, 34],
      [1000, 5, 900],
      [1000, 64, 320],
      [1000, 970, 30],
      [1000, 100, 40],
    ] as const) {
      checkNode({ kind: 'slice', width: count, operand: 0, low }, [width])
    }
  })

  test('elements of vectors', () => {
    for (const [width, indexWidth] of [
      [1, 3],
      [1, 5],
      [1, 10],
      [4, 3],
      [5, 2],
      [8, 4],
      [13, 6],
      [16, 1],
      [32, 3],
      [33, 3],
      [64, 2],
      [200, 2],
    ] as const) {
      checkNode({ kind: 'element', width, operand: 0, index: 1 }, [width * 2 ** indexWidth, indexWidth])
    }
  })

  test('concatenations', () => {
    for (const parts of [[1], [1, 1, 1], [31, 1], [1, 31, 1], [33, 65, 2], [1000, 7], Array(100).fill(1)]) {
      const width = parts.reduce((sum: number, part: number) => sum + part, 0)
      checkNode({ kind: 'concat', width, operands: [...parts.keys()] }, parts)
    }
  })

  test('extensions by zeros and by the sign', () => {
    for (const [from, to] of [
      [1, 2],
      [1, 40],
      [31, 32],
      [32, 33],
      [33, 64],
      [64, 65],
      [65, 300],
    ] as const) {
      for (const signed of [false, true]) checkNode({ kind: 'extend', width: to, signed, operand: 0 }, [from])
    }
  })

  test.each(widths)('multiplexers of %i bits', (width) => {
    checkNode({ kind: 'mux', width, condition: 0, whenTrue: 1, whenFalse: 2 }, [1, width, width])
  })
})

describe('decoders', () => {
  test.each(widths)('with computed results of %i bits', (width) => {
    const arms = [
      { values: [0n, 5n], result: 1 },
      { values: [7n], result: 2 },
    ]
    checkNode({ kind: 'match', width, subject: 0, arms, otherwise: 3 }, [3, width, width, width])
  })

  test.each(widths)('with constant results of %i bits', (width) => {
    const all = (1n << BigInt(width)) - 1n
    check(
      [2],
      (b, [subject]) => {
        const [one, two, other] = [1n & all, all, 0n].map((value) =>
          b.add({ kind: 'constant', width, value }),
        )
        const arms = [
          { values: [0n], result: one! },
          { values: [2n, 3n], result: two! },
        ]
        return b.add({ kind: 'match', width, subject: subject!, arms, otherwise: other! })
      },
      (subject) => (subject === 0n ? 1n & all : subject >= 2n ? all : 0n),
    )
  })

  test('with a subject of 40 bits', () => {
    const arms = [
      { values: [0n, 1n << 39n], result: 1 },
      { values: [(1n << 40n) - 1n], result: 2 },
    ]
    checkNode({ kind: 'match', width: 8, subject: 0, arms, otherwise: 3 }, [40, 8, 8, 8])
  })
})

test.each(widths)('a popcount of an XNOR of %i bits is one step', (width) => {
  check(
    [width, width],
    (b, [x, y]) => {
      const match = b.add({ kind: 'binary', width, operator: 'xnor', left: x!, right: y! })
      return b.add({
        kind: 'unary',
        width: unaryWidth('popcount', width),
        operator: 'popcount',
        operand: match,
      })
    },
    (x, y) => evaluateUnary('popcount', evaluateBinary('xnor', x, y, width, width), width),
  )
})
