/** Padding of line buffers: put in on every side, in every mode, at no cost in cycles. */

import { describe, expect, test } from 'vitest'
import { elaborate } from '../../dsl/index.ts'
import { lineBufferCycles } from '../../generators/windows/line-buffer.timing.ts'
import { LineBuffer } from '../../generators/windows/line-buffer.ts'
import { allSimulators, bench, usualSimulators, verifyStream } from '../support/generator-bench.ts'
import { pairwise } from '../support/generator-pairwise.ts'
import {
  beatsOf,
  isMeaningful,
  type LineBufferShape,
  lineBufferCase,
  lineBufferParameters,
} from '../support/generator-windows.ts'

const axes = {
  pads: [
    [1, 1, 1, 1],
    [1, 1, 2, 2],
    [1, 3, 2, 3],
    [7, 0, 8, 0],
    [0, 0, 0, 0],
  ],
  image: [
    [8, 8],
    [10, 8],
    [2, 2],
    [1, 1],
  ],
  outside: ['zeros', 'ones', 'checkerboard'],
  kernel: [
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 5],
  ],
  stride: [
    [1, 1],
    [2, 2],
    [2, 1],
  ],
  dilation: [
    [1, 1],
    [2, 2],
  ],
  // Channels and how many of them are side by side: cut into words, whole pixels, several pixels.
  channels: [
    [3, 2],
    [3, 3],
    [2, 7],
  ],
} as const

type Choice = { readonly [K in keyof typeof axes]: (typeof axes)[K][number] }

function shapeOf({ channels: [channels, simd], ...shape }: Choice): LineBufferShape {
  return { ...shape, channels, simd, bits: 1, replays: 2 }
}

function describeShape({ pads, image, kernel, stride, dilation, outside, channels, simd }: LineBufferShape) {
  const windows = `${kernel.join('x')}, stride ${stride}, dilation ${dilation}`
  return `${pads.join(' ')} around ${image.join('x')}, ${outside}, ${windows}, ${channels} channels by ${simd}`
}

const rows = pairwise(axes, (row) => isMeaningful(shapeOf(row))).map(shapeOf)

const extremes: readonly LineBufferShape[] = [
  // Bytes; padding wider than the image, on each side alone; windows far apart that meet the image only now and then.
  { ...rows[0]!, pads: [1, 1, 1, 1], image: [8, 8], kernel: [3, 3], stride: [1, 1], bits: 8 },
  { ...rows[0]!, pads: [5, 0, 0, 0], image: [2, 3], kernel: [2, 2], outside: 'ones' },
  { ...rows[0]!, pads: [0, 5, 0, 0], image: [2, 3], kernel: [2, 2], outside: 'ones' },
  { ...rows[0]!, pads: [0, 0, 5, 0], image: [2, 3], kernel: [2, 2], outside: 'checkerboard' },
  { ...rows[0]!, pads: [0, 0, 0, 5], image: [2, 3], kernel: [2, 2], outside: 'checkerboard' },
  { ...rows[0]!, pads: [4, 4, 4, 4], image: [3, 3], kernel: [2, 2], stride: [5, 5], dilation: [1, 1] },
]

describe('padding is right on every side and costs no cycle', () => {
  test.each([...rows, ...extremes].map((shape, index) => [describeShape(shape), index, shape] as const))(
    '%s',
    async (_, index, shape) => {
      const parameters = lineBufferParameters(shape)
      const { entering, leaving } = beatsOf(shape)
      expect(lineBufferCycles(parameters)).toBe(Math.max(entering, leaving))
      const target = await bench(LineBuffer, parameters)
      await verifyStream(target, lineBufferCase(shape), index % 16 === 3 ? allSimulators : usualSimulators)
    },
  )
})

test('windows that all lie outside the image are refused', () => {
  const besides = { ...rows[0]!, image: [1, 1], kernel: [1, 1], stride: [3, 3], dilation: [1, 1] } as const
  for (const pads of [
    [2, 0, 2, 0],
    [0, 2, 0, 2],
  ] as const) {
    const parameters = lineBufferParameters({ ...besides, pads })
    expect(() => elaborate(LineBuffer, parameters)).toThrow('all windows of windows lie outside the image')
  }
})
