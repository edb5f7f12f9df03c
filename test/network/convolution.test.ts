/** Convolutions, pools and padding in the reference, against a model written from the definitions. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConvolutionLayer, Network, PaddingMode, PoolLayer } from '../../network/network.ts'
import { modesOfPadded, withPadding } from '../../network/padding.ts'
import { accumulatorRange, countsMatches } from '../../network/ranges.ts'
import { reference } from '../../network/reference.ts'
import { fanIn, layerInputs, layerOutputs, outputPixels, outputShape } from '../../network/shapes.ts'
import { validateNetwork } from '../../network/validate.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { convolution, convolutionalNetworks, pool } from './convolutional-networks.ts'
import { imagesFor, layer, matrix } from './networks.ts'
import { plainInference } from './plain-model.ts'

const cases = convolutionalNetworks.chain((network) => fc.tuple(fc.constant(network), imagesFor(network)))

describe('reference', () => {
  it('equals the definition for every kernel, stride, dilation, padding, mode, pool and channel count', () => {
    fc.assert(
      fc.property(cases, ([network, image]) => {
        validateNetwork(network)
        const { scores, ones } = reference(network).run(image)
        const plain = plainInference(network, image)
        expect(Array.from(scores)).toEqual(plain.scores)
        expect(ones).toEqual(plain.ones)
        expect(network.layers.slice(0, -1).map(outputShape)).toEqual(plain.maps.map(({ shape }) => shape))
      }),
      { seed: 11, numRuns: 500 },
    )
  })

  it('does not remember the image before', () => {
    const twoImages = convolutionalNetworks.chain((network) =>
      fc.tuple(fc.constant(network), imagesFor(network), imagesFor(network)),
    )
    fc.assert(
      fc.property(twoImages, ([network, image, other]) => {
        const { run } = reference(network)
        const first = run(image)
        run(other)
        expect(run(image)).toEqual(first)
      }),
      { seed: 12, numRuns: 100 },
    )
  })

  it('keeps networks apart', () => {
    fc.assert(
      fc.property(cases, cases, ([network, image], [other, otherImage]) => {
        const { run } = reference(network)
        const first = run(image)
        reference(other).run(otherImage)
        expect(run(image)).toEqual(first)
      }),
      { seed: 13, numRuns: 50 },
    )
  })
})

describe('a convolution that can be followed by hand', () => {
  // One channel, 2 x 2 pixels 1 0 / 1 1, kernel 3 x 3 of ones, one pad on every side: each output pixel sees the whole map.
  const image = Uint8Array.of(255, 0, 255, 255)
  const onesWith = (paddingMode: PaddingMode, threshold: number) => {
    const network: Network = {
      name: 'hand',
      input: { kind: 'bits', shape: [2, 2, 1], threshold: 128 },
      layers: [
        convolution({
          input: [2, 2, 1],
          weights: matrix('111111111'),
          thresholds: [threshold],
          pads: 1,
          paddingMode,
        }),
        layer('last', matrix('1111'), null),
      ],
      scores: { kind: 'popcount' },
      decision: { kind: 'argmax' },
      classes: ['one'],
    }
    validateNetwork(network)
    return reference(network).run(image).ones[0]
  }

  it('counts three matches of nine where the padding is -1, eight where it is +1', () => {
    expect([onesWith('negative', 3), onesWith('negative', 4)]).toEqual([4, 0])
    expect([onesWith('positive', 8), onesWith('positive', 9)]).toEqual([4, 0])
  })

  it('adds 2 where the padding is the number zero: three times +1 and once -1', () => {
    expect([onesWith('zero', 2), onesWith('zero', 3)]).toEqual([4, 0])
  })

  it('sees a checkerboard with +1 where y + x is even', () => {
    // Outside of the window at (0, 0): (-1,-1) (-1,1) (1,-1) are even, (-1,0) (0,-1) odd: 3 + 3 matches.
    // At (0, 1): (-1,1) even, (-1,0) (-1,2) (0,2)... : (0,2) (-1,1) even, (-1,0) (-1,2) (1,2) odd: 3 + 2 matches; (1, 0) alike.
    // At (1, 1): (2,2) (2,0) (0,2) even, (2,1) (1,2) odd: 3 + 3 matches.
    expect([5, 6, 7].map((threshold) => onesWith('checkerboard', threshold))).toEqual([4, 2, 0])
  })
})

describe('shapes', () => {
  it.each<[string, Partial<ConvolutionLayer>, readonly [number, number, number]]>([
    ['without padding', {}, [6, 3, 4]],
    ['with padding', { padding: { top: 1, left: 2, bottom: 3, right: 0 } }, [10, 5, 4]],
    ['with strides', { stride: [2, 3] }, [3, 1, 4]],
    ['with dilation', { dilation: [3, 2] }, [2, 1, 4]],
    ['whose kernel covers the map', { kernel: [8, 5] }, [1, 1, 4]],
  ])('of a convolution %s', (_, change, shape) => {
    const base = convolution({ input: [8, 5, 2], weights: matrix('0'.repeat(18)), thresholds: [0] })
    const changed = { ...base, outputs: 4, ...change }
    expect(outputShape(changed)).toEqual(shape)
    expect(outputPixels(changed)).toBe(shape[0] * shape[1])
    expect(layerInputs(changed)).toBe(80)
    expect(layerOutputs(changed)).toBe(4 * shape[0] * shape[1])
    expect(fanIn(changed)).toBe(2 * changed.kernel[0] * changed.kernel[1])
  })

  // PyTorch: MaxPool2d(3, 2, ceil_mode=True) of 6 pixels gives 3; MaxPool2d(2, 2, 1, ceil_mode=True) of 3 pixels gives 2, not 3.
  it.each<[string, Partial<PoolLayer>, readonly [number, number]]>([
    ['that divides the map', { input: [6, 8, 3] }, [3, 4]],
    ['that does not', { input: [5, 7, 3] }, [2, 3]],
    ['in ceil mode', { input: [5, 7, 3], ceilMode: true }, [3, 4]],
    ['that overlaps, in ceil mode', { input: [6, 7, 3], kernel: [3, 3], ceilMode: true }, [3, 3]],
    [
      'whose last window would begin in the padding',
      { input: [3, 5, 3], padding: { top: 1, left: 1, bottom: 1, right: 1 }, ceilMode: true },
      [2, 3],
    ],
    ['larger than the map, in ceil mode', { input: [1, 1, 3], ceilMode: true }, [1, 1]],
  ])('of a pool %s', (_, change, [height, width]) => {
    expect(outputShape({ ...pool([1, 1, 3]), ...change })).toEqual([height, width, 3])
  })
})

describe('withPadding', () => {
  it('keeps the meaning of thresholds: the same sums over all taps, or over those inside', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...modesOfPadded), ([network, image], mode) => {
        const padded = withPadding(network, mode)
        validateNetwork(padded)
        // In the plain model, thresholds on sums for every convolution, whatever its mode.
        const plain = plainInference(padded, image)
        expect(Array.from(reference(padded).run(image).scores)).toEqual(plain.scores)
        for (const [index, before] of network.layers.entries()) {
          const after = padded.layers[index]!
          if (before.kind !== 'convolution' || after.kind !== 'convolution') {
            expect(after).toBe(before)
            continue
          }
          expect(after.weights).toBe(before.weights)
          before.thresholds?.forEach((_, neuron) => {
            expect(leastSums(padded, after, neuron)).toBe(leastSums(network, before, neuron))
          })
        }
      }),
      { seed: 14, numRuns: 200 },
    )
  })

  /** The least sum over all taps at which a neuron gives a 1; sums over an even number of taps are even. */
  function leastSums(network: Network, conv: ConvolutionLayer, neuron: number): number | null {
    const threshold = conv.thresholds![neuron]!
    const { minimum, maximum } = accumulatorRange(network, conv)
    if (countsMatches(network, conv)) {
      const matches = Math.max(minimum, threshold)
      return matches > maximum ? null : 2 * matches - fanIn(conv)
    }
    const isEven = (sum: number) => (sum - maximum) % 2 === 0
    const sum = Math.max(minimum, threshold)
    const reached = isEven(sum) ? sum : sum + 1
    return reached > maximum ? null : reached
  }

  it('leaves integers padded with the number zero, and layers without padding alone', () => {
    fc.assert(
      fc.property(convolutionalNetworks, (network) => {
        const modes = (of: Network) =>
          of.layers.map((each) => (each.kind === 'convolution' ? each.paddingMode : null))
        const before = modes(network)
        const after = modes(withPadding(network, 'positive'))
        expect(after).toEqual(
          before.map((mode, index) => {
            const isInteger = index === 0 && network.input.kind === 'integers'
            return mode === null || mode === 'none' || isInteger ? mode : 'positive'
          }),
        )
      }),
      { seed: 15, numRuns: 100 },
    )
  })

  it('refuses a mode that it does not know', () => {
    const [network] = fc.sample(convolutionalNetworks, { seed: 1, numRuns: 1 })
    for (const mode of ['none', 'reflect', '']) {
      expect(() => withPadding(network!, mode)).toThrow(InputError)
      expect(() => withPadding(network!, mode)).toThrow(`the padding mode "${mode}" is not known`)
    }
  })
})
