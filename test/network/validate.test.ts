/** What is refused in a network, and how it is said. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  ConvolutionLayer,
  FullyConnectedLayer,
  InputEncoding,
  Network,
  PoolLayer,
} from '../../network/network.ts'
import { accumulatorRange, countsMatches, eatsIntegers, scoreRange } from '../../network/ranges.ts'
import { reference } from '../../network/reference.ts'
import { validateNetwork } from '../../network/validate.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { convolution, convolutionalNetworks, pool } from './convolutional-networks.ts'
import { imagesFor, layer, matrix, networks, small } from './networks.ts'

const [hidden, last] = small.layers as [FullyConnectedLayer, FullyConnectedLayer]
const bytes: InputEncoding = {
  kind: 'integers',
  shape: [2, 2, 1],
  bits: 8,
  signed: false,
  mapping: { kind: 'affine', scale: 1, offset: 0 },
}

function refusal(change: Partial<Network>): string {
  try {
    validateNetwork({ ...small, ...change })
  } catch (error) {
    if (error instanceof InputError && error.help !== null) return `${error.place}: ${error.message}`
    throw error
  }
  return 'valid'
}

describe('validateNetwork', () => {
  it('accepts what is right', () => {
    expect(refusal({})).toBe('valid')
    expect(refusal({ input: bytes })).toBe('valid')
    fc.assert(
      fc.property(networks, (network) => validateNetwork(network)),
      { seed: 4, numRuns: 100 },
    )
  })

  it.each<[string, Partial<Network>, string]>([
    ['a path as name', { name: '../evil' }, 'network: the name "../evil" cannot become a module name'],
    ['a digit first', { name: '1st' }, 'network: the name "1st" cannot become a module name'],
    ['a name of 65 characters', { name: 'a'.repeat(65) }, 'cannot become a module name'],
    ['no name', { name: '' }, 'network: the name "" cannot become a module name'],
    ['a line feed in a name', { name: 'a\n' }, 'network: the name "a\\n" cannot become a module name'],
    ['no layer', { layers: [] }, 'network: there is no layer'],
    [
      'a layer name with a space',
      { layers: [{ ...hidden, name: 'a b' }, last] },
      'layer 0: the name "a b" cannot',
    ],
    [
      'a layer name twice',
      { layers: [hidden, { ...last, name: 'Hidden' }] },
      'layer Hidden: an earlier layer has the same name',
    ],
    ['half a neuron', { layers: [{ ...hidden, outputs: 1.5 }, last] }, 'layer hidden: it has 1.5 outputs'],
    ['no input', { layers: [{ ...hidden, inputs: 0 }, last] }, 'layer hidden: it has 0 inputs'],
    ['no number', { layers: [{ ...hidden, outputs: Number.NaN }, last] }, 'layer hidden: it has NaN outputs'],
    [
      'a huge layer',
      { layers: [{ ...hidden, outputs: 1e9 }, last] },
      'layer hidden: it has 1000000000 outputs',
    ],
    [
      'a gap to the image',
      { input: { ...small.input, shape: [2, 3, 1] } },
      'layer hidden: it has 4 inputs, but the image gives 6',
    ],
    [
      'a gap between layers',
      { layers: [hidden, { ...last, inputs: 5 }] },
      'layer last: it has 5 inputs, but layer hidden gives 3',
    ],
    [
      'turned weights',
      { layers: [{ ...hidden, weights: matrix('111', '111', '111', '111') }, last] },
      'layer hidden: its weights are 4 x 3, but 3 outputs of 4 inputs are needed',
    ],
    [
      'too few thresholds',
      { layers: [{ ...hidden, thresholds: Int32Array.of(1) }, last] },
      'layer hidden: it has 1 thresholds for 3 outputs',
    ],
    [
      'no thresholds',
      { layers: [{ ...hidden, thresholds: null }, last] },
      'layer hidden: it has no thresholds',
    ],
    [
      'thresholds on the scores',
      { layers: [hidden, { ...last, thresholds: Int32Array.of(1, 1) }] },
      'layer last: the last layer gives scores, but it has thresholds',
    ],
    [
      'too few classes',
      { classes: ['cat'] },
      'network: there are 1 class names, but layer last has 2 outputs',
    ],
    ['a class twice', { classes: ['cat', 'cat'] }, 'network: classes 0 and 1 are both called "cat"'],
    ['an empty class', { classes: ['cat', ''] }, 'network: class 1 has the name ""'],
    [
      'a class that ends a comment',
      { classes: ['cat', 'dog */ endmodule'] },
      'network: class 1 has the name "dog */ endmodule"',
    ],
    ['a class of two lines', { classes: ['cat', 'dog\n`include "x"'] }, 'network: class 1 has the name'],
    ['an escape code', { classes: ['cat', 'dog\u001b[2J'] }, 'network: class 1 has the name "dog\\u001b[2J"'],
    [
      'an image without channels',
      { input: { ...small.input, shape: [2, 2, 0] } },
      'network: the channels of an image is 0',
    ],
    [
      'an input threshold of 257',
      { input: { kind: 'bits', shape: [2, 2, 1], threshold: 257 } },
      'network: the input threshold is 257',
    ],
    ['17 bits', { input: { ...bytes, bits: 17 } }, 'network: an input has 17 bits'],
    [
      'bytes in 7 bits',
      { input: { ...bytes, bits: 7 } },
      'network: byte 128 becomes 128, which does not fit 7 unsigned bits (0..127)',
    ],
    [
      'bytes in 8 signed bits',
      { input: { ...bytes, signed: true } },
      'network: byte 128 becomes 128, which does not fit 8 signed bits (-128..127)',
    ],
    [
      'unsigned fixed point',
      { input: { ...bytes, mapping: { kind: 'fixedPoint' } } },
      'network: fixed-point inputs are not marked as signed',
    ],
    [
      'popcounts of integers',
      { input: bytes, layers: [layer('only', matrix('1111', '0000'), null)] },
      'network: the scores are to be popcounts, but layer only adds integers',
    ],
    [
      'a scale too few',
      { scores: { kind: 'affine', scale: [1], offset: [0, 0] } },
      'network: there are 1 score scales for 2 classes',
    ],
    [
      'an offset that is none',
      { scores: { kind: 'affine', scale: [1, 1], offset: [0, 0.5] } },
      'network: number 1 of the score offsets is 0.5',
    ],
    [
      'scores of 33 bits',
      { scores: { kind: 'affine', scale: [2 ** 30, 1], offset: [0, 0] } },
      'network: scores reach -3221225472..3221225472, which does not fit 32 bits',
    ],
    [
      'a decision threshold of 33 bits',
      { decision: { kind: 'highest-set-bit', thresholds: [0, 2 ** 31] } },
      'network: number 1 of the decision thresholds is 2147483648',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(refusal(change)).toContain(message)
  })

  it('accepts class names in any script', () => {
    expect(refusal({ classes: ['chat (noir)', '犬'] })).toBe('valid')
  })

  it('accepts constant neurons: thresholds out of reach', () => {
    const thresholds = Int32Array.of(-(2 ** 31), 5, 2 ** 31 - 1)
    expect(refusal({ layers: [{ ...hidden, thresholds }, last] })).toBe('valid')
  })
})

describe('validateNetwork of convolutions and pools', () => {
  const conv = convolution({
    input: [6, 6, 2],
    weights: matrix('0'.repeat(18)),
    thresholds: [3],
    pads: 1,
    paddingMode: 'zero',
  })
  const pooled = pool([6, 6, 1])
  const dense = layer('last', matrix('101010101', '010101010'), null)
  const base: Network = {
    ...small,
    input: { kind: 'bits', shape: [6, 6, 2], threshold: 128 },
    layers: [conv, pooled, dense],
  }
  const integers: InputEncoding = { ...bytes, shape: [6, 6, 2] }
  const refusalOf = (change: Partial<Network>) => refusal({ ...base, ...change })
  const withConv = (change: Partial<ConvolutionLayer>): Partial<Network> => ({
    layers: [{ ...conv, ...change }, pooled, dense],
  })
  const withPool = (change: Partial<PoolLayer>): Partial<Network> => ({
    layers: [conv, { ...pooled, ...change }, dense],
  })

  it('accepts what is right', () => {
    expect(refusalOf({})).toBe('valid')
    expect(refusalOf({ input: integers })).toBe('valid')
    for (const paddingMode of ['negative', 'positive', 'checkerboard'] as const) {
      expect(refusalOf(withConv({ paddingMode }))).toBe('valid')
    }
    fc.assert(
      fc.property(convolutionalNetworks, (network) => validateNetwork(network)),
      { seed: 8, numRuns: 100 },
    )
  })

  it.each<[string, Partial<Network>, string]>([
    [
      'a map of another shape',
      { input: { ...base.input, shape: [6, 2, 6] } },
      'layer conv: it takes a map of 6 x 6 x 2, but the image gives a map of 6 x 2 x 6',
    ],
    [
      'a pool of other channels',
      withPool({ input: [6, 6, 2] }),
      'layer pool: it takes a map of 6 x 6 x 2, but layer conv gives a map of 6 x 6 x 1',
    ],
    [
      'a dense layer behind a larger map',
      { layers: [conv, { ...pooled, stride: [1, 1] }, dense] },
      'layer last: it has 9 inputs, but layer pool gives 25',
    ],
    ['a kernel of nothing', withConv({ kernel: [0, 3] }), 'layer conv: its kernel is 0 x 3'],
    ['half a stride', withConv({ stride: [1, 0.5] }), 'layer conv: its stride is 1 x 0.5'],
    ['negative dilation', withConv({ dilation: [-1, 1] }), 'layer conv: its dilation is -1 x 1'],
    [
      'negative padding',
      withConv({ padding: { top: -1, left: 0, bottom: 0, right: 0 } }),
      'layer conv: its padding is -1, 0, 0, 0 (top, left, bottom, right)',
    ],
    ['a map without rows', withConv({ input: [0, 6, 2] }), 'layer conv: it takes a map of 0 x 6 x 2'],
    [
      'a kernel that does not fit',
      withConv({ kernel: [3, 9] }),
      'layer conv: its window does not fit into 8 x 8 pixels, the padding included',
    ],
    [
      'a dilated kernel that does not fit',
      withConv({ dilation: [4, 1] }),
      'layer conv: its window does not fit into 8 x 8 pixels, the padding included',
    ],
    [
      'padding of gigabytes',
      withConv({ padding: { top: 60_000, left: 60_000, bottom: 1, right: 1 } }),
      'layer conv: it takes a map of 60007 x 60007 x 2 with its padding',
    ],
    ['no outputs', withConv({ outputs: 0 }), 'layer conv: it has 0 outputs'],
    [
      'weights for another kernel',
      withConv({ kernel: [3, 5] }),
      'layer conv: its weights are 1 x 18, but 1 outputs of 30 inputs are needed',
    ],
    [
      'too few thresholds',
      withConv({ thresholds: new Int32Array(0) }),
      'layer conv: it has 0 thresholds for 1 outputs',
    ],
    [
      'padding of nothing',
      withConv({ paddingMode: 'none' }),
      'layer conv: it has padding, but the mode none',
    ],
    [
      'a mode without padding',
      withConv({ padding: { top: 0, left: 0, bottom: 0, right: 0 } }),
      'layer conv: it has no padding, but the mode "zero"',
    ],
    [
      'integers padded with a bit',
      { input: integers, ...withConv({ paddingMode: 'negative' }) },
      'layer conv: it adds integers, but its padding mode is "negative"',
    ],
    [
      'a pool of integers',
      { input: { ...integers, shape: [6, 6, 1] }, layers: [pooled, dense] },
      'layer pool: it pools integers',
    ],
    [
      'a pool padded by its kernel',
      withPool({ padding: { top: 0, left: 2, bottom: 0, right: 0 } }),
      'layer pool: its padding is as large as its kernel of 2 x 2',
    ],
    [
      'a pool padded by its kernel below',
      withPool({ padding: { top: 0, left: 0, bottom: 2, right: 0 } }),
      'layer pool: its padding is as large as its kernel of 2 x 2',
    ],
    [
      'a pool for scores',
      { layers: [conv, pooled] },
      'layer pool: the last layer is a pool, which gives no scores',
    ],
    [
      'a map for scores',
      { layers: [{ ...conv, thresholds: null }], classes: ['one'] },
      'layer conv: the last layer gives 36 pixels, but one score for each class is needed',
    ],
    [
      'a kernel of a hundred thousand weights',
      {
        input: { ...base.input, shape: [300, 300, 2] },
        ...withConv({ input: [300, 300, 2], kernel: [300, 300] }),
      },
      'layer conv: its neurons have 180000 weights each',
    ],
    [
      'popcounts of taps that are not all there',
      {
        input: { ...base.input, shape: [1, 1, 2] },
        layers: [{ ...conv, input: [1, 1, 2], thresholds: null }],
        classes: ['one'],
      },
      'network: the scores are to be popcounts, but layer conv adds the taps inside its map alone',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(refusalOf(change)).toContain(message)
  })

  it('accepts a convolution of one pixel for the last layer', () => {
    const last = convolution({ name: 'last', input: [3, 3, 1], weights: dense.weights, thresholds: null })
    expect(refusalOf({ layers: [conv, pooled, last] })).toBe('valid')
  })

  it('accepts a convolution behind a fully connected layer: its outputs are channels', () => {
    const map = { kernel: [1, 1], stride: [1, 1], dilation: [1, 1] } as const
    const behind = {
      ...convolution({ input: [1, 1, 3], weights: matrix('111', '000'), thresholds: null }),
      ...map,
    }
    expect(refusal({ layers: [hidden, behind] })).toBe('valid')
  })

  it('knows the range of sums', () => {
    expect(accumulatorRange(base, conv)).toEqual({ minimum: -18, maximum: 18 })
    expect(accumulatorRange(base, { ...conv, paddingMode: 'negative' })).toEqual({ minimum: 0, maximum: 18 })
    const sums = { ...base, input: integers }
    expect(accumulatorRange(sums, conv)).toEqual({ minimum: -4590, maximum: 4590 })
    expect([countsMatches(base, conv), countsMatches(sums, conv), countsMatches(base, dense)]).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('ranges', () => {
  it('are those of matches and sums', () => {
    expect(accumulatorRange(small, hidden)).toEqual({ minimum: 0, maximum: 4 })
    const sums = { ...small, input: bytes }
    expect(accumulatorRange(sums, hidden)).toEqual({ minimum: -1020, maximum: 1020 })
    expect(accumulatorRange(sums, last)).toEqual({ minimum: 0, maximum: 3 })
    expect([eatsIntegers(sums, hidden), eatsIntegers(sums, last), eatsIntegers(small, hidden)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('of affine scores are the widest of all classes, and reached', () => {
    const network: Network = { ...small, scores: { kind: 'affine', scale: [-5, 2], offset: [1, -20] } }
    expect(scoreRange(network)).toEqual({ minimum: -26, maximum: 16 })
    expect(scoreRange(small)).toEqual({ minimum: 0, maximum: 3 })
  })

  it('hold every score', () => {
    const cases = networks.chain((network) => fc.tuple(fc.constant(network), imagesFor(network)))
    fc.assert(
      fc.property(cases, ([network, image]) => {
        const { minimum, maximum } = scoreRange(network)
        for (const score of reference(network).run(image).scores) {
          expect(score).toBeGreaterThanOrEqual(minimum)
          expect(score).toBeLessThanOrEqual(maximum)
        }
      }),
      { seed: 5, numRuns: 100 },
    )
  })
})
