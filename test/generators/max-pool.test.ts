/** Pools against the ONNX definition of MaxPool, in every shape of the acceptance table. */

import { describe, expect, test } from 'vitest'
import { MaxPool } from '../../generators/windows/max-pool.ts'
import { allSimulators, bench, usualSimulators, verifyStream } from '../support/generator-bench.ts'
import { pairwise } from '../support/generator-pairwise.ts'
import { isMeaningful, type PoolShape, poolCase, poolParameters } from '../support/generator-windows.ts'

const axes = {
  kernel: [
    [2, 2],
    [3, 3],
    [2, 1],
  ],
  stride: [
    [2, 2],
    [1, 1],
    [3, 3],
  ],
  image: [
    [4, 4],
    [10, 10],
    [9, 7],
  ],
  pads: [
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [1, 0, 0, 0],
  ],
  ceilMode: [false, true],
  channels: [1, 3, 64],
  words: [1, 2],
} as const

function shapeOf(choice: { readonly [K in keyof typeof axes]: (typeof axes)[K][number] }): PoolShape {
  return { ...choice, dilation: [1, 1] }
}

/** ONNX wants padding narrower than the kernel. */
const rows = pairwise(axes, ({ kernel, pads, channels, words }) => {
  return words <= channels && pads[1] < kernel[1] && pads[3] < kernel[1]
}).map(shapeOf)

function describeShape({ kernel, stride, image, pads, ceilMode = false, channels, words }: PoolShape) {
  const map = `${image.join('x')} map of ${channels} channels in ${words}`
  return `${kernel.join('x')} every ${stride[0]} on a ${map}, pads ${pads.join(' ')}${ceilMode ? ', ceil mode' : ''}`
}

describe('a pool gives every maximum of its definition, in max(beats in, beats out) cycles', () => {
  test.each(rows.map((shape, index) => [describeShape(shape), index, shape] as const))(
    '%s',
    async (_, index, shape) => {
      expect(isMeaningful(shape)).toBe(true)
      const parameters = poolParameters(shape)
      const target = await bench(MaxPool, parameters)
      await verifyStream(target, poolCase(shape), index % 16 === 2 ? allSimulators : usualSimulators)
    },
  )
})
