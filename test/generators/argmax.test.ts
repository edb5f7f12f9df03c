/** The decision against its models: both rules, signed and unsigned scores, ties everywhere. */

import { describe, expect, test } from 'vitest'
import { argmaxModel, highestSetBitModel } from '../../generators/layers/argmax.model.ts'
import { Argmax } from '../../generators/layers/argmax.ts'
import { allSimulators, bench, usualSimulators, verifyStream } from '../support/generator-bench.ts'
import { type DecisionShape, decisionCase, decisionParameters } from '../support/generator-decision.ts'

const rules = ['argmax', 'highest-set-bit'] as const

describe('the models', () => {
  test('the first of equal scores wins', () => {
    expect(argmaxModel([3, 7, 7, 1])).toBe(1)
    expect(argmaxModel([-3, -3])).toBe(0)
  })

  test('the last set bit wins, and class 0 when none is set', () => {
    expect(highestSetBitModel([3, 7, 7, 1], [1, 5, 6, 2])).toBe(2)
    expect(highestSetBitModel([0, 0], [1, 1])).toBe(0)
  })
})

describe.each(rules)('%s', (rule) => {
  for (const classes of [1, 2, 3, 5, 10, 44, 100]) {
    for (const signed of [false, true]) {
      const shape: DecisionShape = { classes, width: classes === 10 ? 11 : 5, signed, rule }
      test(`of ${classes} ${signed ? 'signed' : 'unsigned'} scores`, async () => {
        const parameters = decisionParameters(shape)
        const target = await bench(Argmax, parameters)
        const simulators = classes === 10 && signed ? allSimulators : usualSimulators
        await verifyStream(target, decisionCase(parameters), simulators)
      })
    }
  }
})
