/** The figures of `npm run bench:area`, as committed: within their bounds, as deep as promised, and near their estimates. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AreaFigures, areaDocument } from '../../bench/area-document.ts'
import type { Area } from '../../bench/area-subjects.ts'

const root = join(import.meta.dirname, '../..')
const figures = JSON.parse(readFileSync(join(root, 'bench/area.json'), 'utf8')) as AreaFigures
const chosenUnits = figures.units.filter(({ name }) => name.endsWith('compressor'))

/** Sites and memories below a bound that there may be. */
function expectWithin({ lutSites, bram36 }: { lutSites: number; bram36: number }, bound: Area | null): void {
  if (bound === null) return
  expect(lutSites).toBeLessThanOrEqual(bound.sites ?? Number.POSITIVE_INFINITY)
  expect(bram36).toBeLessThanOrEqual(bound.bram36 ?? Number.POSITIVE_INFINITY)
}

describe('committed figures', () => {
  it('are those of the page', () => {
    expect(readFileSync(join(root, 'docs/area.md'), 'utf8')).toBe(areaDocument(figures))
  })

  it.each(chosenUnits.map((unit) => [unit.name, unit] as const))('%s: bound and goal', (_, unit) => {
    expectWithin(unit, unit.bound)
    expectWithin(unit, unit.goal)
    expect(unit.depth).toBeLessThanOrEqual(3)
  })

  it.each(figures.networks.map((network) => [network.name, network] as const))(
    '%s: bound and goal, three levels, every layer within 15 % of its estimate',
    (_, network) => {
      expectWithin(network, network.bound)
      expectWithin(network, network.goal)
      expect(network.depth).toBeLessThanOrEqual(3)
      for (const { name, measured, estimated } of network.layers) {
        expect(Math.abs(estimated.lut / measured.lutSites - 1), name).toBeLessThanOrEqual(0.15)
      }
    },
  )
})
