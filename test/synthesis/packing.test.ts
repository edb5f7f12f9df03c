/** Packing functions into LUT6 sites: two share one when together they have at most five inputs. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packedSites as packed } from '../../synthesis/packing.ts'

const packedSites = (functions: readonly (readonly number[])[]) =>
  packed(functions.map((inputs) => ({ inputs })))

describe('functions share a site', () => {
  it.each([
    ['nothing', [], 0],
    ['one function', [[1, 2]], 1],
    [
      'two of the same five inputs',
      [
        [1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1],
      ],
      1,
    ],
    [
      'five inputs and a part of them',
      [
        [1, 2, 3, 4, 5],
        [2, 4],
      ],
      1,
    ],
    [
      'three and two that have nothing in common',
      [
        [1, 2, 3],
        [4, 5],
      ],
      1,
    ],
    ['an inverter and four others', [[1], [2, 3, 4, 5]], 1],
  ])('%s', (_, functions, sites) => {
    expect(packedSites(functions)).toBe(sites)
  })

  it.each([
    ['six inputs take a site alone', [[1, 2, 3, 4, 5, 6], [1]], 2],
    [
      'three and three others',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      2,
    ],
    ['five and one more', [[1, 2, 3, 4, 5], [6]], 2],
    ['three cannot share one site', [[1], [1], [1]], 2],
  ])('unless %s', (_, functions, sites) => {
    expect(packedSites(functions)).toBe(sites)
  })

  it('after a bad first choice, along an alternating path', () => {
    // 1..4 fits both of the others; only one of these fits 1..3 and 9.
    expect(
      packedSites([
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
        [1, 2, 3, 9],
        [2, 3, 9, 10],
      ]),
    ).toBe(2)
  })
})

describe('exclusive functions', () => {
  const exclusive = (...inputs: number[]) => ({ inputs, exclusive: true })

  it('never share a site with each other', () => {
    expect(packed([exclusive(1, 2), exclusive(1, 2)])).toBe(2)
  })

  it('share one with any other function', () => {
    const others = [{ inputs: [1, 2, 3] }, { inputs: [4] }]
    expect(packed([exclusive(1, 2), exclusive(1, 3), ...others])).toBe(2)
  })
})

describe('the number of sites', () => {
  const nets = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 })
  const netlist = fc.array(nets, { minLength: 6, maxLength: 10 })

  it('is at most one above the best there is, and mostly the best', () => {
    const sample = fc.sample(netlist, { seed: 5, numRuns: 400 })
    const excess = sample.map((functions) => packedSites(functions) - fewestSites(functions))
    expect(Math.min(...excess)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...excess)).toBeLessThanOrEqual(1)
    expect(excess.filter((more) => more > 0).length).toBeLessThan(3)
  })

  it('does not depend on the names of nets', () => {
    const renamed = fc.property(netlist, (functions) => {
      const other = functions.map((nets) => nets.map((net) => 100 - net))
      expect(Math.abs(packedSites(other) - packedSites(functions))).toBeLessThanOrEqual(1)
    })
    fc.assert(renamed, { seed: 6, numRuns: 100 })
  })
})

/** By trying everything. */
function fewestSites([first, ...rest]: readonly (readonly number[])[]): number {
  if (first === undefined) return 0
  const fits = (other: readonly number[]) => new Set([...first, ...other]).size <= 5
  const shared = rest.flatMap((other, i) => (fits(other) ? [1 + fewestSites(rest.toSpliced(i, 1))] : []))
  return Math.min(1 + fewestSites(rest), ...shared)
}
