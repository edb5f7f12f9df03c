/** Broken convolutions: the checks of this suite notice every one of these mistakes about padding, borders and rows. */

import { describe, expect, test, vi } from 'vitest'
import { type Design, elaborate } from '../../dsl/index.ts'
import type { ConvolutionLayerParameters } from '../../generators/layers/convolution-layer.ts'
import { convolutionLayer } from '../../generators/layers/convolution-layer.ts'
import { StreamingLayer } from '../../generators/layers/streaming-layer.ts'
import type { Borders } from '../../generators/matrix-vector/threshold-unit.timing.ts'
import {
  type LineBufferParameters,
  type OutsideTaps,
  type Padding,
  rowsHeld,
} from '../../generators/windows/line-buffer.timing.ts'
import { LineBuffer } from '../../generators/windows/line-buffer.ts'
import { targetOf } from '../../sim/target.ts'
import { type StreamCase, verifyStream } from '../support/generator-bench.ts'
import { blocks, paddedConvolution } from '../support/generator-blocks.ts'
import { type ConvolutionExample, convolutionExample } from '../support/generator-convolution.ts'
import {
  isFinding,
  type Mutation,
  mutate,
  offBy,
  operator,
  startsOff,
  stuck,
} from '../support/generator-mutate.ts'
import { type LineBufferShape, lineBufferCase, lineBufferParameters } from '../support/generator-windows.ts'

vi.mock('../../generators/windows/line-buffer.timing.ts', { spy: true })

async function expectNoticed(design: Design, stream: StreamCase): Promise<void> {
  await expect(verifyStream(targetOf(design), stream, ['engine'])).rejects.toSatisfy(isFinding)
}

/** A line buffer with more padding at each side than at the next. */
const shape: LineBufferShape = {
  image: [5, 6],
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  pads: [1, 2, 2, 1],
  channels: 2,
  bits: 1,
  simd: 2,
  outside: 'zeros',
  replays: 2,
}

describe('it is noticed when a line buffer pads', () => {
  const pads = (change: Partial<Padding>): Partial<LineBufferParameters> => {
    const { padding } = lineBufferParameters(shape)
    return { padding: { ...padding, ...change } }
  }
  const mistakes: readonly (readonly [mistake: string, change: Partial<LineBufferParameters>])[] = [
    ['left what belongs right', pads({ left: 1, right: 2 })],
    ['above what belongs below', pads({ top: 2, bottom: 1 })],
    ['one column too far left', pads({ left: 3, right: 0 })],
    ['one row too little above', pads({ top: 0, bottom: 3 })],
    ['with the other value', { outside: 'ones' }],
    ['with a checkerboard', { outside: 'checkerboard' }],
  ]
  test.each(mistakes)('%s', async (_, change) => {
    const parameters = lineBufferParameters(shape)
    await verifyStream(targetOf(elaborate(LineBuffer, parameters)), lineBufferCase(shape), ['engine'])
    await expectNoticed(elaborate(LineBuffer, { ...parameters, ...change }), lineBufferCase(shape))
  })

  const values: readonly (readonly [is: OutsideTaps, should: OutsideTaps])[] = [
    ['zeros', 'ones'],
    ['zeros', 'checkerboard'],
    ['ones', 'checkerboard'],
  ]
  test.each(values)('with %s instead of %s', async (is, should) => {
    const parameters = { ...lineBufferParameters(shape), outside: is }
    await expectNoticed(elaborate(LineBuffer, parameters), lineBufferCase({ ...shape, outside: should }))
  })
})

describe('it is noticed when', () => {
  type Broken = readonly [mistake: string, block: keyof typeof blocks, generator: string, mutation: Mutation]
  const mistakes: readonly Broken[] = [
    ['the checkerboard has the other parity', 'checkered line buffer', 'LineBuffer', operator('xnor', 'xor')],
    ['the checkerboard is stripes', 'checkered line buffer', 'LineBuffer', operator('xnor', 'and')],
    ['every tap is inside', 'line buffer', 'LineBuffer', stuck('taps_inside', 1n)],
    ['no tap is inside', 'line buffer', 'LineBuffer', stuck('taps_inside', 0n)],
    ['the spare bits of a padded pixel are lit', 'line buffer', 'LineBuffer', stuck('taps_is_last_part', 0n)],
    ['a replay is lost', 'line buffer', 'LineBuffer', stuck('last_replay', 1n)],
    ['a tap is lost', 'line buffer', 'LineBuffer', offBy('last_group', -1n)],
    ['a window of a line is lost', 'line buffer', 'LineBuffer', offBy('last_x', -1n)],
    ['a line of windows is lost', 'line buffer', 'LineBuffer', offBy('last_y', -1n)],
    ['pixels wrap one word early', 'line buffer', 'LineBuffer', offBy('last_write', -1n)],
    ['windows do not wait for their pixels', 'line buffer', 'LineBuffer', stuck('complete', 1n)],
    ['windows leave a pixel too early', 'line buffer', 'LineBuffer', startsOff('complete_spare', 1n)],
    ['pixels do not wait for a free row', 'line buffer', 'LineBuffer', stuck('source_ready', 1n)],
    ['windows do not wait for the output', 'line buffer', 'LineBuffer', stuck('room_unread', 1n)],
    ['rows are never given up', 'line buffer', 'LineBuffer', stuck('row_is_free_given', 0n)],
    ['a pool takes the minimum', 'pool', 'MaxPool', operator('or', 'and')],
    ['a pool counts its taps modulo 2', 'pool', 'MaxPool', operator('or', 'xor')],
  ]
  test.each(mistakes)('%s (%s)', async (_, block, generator, mutation) => {
    const { design, stream } = blocks[block]
    const broken = mutate(design, generator, mutation)
    expect(broken.count).toBeGreaterThan(0)
    await expectNoticed(broken.design, stream)
  })
})

describe('a ring of rows', () => {
  /** A line buffer that holds more rows than it should. */
  const withMoreRows = (more: number, parameters: LineBufferParameters) => {
    vi.mocked(rowsHeld).mockReturnValueOnce(rowsHeld(parameters) + more)
    return elaborate(LineBuffer, parameters)
  }

  test.each([{}, { stride: [2, 1] }, { dilation: [2, 1] }, { pads: [0, 0, 0, 0] }, { replays: 1 }] as const)(
    'is as small as can be: with one row less, cycles or pixels are lost (%o)',
    async (change) => {
      const other = { ...shape, ...change }
      await expectNoticed(withMoreRows(-1, lineBufferParameters(other)), lineBufferCase(other))
    },
  )

  test('may be larger', async () => {
    const design = withMoreRows(1, lineBufferParameters(shape))
    await verifyStream(targetOf(design), lineBufferCase(shape), ['engine'])
  })
})

describe('it is noticed when borders', () => {
  const zero = convolutionExample(paddedConvolution)
  const bytes = convolutionExample({ ...paddedConvolution, input: 'bytes' })

  const withBorders = (change: (borders: Borders) => Borders) =>
    changed((output) => ({ ...output, borders: change(output.borders!) }))
  const swapped = (classes: readonly number[]) => classes.map((index) => (index < 2 ? 1 - index : index))
  const allTheLast = (classes: readonly number[]) => classes.map(() => Math.max(...classes))

  const mistakes: readonly (readonly [mistake: string, change: Change])[] = [
    ['of lines are mixed up', withBorders(({ lines, columns }) => ({ lines: swapped(lines), columns }))],
    ['of columns are mixed up', withBorders(({ lines, columns }) => ({ lines, columns: swapped(columns) }))],
    [
      'are those of the last column',
      withBorders(({ lines, columns }) => ({ lines, columns: allTheLast(columns) })),
    ],
    [
      'are those of the last line',
      withBorders(({ lines, columns }) => ({ lines: allTheLast(lines), columns })),
    ],
    [
      'begin a line too late',
      withBorders(({ lines, columns }) => ({ lines: [...lines.slice(1), lines[0]!], columns })),
    ],
  ]
  test.each(mistakes)('%s', async (_, change) => {
    for (const example of [zero, bytes]) {
      await expectNoticed(
        elaborate(StreamingLayer, convolutionLayer(change(example.parameters))),
        example.stream,
      )
    }
  })

  test('of a single class are restated off by one, up or down', async () => {
    const many = convolutionExample({ ...paddedConvolution, image: [5, 5], outputs: 12, pe: 6 })
    const classes = classCount(many)
    expect(classes).toBe(8)
    for (let border = 0; border < classes; border++) {
      for (const by of [1, -1]) {
        const design = elaborate(StreamingLayer, convolutionLayer(raised(border, by)(many.parameters)))
        await expectNoticed(design, many.stream)
      }
    }
  })
})

type Change = (parameters: ConvolutionLayerParameters) => ConvolutionLayerParameters
type Thresholds = Extract<ConvolutionLayerParameters['output'], { kind: 'bits' }>

/** A convolution with other thresholds. */
function changed(change: (output: Thresholds) => Thresholds): Change {
  return (parameters) => {
    if (parameters.output.kind !== 'bits') throw new Error('this layer has no thresholds')
    return { ...parameters, output: change(parameters.output) }
  }
}

function classCount({ parameters: { output, rows } }: ConvolutionExample): number {
  return output.kind === 'bits' ? output.thresholds.length / rows : 0
}

/** A convolution with other thresholds in one border class. */
function raised(border: number, by: number): Change {
  return (parameters) => {
    const isMeant = (index: number) => Math.floor(index / parameters.rows) === border
    const moved = (thresholds: Int32Array) =>
      thresholds.map((threshold, index) => (isMeant(index) ? threshold + by : threshold))
    const change = changed((output) => ({
      ...output,
      thresholds: moved(output.thresholds),
    }))
    return change(parameters)
  }
}
