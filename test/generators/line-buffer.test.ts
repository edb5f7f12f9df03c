/** Line buffers against the definition of a sliding window, in every shape of the acceptance table. */

import { describe, expect, test } from 'vitest'
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

/** Channels side by side, relative to those that there are. */
const simds = {
  below: (channels: number) => Math.ceil((2 * channels) / 5),
  at: (channels: number) => channels,
  above: (channels: number) => 2 * channels + 1,
}

const axes = {
  kernel: [
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 5],
    [5, 5],
  ],
  image: [
    [8, 8],
    [1, 21],
    [5, 7],
    [32, 32],
  ],
  channels: [1, 2, 3, 4, 64],
  stride: [
    [1, 1],
    [2, 2],
    [2, 1],
    [6, 6],
  ],
  dilation: [
    [1, 1],
    [2, 2],
    [2, 1],
  ],
  simd: ['below', 'at', 'above'],
  bits: [1, 8],
  replays: [1, 3],
} as const

type Choice = { readonly [K in keyof typeof axes]: (typeof axes)[K][number] }

function shapeOf({ simd, ...shape }: Choice): LineBufferShape {
  return { ...shape, simd: simds[simd](shape.channels), pads: [0, 0, 0, 0], outside: 'zeros' }
}

/** Windows that lie in the image, and frames short enough for three simulations. */
function isAllowed(choice: Choice): boolean {
  const shape = shapeOf(choice)
  const fits = ([0, 1] as const).every(
    (axis) => shape.dilation[axis] * (shape.kernel[axis] - 1) < shape.image[axis],
  )
  if (!fits || (choice.simd === 'below' && choice.channels === 1)) return false
  return beatsOf(shape).leaving <= 6000
}

const plain = {
  stride: [1, 1],
  dilation: [1, 1],
  pads: [0, 0, 0, 0],
  outside: 'zeros',
  bits: 1,
  replays: 1,
} as const

const extremes: readonly LineBufferShape[] = [
  // A row is given up by the only window of its line, and overwritten at once.
  {
    ...plain,
    image: [6, 3],
    kernel: [2, 2],
    stride: [2, 2],
    dilation: [1, 2],
    channels: 1,
    simd: 4,
    replays: 2,
  },
  { ...plain, image: [3, 1], kernel: [3, 1], channels: 4, simd: 12, replays: 2 },
  // Every tap of a window in one beat.
  { ...plain, image: [8, 8], kernel: [3, 3], channels: 3, simd: 27 },
  { ...plain, image: [5, 7], kernel: [5, 5], channels: 64, simd: 1600 },
  // The window is the image.
  { ...plain, image: [5, 7], kernel: [5, 7], channels: 4, simd: 4 },
  // One bit at a time of many.
  { ...plain, image: [5, 7], kernel: [2, 2], channels: 64, simd: 1 },
]

function describeShape({ kernel, image, channels, stride, dilation, simd, bits, replays }: LineBufferShape) {
  const pixels = `${image.join('x')} pixels of ${channels} x ${bits} bits`
  return `${kernel.join('x')} on ${pixels}, stride ${stride}, dilation ${dilation}, by ${simd}, ${replays} times`
}

const rows = pairwise(axes, isAllowed).map(shapeOf)

describe('a line buffer gives every window of its definition, in max(beats in, beats out) cycles', () => {
  test.each([...rows, ...extremes].map((shape, index) => [describeShape(shape), index, shape] as const))(
    '%s',
    async (_, index, shape) => {
      expect(isMeaningful(shape)).toBe(true)
      const target = await bench(LineBuffer, lineBufferParameters(shape))
      await verifyStream(target, lineBufferCase(shape), index % 16 === 5 ? allSimulators : usualSimulators)
    },
  )
})
