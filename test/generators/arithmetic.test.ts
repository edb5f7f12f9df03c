/** XNOR-popcount, dot product and weight memory against their models, at the widths and depths where words end. */

import { describe, expect, test } from 'vitest'
import type { Generator, Ports } from '../../dsl/index.ts'
import { clog2, Data } from '../../dsl/index.ts'
import { dotProductModel } from '../../generators/dot-product/dot-product.model.ts'
import { DotProduct } from '../../generators/dot-product/dot-product.ts'
import { xnorPopcountModel } from '../../generators/dot-product/xnor-popcount.model.ts'
import { XnorPopcount } from '../../generators/dot-product/xnor-popcount.ts'
import { WeightMemory } from '../../generators/matrix-vector/weight-memory.ts'
import { type Simulator, simulate } from '../../sim/simulate.ts'
import { allSimulators, bench, usualSimulators } from '../support/generator-bench.ts'
import { generatorOf } from '../support/random.ts'

/** The values of an output, from cycle `latency` on; the same in all simulators. */
async function run<P, T extends Ports>(
  generator: Generator<P, T>,
  parameters: P,
  values: Readonly<Record<string, readonly bigint[]>>,
  { output, latency = 0, simulators = usualSimulators }: RunOptions,
): Promise<readonly bigint[]> {
  const target = await bench(generator, parameters)
  const cycles = Object.values(values)[0]!.length + latency
  const [first, ...others] = await Promise.all(
    simulators.map(async (simulator) => {
      const options = { simulator, tracePorts: true, allowUnknown: true }
      const { ports, unknown } = await simulate(target, { cycles, values }, options)
      expect(unknown.filter(({ cycle }) => cycle >= latency)).toEqual([])
      return ports![output]!.slice(latency)
    }),
  )
  for (const other of others) expect(other).toEqual(first)
  return first!
}

interface RunOptions {
  readonly output: string
  readonly latency?: number
  readonly simulators?: readonly Simulator[]
}

function lanesOf(word: bigint, count: number, width = 1): number[] {
  return Array.from({ length: count }, (_, i) => Number(BigInt.asUintN(width, word >> BigInt(i * width))))
}

describe('XNOR-popcount', () => {
  for (const lanes of [1, 2, 3, 7, 31, 32, 33, 63, 64, 65, 127, 128, 129, 500, 1000]) {
    test(`of ${lanes} lanes`, async () => {
      const random = generatorOf(lanes)
      const all = (1n << BigInt(lanes)) - 1n
      const activation = [0n, all, 0n, ...Array.from({ length: 30 }, () => random.bits(lanes))]
      const weight = [
        0n,
        0n,
        all,
        ...activation.slice(3, 6),
        ...activation.slice(6).map(() => random.bits(lanes)),
      ]
      const simulators = lanes === 65 ? allSimulators : usualSimulators
      const options = { output: 'count', simulators }
      const count = await run(XnorPopcount, { lanes }, { activation, weight }, options)
      const expected = activation.map((word, i) =>
        xnorPopcountModel(lanesOf(word, lanes), lanesOf(weight[i]!, lanes)),
      )
      expect(count.map(Number)).toEqual(expected)
      expect(expected.slice(0, 3)).toEqual([lanes, 0, 0])
    })
  }
})

describe('the dot product', () => {
  const shapes: readonly (readonly [lanes: number, planes: number])[] = [
    [1, 1],
    [64, 1],
    [3, 2],
    [49, 8],
    [100, 4],
  ]
  for (const [lanes, planes] of shapes) {
    test(`of ${lanes} lanes and ${planes} planes, one cycle later`, async () => {
      const random = generatorOf(lanes)
      const words = Array.from({ length: 30 }, () => random.bits(lanes * planes))
      const weight = words.map(() => random.bits(lanes))
      const width = clog2(lanes * (2 ** planes - 1) + 1)
      const parameters = { lanes, planes, width }
      const options = { output: 'dot', latency: 1 }
      const dot = await run(DotProduct, parameters, { activation: words, weight }, options)
      const expected = words.map((word, i) => {
        const plane = lanesOf(word, planes, lanes).map((_, bit) =>
          lanesOf(word >> BigInt(bit * lanes), lanes),
        )
        const numbers = plane[0]!.map((_, lane) =>
          plane.reduce((sum, bits, bit) => sum + bits[lane]! * 2 ** bit, 0),
        )
        return dotProductModel(numbers, lanesOf(weight[i]!, lanes), planes)
      })
      expect(dot.map(Number)).toEqual(expected)
    })
  }
})

describe('a weight memory', () => {
  const styles = ['block', 'logic', 'dissolved'] as const
  // Around the words of a bank of LUTs, and around so many banks as a LUT chooses between.
  const depths = [2, 63, 64, 65, 96, 129, 200, 256, 257, 330]
  test.each(styles.flatMap((style) => depths.map((depth) => [style, depth] as const)))(
    'in style %s gives each of %i words to each element',
    async (style, depth) => {
      const random = generatorOf(depth)
      const weights = [3, 3].map((width) =>
        Data.of(
          width,
          Array.from({ length: depth }, () => random.bits(width)),
        ),
      )
      const fold = Array.from({ length: depth }, (_, index) => BigInt(depth - 1 - index))
      for (const [element, { words }] of weights.entries()) {
        const options = { output: `weight_${element}`, latency: 1 }
        const read = await run(WeightMemory, { name: 'weights', weights, style }, { fold }, options)
        expect(read).toEqual(fold.map((index) => words[Number(index)]))
      }
    },
  )
})
