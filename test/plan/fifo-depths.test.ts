/** FIFO depths: the planned rate with them, less with half of any, and no deadlock whatever stalls. */

import { describe, expect, it } from 'vitest'
import { timeline } from '../../plan/timeline.ts'
import { plansWithFifos, runPlan, withFifoDepths } from '../support/random-plan.ts'

const cases = plansWithFifos(12)

function depthsOf({ plan }: (typeof cases)[number]): number[] {
  return plan.layers.map(({ fifoDepth }) => fifoDepth)
}

function lastInterval(results: readonly number[]): number {
  return results.at(-1)! - results.at(-2)!
}

describe.each(cases.map((planned) => [planned.network.name, depthsOf(planned).join(' '), planned] as const))(
  '%s with FIFOs of %s beats',
  (_, __, planned) => {
    const { network, plan } = planned

    it('gives every score, a frame every planned interval', async () => {
      const { results, scores, expected } = await runPlan(planned, 12)
      expect(scores).toEqual(expected)
      expect(lastInterval(results)).toBe(plan.interval)
    })

    it('loses rate with any of them half as deep', async () => {
      for (const [layer, depth] of depthsOf(planned).entries()) {
        if (depth === 0) continue
        const halved = withFifoDepths(plan, (other, at) => (at === layer ? other >> 1 : other))
        const { results } = await runPlan({ network, plan: halved }, 24)
        expect(lastInterval(results)).toBeGreaterThan(plan.interval)
      }
    })

    it('gives every score under random stalls', async () => {
      const { scores, expected } = await runPlan(planned, 6, {
        stalls: { kind: 'random', seed: 5, probability: 0.6 },
      })
      expect(scores).toEqual(expected)
    })

    it('never holds more than it says, and a deeper FIFO does no more than that', () => {
      const { layers } = timeline(network, plan, 20)
      const peaks = layers.map(({ fifoPeak }) => fifoPeak)
      for (const [layer, depth] of depthsOf(planned).entries()) {
        expect(peaks[layer]).toBeLessThanOrEqual(depth)
      }
      const whole = withFifoDepths(plan, (depth) => (depth > 0 ? 32 : 0))
      const used = timeline(network, whole, 5).layers.map(({ fifoPeak }) => fifoPeak)
      const fitted = withFifoDepths(plan, (_, layer) => used[layer]!)
      expect(timeline(network, fitted, 5).results).toEqual(timeline(network, whole, 5).results)
    })
  },
)

describe('plans without FIFOs', () => {
  it('lose rate where the plan has some', () => {
    for (const { network, plan } of cases) {
      const { results } = timeline(
        network,
        withFifoDepths(plan, () => 0),
        60,
      )
      expect(lastInterval(results)).toBeGreaterThan(plan.interval)
    }
  })
})

describe.each(['verilator', 'icarus'] as const)('the emitted RTL in %s', (simulator) => {
  const planned = cases[0]!
  const { network, plan } = planned

  it('keeps the planned rate, and loses it with FIFOs half as deep', async () => {
    const halved = withFifoDepths(plan, (depth) => depth >> 1)
    expect(lastInterval((await runPlan(planned, 12, { simulator })).results)).toBe(plan.interval)
    const { results, scores, expected } = await runPlan({ network, plan: halved }, 24, { simulator })
    expect(lastInterval(results)).toBeGreaterThan(plan.interval)
    expect(scores).toEqual(expected)
  })
})
