/** FIFO depths: the planned rate with them, less with half of any, and no deadlock whatever stalls. */

import { describe, expect, it } from 'vitest'
import { Accelerator } from '../../accelerator/accelerator.ts'
import { acceleratorParameters } from '../../accelerator/parameters.ts'
import { elaborate } from '../../dsl/index.ts'
import { timeline } from '../../plan/timeline/timeline.ts'
import { compileEngine } from '../../sim/engine.ts'
import { plansWithFifos, runPlan, withFifoDepths } from '../support/random-plan.ts'

const cases = plansWithFifos(12)

function depthsOf({ plan }: (typeof cases)[number]): number[] {
  return plan.layers.map(({ fifoDepth }) => fifoDepth)
}

function lastInterval(results: readonly number[]): number {
  return results.at(-1)! - results.at(-2)!
}

/** The most beats in the FIFO of each layer while so many frames pass through the hardware, images and results never waiting. */
function heldAtMost({ network, plan }: (typeof cases)[number], frames: number): number[] {
  const parameters = acceleratorParameters(network, plan)
  const engine = compileEngine(elaborate(Accelerator, parameters), { keepNames: true })
  engine.reset()
  engine.setInput('image_valid', 1n)
  engine.setInput('result_ready', 1n)
  const held = plan.layers.map(() => 0)
  for (let results = 0; results < frames; engine.step()) {
    for (const [layer, { name, fifoDepth }] of plan.layers.entries()) {
      if (fifoDepth === 0) continue
      const count = engine.peek(`${name}_fifo.${fifoDepth === 1 ? 'some_held' : 'held'}`)
      held[layer] = Math.max(held[layer]!, Number(count))
    }
    if (engine.getOutput('result_valid') === 1n) results++
  }
  return held
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

    it('holds in every cycle of the hardware no more than the timeline says', () => {
      const { layers } = timeline(network, plan, 12)
      for (const [layer, held] of heldAtMost(planned, 12).entries()) {
        expect(held).toBeLessThanOrEqual(layers[layer]!.fifoPeak)
        if (plan.layers[layer]!.fifoDepth > 0) expect(held).toBeGreaterThan(0)
      }
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
