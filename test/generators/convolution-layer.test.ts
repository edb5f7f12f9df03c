/** Convolution layers against their definition: every padding mode, folds of every kind, borders exact, padding free. */

import { describe, expect, test } from 'vitest'
import { convolutionCycles } from '../../generators/layers/convolution-layer.timing.ts'
import { convolutionLayer } from '../../generators/layers/convolution-layer.ts'
import { StreamingLayer } from '../../generators/layers/streaming-layer.ts'
import { allSimulators, bench, usualSimulators, verifyStream } from '../support/generator-bench.ts'
import { type ConvolutionShape, convolutionExample } from '../support/generator-convolution.ts'
import { pairwise } from '../support/generator-pairwise.ts'
import { geometryOf, isMeaningful } from '../support/generator-windows.ts'

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
  mode: ['none', 'negative', 'positive', 'checkerboard', 'zero'],
  input: ['bits', 'bytes', 'fixed point'],
  kernel: [
    [3, 3],
    [2, 2],
    [1, 5],
  ],
  stride: [
    [1, 1],
    [2, 1],
  ],
  dilation: [
    [1, 1],
    [2, 2],
  ],
  // Channels by SIMD, output channels by PE.
  fold: [
    [3, 2, 5, 2],
    [3, 3, 4, 4],
    [2, 5, 6, 1],
  ],
} as const

type Choice = { readonly [K in keyof typeof axes]: (typeof axes)[K][number] }

function shapeOf({ fold: [channels, simd, outputs, pe], ...shape }: Choice): ConvolutionShape {
  return { ...shape, channels, simd, outputs, pe }
}

/** Modes say nothing without padding, and integers are padded with the number zero. */
function isAllowed(choice: Choice): boolean {
  const isPadded = choice.pads.some((side) => side > 0)
  const modes = choice.input === 'bits' ? ['negative', 'positive', 'checkerboard', 'zero'] : ['zero']
  return (isPadded ? modes : ['none']).includes(choice.mode) && isMeaningful(shapeOf(choice))
}

function describeShape(shape: ConvolutionShape) {
  const { pads, image, mode, input, kernel, stride, dilation, channels, simd, outputs, pe } = shape
  const windows = `${kernel.join('x')}, stride ${stride}, dilation ${dilation}`
  const fold = `${channels} channels by ${simd}, ${outputs} by ${pe}`
  return `${mode}, ${pads.join(' ')} around ${image.join('x')} ${input}, ${windows}, ${fold}`
}

const sample: ConvolutionShape = {
  image: [6, 5],
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  pads: [1, 1, 1, 1],
  channels: 10,
  simd: 4,
  outputs: 6,
  pe: 4,
  input: 'bits',
  mode: 'zero',
}

const extremes: readonly ConvolutionShape[] = [
  // Beats of a source that are narrower and wider than words, with gaps at the end of a pixel.
  { ...sample, sourceLanes: 3 },
  { ...sample, sourceLanes: 16, mode: 'checkerboard' },
  // Slower in than out.
  { ...sample, sourceLanes: 1, stride: [2, 2], pe: 6, simd: 90 },
  // One window sees nothing but padding, and every tap at once.
  { ...sample, pads: [3, 3, 3, 3], simd: 90, pe: 6 },
  { ...sample, pads: [3, 3, 3, 3], simd: 1, pe: 1, channels: 2, input: 'bytes' },
]

const rows = pairwise(axes, isAllowed).map(shapeOf)

describe('a convolution gives every bit of its definition, padding costs no cycle', () => {
  test.each([...rows, ...extremes].map((shape, index) => [describeShape(shape), index, shape] as const))(
    '%s',
    async (_, index, shape) => {
      const { parameters, stream } = convolutionExample(shape)
      const target = await bench(StreamingLayer, convolutionLayer(parameters))
      await verifyStream(target, stream, index % 16 === 1 ? allSimulators : usualSimulators)
    },
  )
})

test('padding changes the cycles by the windows that it adds alone', () => {
  const around = (pads: ConvolutionShape['pads']) => {
    const shape = { ...sample, pads }
    const [down, across] = geometryOf(shape).windows
    return { cycles: convolutionCycles(convolutionExample(shape).parameters), windows: down * across }
  }
  for (const pads of [
    [1, 1, 1, 1],
    [0, 0, 0, 0],
    [1, 0, 2, 0],
    [0, 2, 0, 1],
  ] as const) {
    const { cycles, windows } = around(pads)
    expect(cycles).toBe(windows * 27 * 2)
  }
})
