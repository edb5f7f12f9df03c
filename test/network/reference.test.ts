/** The bit-packed reference against plain arithmetic with +1 and -1. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Network } from '../../network/network.ts'
import { decide, reference, referenceBatch } from '../../network/reference.ts'
import { imagesFor, layer, matrix, networks, small } from './networks.ts'
import { plainInference } from './plain-model.ts'

describe('reference', () => {
  it('computes a network that can be followed by hand', () => {
    // Bits 1 0 1 1. Matches with 1010, 0011, 1111: 3, 3, 3. At least 2, 3, 4: bits 1 1 0.
    // Matches of 110 with 110, 001: 3, 0.
    const { scores, answer, ones } = reference(small).run(Uint8Array.of(128, 127, 255, 200))
    expect(Array.from(scores)).toEqual([3, 0])
    expect(answer).toBe(0)
    expect(ones).toEqual([2])
  })

  it('equals plain arithmetic for every encoding, score rule, size and threshold', () => {
    const cases = networks.chain((network) => fc.tuple(fc.constant(network), imagesFor(network)))
    fc.assert(
      fc.property(cases, ([network, image]) => {
        const { scores, ones } = reference(network).run(image)
        const plain = plainInference(network, image)
        expect(Array.from(scores)).toEqual(plain.scores)
        expect(ones).toEqual(plain.ones)
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it.each([1, 31, 32, 33, 64, 784])('counts all of %i matches, and none of them', (inputs) => {
    const network: Network = {
      ...small,
      input: { kind: 'bits', shape: [1, inputs, 1], threshold: 128 },
      layers: [layer('last', matrix('1'.repeat(inputs), '0'.repeat(inputs)), null)],
    }
    const { run } = reference(network)
    expect(Array.from(run(new Uint8Array(inputs).fill(255)).scores)).toEqual([inputs, 0])
    expect(Array.from(run(new Uint8Array(inputs)).scores)).toEqual([0, inputs])
  })

  it('takes a threshold as reached when the count equals it, and out-of-reach thresholds as constants', () => {
    // The first neuron matches 4 of 4, the second 0 of 4, whatever their thresholds.
    const bits = (thresholds: number[]) => {
      const rows = thresholds.map((_, i) => (i % 2 === 0 ? '1111' : '0000'))
      const network: Network = {
        ...small,
        layers: [
          layer('hidden', matrix(...rows), thresholds),
          layer('last', matrix('1'.repeat(rows.length), '0'.repeat(rows.length)), null),
        ],
      }
      return reference(network).run(new Uint8Array(4).fill(255)).ones[0]
    }
    expect(bits([4])).toBe(1)
    expect(bits([5])).toBe(0)
    expect(bits([5, 1])).toBe(0)
    expect(bits([5, 0])).toBe(1)
    expect(bits([-3, -3])).toBe(2)
    expect(bits([2 ** 31 - 1, 2 ** 31 - 1])).toBe(0)
  })

  it('does not remember the image before', () => {
    const { run } = reference(small)
    const image = Uint8Array.of(255, 0, 0, 255)
    const first = run(image)
    run(Uint8Array.of(0, 255, 255, 0))
    expect(run(image)).toEqual(first)
  })

  it('refuses an image of another size', () => {
    expect(() => reference(small).run(new Uint8Array(5))).toThrow(
      'an image of 5 bytes, but network small eats 4',
    )
  })

  it('runs batches in order', () => {
    const images = [Uint8Array.of(128, 127, 255, 200), Uint8Array.of(0, 0, 0, 0)]
    expect(referenceBatch(small, images)).toEqual(images.map((image) => reference(small).run(image)))
  })
})

describe('decide', () => {
  it('takes the first of equal maxima', () => {
    expect(decide({ kind: 'argmax' }, [1, 5, 3, 5])).toBe(1)
    expect(decide({ kind: 'argmax' }, [-7, -9])).toBe(0)
  })

  it('takes the highest set bit, and class 0 when none is set', () => {
    const decision = { kind: 'highest-set-bit', thresholds: [3, 3, 4] } as const
    expect(decide(decision, [9, 3, 3])).toBe(1)
    expect(decide(decision, [0, 0, 4])).toBe(2)
    expect(decide(decision, [9, 2, 3])).toBe(0)
    expect(decide(decision, [2, 2, 3])).toBe(0)
  })
})
