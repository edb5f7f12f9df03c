/** The timeline against the hardware: every result in the very cycle that was predicted from the plan alone. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultFolding } from '../../plan/folding.ts'
import { planFor } from '../../plan/make-plan.ts'
import { SinglePassActor } from '../../plan/timeline/dense-actors.ts'
import { FifoActor } from '../../plan/timeline/fifo-actor.ts'
import { Passes } from '../../plan/timeline/passes.ts'
import { assemble, partsOf, steadyInterval, timeline } from '../../plan/timeline/timeline.ts'
import { randomNetwork } from '../support/random-network.ts'
import { plansWithFifos, randomPlan, runPlan, withFifoDepths } from '../support/random-plan.ts'

const plans = fc
  .integer({ min: 0, max: 100_000 })
  .map(randomPlan)
  .filter((planned) => planned !== null)

describe('the timeline of a plan', () => {
  it('has the cycle of every result of 200 random plans', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (planned) => {
        const { network, plan } = planned
        const { results, latency, scores, expected } = await runPlan(planned, 4)
        expect(scores).toEqual(expected)
        expect(timeline(network, plan, 4).results).toEqual(results)
        expect(plan.latency).toBe(latency)
        expect(results[3]! - results[2]!).toBe(plan.interval)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('has the cycle of every result with FIFOs of any depth, whether they keep the rate or not', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 0, max: 40 }), async (planned, depth) => {
        const { network } = planned
        const plan = withFifoDepths(planned.plan, (_, layer) => (layer === 0 ? 0 : (depth * layer) % 41))
        expect(timeline(network, plan, 4).results).toEqual((await runPlan({ network, plan }, 4)).results)
      }),
      { seed: 2, numRuns: 60 },
    )
  })

  it('is of hardware that gives every score under random stalls', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 1000 }), async (planned, seed) => {
        const { scores, expected } = await runPlan(planned, 4, {
          stalls: { kind: 'random', seed, probability: 0.4 },
        })
        expect(scores).toEqual(expected)
      }),
      { seed: 5, numRuns: 100 },
    )
  })

  it('has the cycles in which images enter, too', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async ({ network, plan }) => {
        const { images } = await runPlan({ network, plan }, 8)
        const { pipeline } = assemble(
          partsOf(network, plan),
          plan.layers.map(({ fifoDepth }) => fifoDepth),
        )
        for (let frame = 0; frame < images.length; frame++) pipeline.playFrame(0)
        const { first, last } = pipeline.streams[0]!
        expect(first.map((cycle, frame) => [cycle, last[frame]])).toEqual(images)
      }),
      { seed: 4, numRuns: 100 },
    )
  })

  it.each(['icarus', 'verilator'] as const)('has the cycle of every result in %s', async (simulator) => {
    const [planned] = plansWithFifos(1)
    const { results, scores, expected } = await runPlan(planned!, 6, { simulator })
    expect(timeline(planned!.network, planned!.plan, 6).results).toEqual(results)
    expect(scores).toEqual(expected)
  })

  it('says when the results of each layer leave, in the order of the layers', () => {
    const network = randomNetwork(3)
    const { layers, latency } = timeline(network, planFor(network, defaultFolding(network, 200)))
    expect(layers.map(({ name }) => name)).toEqual(network.layers.map(({ name }) => name))
    const lasts = layers.map(({ lastOutput }) => lastOutput)
    expect(lasts).toEqual(lasts.toSorted((a, b) => a - b))
    for (const { firstOutput, lastOutput } of layers) expect(firstOutput).toBeLessThanOrEqual(lastOutput)
    expect(lasts.at(-1)).toBeLessThan(latency)
  })
})

describe('the steady interval', () => {
  it('is the planned one for 500 random plans', () => {
    fc.assert(
      fc.property(plans, ({ network, plan }) => {
        expect(steadyInterval(network, plan)).toBe(plan.interval)
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('is what many frames back to back come to', () => {
    for (const { network, plan } of plansWithFifos(5)) {
      const without = withFifoDepths(plan, () => 0)
      const { results } = timeline(network, without, 40)
      expect(steadyInterval(network, without)).toBe(results.at(-1)! - results.at(-2)!)
    }
  })
})

describe('a FIFO on the timeline', () => {
  it('holds as many beats as it is deep, and each for its latency', () => {
    const fifo = new FifoActor(2, 3)
    fifo.enter(0)
    fifo.enter(1)
    expect([fifo.accepts, fifo.offers]).toEqual([Number.POSITIVE_INFINITY, 3])
    fifo.leave(5)
    expect([fifo.accepts, fifo.offers, fifo.peak()]).toEqual([6, 6, 2])
  })
})

describe('a layer of single passes on the timeline', () => {
  it('takes the last beat of a vector once it has room for the result, and the others before', () => {
    const layer = new SinglePassActor(new Passes(3, 1), 2)
    layer.enter(0)
    layer.enter(1)
    expect([layer.accepts, layer.offers]).toEqual([2, 4])
    layer.enter(2)
    expect(layer.accepts).toBe(Number.POSITIVE_INFINITY)
    layer.leave(4)
    expect(layer.accepts).toBe(5)
  })
})
