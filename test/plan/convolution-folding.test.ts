/** Foldings and cycles of convolutional networks: one fold a layer with neurons, and what cannot become hardware. */

import { describe, expect, it } from 'vitest'
import { BitMatrix } from '../../network/bit-matrix.ts'
import type { ConvolutionLayer, Network } from '../../network/network.ts'
import { planCycles } from '../../plan/cycles.ts'
import { defaultFolding } from '../../plan/folding.ts'
import { planFor } from '../../plan/make-plan.ts'

const convolution: ConvolutionLayer = {
  kind: 'convolution',
  name: 'conv0',
  input: [8, 8, 4],
  outputs: 6,
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  padding: { top: 1, left: 1, bottom: 1, right: 1 },
  paddingMode: 'negative',
  weights: new BitMatrix(6, 36),
  thresholds: new Int32Array(6),
}

function network(changes: Partial<ConvolutionLayer> = {}): Network {
  return {
    name: 'tiny',
    input: { kind: 'bits', shape: [8, 8, 4], threshold: 128 },
    layers: [
      { ...convolution, ...changes },
      {
        kind: 'pool',
        name: 'pool0',
        input: [8, 8, 6],
        kernel: [2, 2],
        stride: [2, 2],
        padding: { top: 0, left: 0, bottom: 0, right: 0 },
        ceilMode: false,
      },
      {
        kind: 'fullyConnected',
        name: 'fc0',
        inputs: 96,
        outputs: 2,
        weights: new BitMatrix(2, 96),
        thresholds: null,
      },
    ],
    scores: { kind: 'popcount' },
    decision: { kind: 'argmax' },
    classes: ['no', 'yes'],
  }
}

const fold = (...pairs: [number, number][]) => ({ layers: pairs.map(([pe, simd]) => ({ pe, simd })) })

describe('the cycle law', () => {
  it('is max(input beats, output pixels x folds) for a convolution, and counts the beats of a pool', () => {
    const { layers, interval } = planCycles(network(), fold([3, 4], [2, 8]))
    expect(layers.map(({ inputBeats, folds, cycles }) => [inputBeats, folds, cycles])).toEqual([
      [64, 64 * 2 * 9, 1152],
      [128, 32, 128],
      [12, 12, 12],
    ])
    expect(interval).toBe(1152)
  })

  it('rounds SIMD between whole pixels down to whole pixels', () => {
    const [whole, between] = [8, 11].map(
      (simd) => planCycles(network(), fold([6, simd], [2, 96])).layers[0]!.folds,
    )
    expect(whole).toBe(64 * 5)
    expect(between).toBe(whole)
  })
})

describe('defaultFolding', () => {
  it.each([320, 700, 1152, 5000, 32_768])('meets %i cycles with whole channels where they do', (target) => {
    const plan = planFor(network(), defaultFolding(network(), target))
    expect(plan.interval).toBeLessThanOrEqual(target)
  })
})

describe('a layer that cannot become hardware', () => {
  it('is one whose windows see nothing but padding', () => {
    const padding = { top: 7, left: 0, bottom: 7, right: 0 }
    const blind = network({ kernel: [1, 1], stride: [22, 1], padding, weights: new BitMatrix(6, 4) })
    expect(() => planCycles(blind, fold([1, 1], [1, 1]))).toThrow('no window of it sees a pixel')
  })
})
