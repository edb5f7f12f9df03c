/** The latency that the header of a convolution promises, behind beats of any width. */

import { expect, it } from 'vitest'
import { Data, elaborate } from '../../dsl/index.ts'
import { convolutionLayer } from '../../generators/layers/convolution-layer.ts'
import { layerLatency } from '../../generators/layers/layer-latency.timing.ts'
import { StreamingLayer } from '../../generators/layers/streaming-layer.ts'
import { simulate } from '../../sim/simulate.ts'
import { targetOf } from '../../sim/target.ts'

const channels = 4

/** One window, which needs all four pixels. */
function layer(sourceWidth: number, simd: number) {
  return convolutionLayer({
    name: 'window',
    image: [2, 2],
    windows: [1, 1],
    kernel: [2, 2],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    ...{ channels, rows: 2, pe: 1, simd, sourceWidth, outside: 'zeros', weightStyle: 'logic' },
    activation: { kind: 'binary' },
    weights: Data.of(16, [0xabc, 0x123]),
    output: { kind: 'bits', thresholds: Int32Array.of(7, 8) },
  })
}

it.each([
  [4, 4],
  [2, 4],
  [1, 4],
  [3, 4],
  [4, 2],
  [4, 1],
  [1, 2],
  [4, 16],
])('is that of the hardware: beats of %i bits, SIMD %i', async (sourceWidth, simd) => {
  const parameters = layer(sourceWidth, simd)
  const beats = Array.from({ length: 4 * Math.ceil(channels / sourceWidth) }, () => ({ data: 1n }))
  const trace = await simulate(
    targetOf(elaborate(StreamingLayer, parameters)),
    { cycles: 1000, inputs: { source: { beats } }, outputs: { result: { expect: 2 } } },
    { simulator: 'engine' },
  )
  const measured = trace.beats.result![0]!.cycle - trace.beats.source!.at(-1)!.cycle
  expect(layerLatency(parameters.parts, sourceWidth)).toMatch(new RegExp(`^${measured} cycles `))
})
