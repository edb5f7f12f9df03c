/** A fixed sample of the area bench, held on every commit: what Yosys makes of it must not grow. */

import { describe, expect, it } from 'vitest'
import { measureUnit, type UnitFigures } from '../../bench/area-measure.ts'
import { unitSubjects } from '../../bench/area-subjects.ts'

const subjects = unitSubjects()

function measured(name: string): Promise<UnitFigures> {
  return measureUnit(subjects.find((subject) => subject.name === name)!, () => {})
}

describe('the MVTU 784 x 64 with 32 elements of 112 lanes', () => {
  it.each([
    ['block', 4300, 50],
    ['logic', 5800, 0],
  ] as const)(
    'with %s weights takes at most %i LUT sites as placed and %d block memories',
    async (style, sites, memories) => {
      const { lutSites, placedSites, bram36 } = await measured(
        `MVTU 784 x 64, PE 32, SIMD 112, ${style} weights, compressor`,
      )
      expect(lutSites).toBeLessThanOrEqual(placedSites)
      expect(placedSites).toBeLessThanOrEqual(sites)
      expect(bram36).toBeLessThanOrEqual(memories)
    },
  )
})

describe('a dot product of 128 lanes', () => {
  it('with compressors takes at most 1.15 LUT sites a lane even as placed, and one carry chain and two LUT levels', async () => {
    const { lutSites, placedSites, depth } = await measured('dot product, 128 lanes, compressor')
    expect(lutSites).toBeLessThanOrEqual(placedSites)
    expect(placedSites / 128).toBeLessThanOrEqual(1.15)
    expect(depth).toBeLessThanOrEqual(3)
  })

  it.each([1, 4, 8])('with the weights of %i folds inside takes at most 1.1', async (folds) => {
    const name = `dissolved dot product, 128 lanes, ${folds} ${folds === 1 ? 'fold' : 'folds'}, compressor`
    const { lutSites, placedSites, bram36 } = await measured(name)
    expect(lutSites / 128).toBeLessThanOrEqual(1.1)
    expect(placedSites / 128).toBeLessThanOrEqual(1.25)
    expect(bram36).toBe(0)
  })
})
