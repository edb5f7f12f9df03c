/** What is refused in a network, and how it is said. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../network/input-error.ts'
import type { FullyConnectedLayer, InputEncoding, Network } from '../../network/network.ts'
import { accumulatorRange, eatsIntegers, scoreRange } from '../../network/ranges.ts'
import { reference } from '../../network/reference.ts'
import { validateNetwork } from '../../network/validate.ts'
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
      { decision: { rule: 'highest-set-bit', thresholds: [0, 2 ** 31] } },
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
