/** What a user wants of a network, and the plan for it. */

import { describe, expect, it } from 'vitest'
import { mlp } from '../../bench/experiments/families.ts'
import { defaultFolding, defaultInterval } from '../../plan/folding.ts'
import { planFor } from '../../plan/make-plan.ts'
import { planRequest } from '../../plan/request.ts'
import { InputError } from '../../tools/files/input-error.ts'

const network = mlp(64)

describe('a request', () => {
  it('for nothing gets a small plan', () => {
    expect(planRequest(network).plan).toEqual(planFor(network, defaultFolding(network)))
  })

  it('for a folding gets it', () => {
    const folding = defaultFolding(network, 256)
    expect(planRequest(network, { folding, device: 'xc7z020' }).plan).toEqual(planFor(network, folding))
  })

  it('for a device alone gets a plan that fits it at the usual rate', () => {
    const { plan, setting } = planRequest(network, { device: 'ecp5-85' })
    expect(plan.interval).toBeLessThanOrEqual(defaultInterval)
    expect(setting).toMatchObject({ device: { name: 'ecp5-85' }, clockMhz: 100 })
  })

  it.each([{ fps: 1000 }, { max: true }, { latencyUs: 5 }, { optimise: 'latency' as const }])(
    'for a folding and %j contradicts itself',
    (target) => {
      const folding = defaultFolding(network)
      expect(() => planRequest(network, { folding, device: 'xc7z020', ...target })).toThrow(InputError)
    },
  )
})
