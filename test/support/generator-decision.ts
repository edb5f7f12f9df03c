/** Cases for the decision: scores at all their extremes, and who must win. */

import { expect } from 'vitest'
import { argmaxModel, highestSetBitModel } from '../../generators/layers/argmax.model.ts'
import { argmaxLatency } from '../../generators/layers/argmax.timing.ts'
import type { ArgmaxParameters } from '../../generators/layers/argmax.ts'
import type { StreamCase } from './generator-bench.ts'
import { generatorOf } from './random.ts'

/** What a decision is about. */
export interface DecisionShape {
  readonly classes: number
  readonly width: number
  readonly signed: boolean
  readonly rule: 'argmax' | 'highest-set-bit'
}

/** A decision with thresholds at, between and beyond the ends of the scores. */
export function decisionParameters({ rule, ...shape }: DecisionShape): ArgmaxParameters {
  const { least, most } = rangeOf(shape)
  const random = generatorOf(shape.classes)
  const edges = () =>
    random.pick([least, most, least + 1, most + 1, most + 1, least + random.below(most - least + 1)])
  const thresholds = Array.from({ length: shape.classes }, (_, index) => (index === 0 ? least : edges()))
  return {
    ...shape,
    name: 'decision',
    ...(rule === 'highest-set-bit' && { thresholds }),
  }
}

/** All least, all most, each class alone at the top, ties of neighbours and of the ends, and random scores. */
export function decisionCase(parameters: ArgmaxParameters): StreamCase {
  const { classes, width, thresholds } = parameters
  const { least, most } = rangeOf(parameters)
  const random = generatorOf(classes + width)
  const all = (score: number) => Array.from({ length: classes }, () => score)
  const top = (...winners: number[]) =>
    all(least).map((score, index) => (winners.includes(index) ? most : score))
  const frames = [
    all(least),
    all(most),
    all(0),
    ...all(0).map((_, index) => top(index)),
    ...all(0).map((_, index) => top(index, (index + 1) % classes)),
    top(0, classes - 1),
    ...Array.from({ length: 20 }, () => all(0).map(() => least + random.below(most - least + 1))),
    ...Array.from({ length: 10 }, () => all(0).map(() => random.below(2))),
  ]
  const answers = frames.map((scores) =>
    thresholds === undefined ? argmaxModel(scores) : highestSetBitModel(scores, thresholds),
  )
  const packed = frames.map((scores) =>
    scores.reduce(
      (word, score, index) => word | (BigInt.asUintN(width, BigInt(score)) << BigInt(index * width)),
      0n,
    ),
  )
  return {
    beats: packed.map((scores) => ({ scores })),
    expect: frames.length,
    check: (results) => {
      expect(results.map(({ answer }) => Number(answer))).toEqual(answers)
      expect(results.map(({ scores }) => scores)).toEqual(packed)
    },
    checkTiming: (accepted, delivered) => {
      expect(accepted).toEqual(accepted.map((_, i) => i))
      expect(delivered).toEqual(accepted.map((cycle) => cycle + argmaxLatency(parameters)))
    },
  }
}

function rangeOf({ width, signed }: { readonly width: number; readonly signed: boolean }) {
  return signed
    ? { least: -(2 ** (width - 1)), most: 2 ** (width - 1) - 1 }
    : { least: 0, most: 2 ** width - 1 }
}
