/** Accelerators of random convolutional networks: every score of the definition, in the cycles that the plan promises. */

import { describe, expect, it } from 'vitest'
import { Accelerator } from '../../accelerator/accelerator.ts'
import { imageBeats, scoresOf } from '../../accelerator/frames.ts'
import { acceleratorInterface } from '../../accelerator/interface.ts'
import { acceleratorParameters } from '../../accelerator/parameters.ts'
import { elaborate } from '../../dsl/index.ts'
import { lower, neuronLayers } from '../../lowering/lower.ts'
import type { Network } from '../../network/network.ts'
import { validateNetwork } from '../../network/validate.ts'
import { planFor } from '../../plan/make-plan.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Stalls } from '../../sim/stalls.ts'
import { targetOf } from '../../sim/target.ts'
import { plainInference } from '../network/plain-model.ts'
import { randomFolding, randomImages, randomNetwork } from '../support/random-network.ts'

const frames = 5

/** The last layer gives bits: whether a popcount is at least 3. */
function withBitsLast({ layers, ...network }: Network): Network {
  const last = layers.at(-1)!
  if (last.kind === 'pool') throw new Error('a network ends with neurons')
  const thresholds = new Int32Array(last.outputs).fill(3)
  return { ...network, layers: [...layers.slice(0, -1), { ...last, thresholds }] }
}

/** Runs the hardware of a network, or of what is `built` in its place. */
async function run(network: Network, seed: number, stalls: Stalls, built = network) {
  const stationary = seed % 2 === 0 ? 'output' : 'input'
  const plan = planFor(
    built,
    randomFolding(network, seed),
    neuronLayers(lower(built)).map(() => ({ stationary })),
  )
  const parameters = acceleratorParameters(built, plan)
  const format = acceleratorInterface(parameters.parts)
  const images = randomImages(network, seed, frames)
  const { values } = lower(network).input
  const beats = images.flatMap((image) =>
    imageBeats(
      Array.from(image, (byte) => values[byte]!),
      format,
    ),
  )
  const trace = await simulate(
    targetOf(elaborate(Accelerator, parameters)),
    {
      cycles: 1_000_000,
      patience: 20_000,
      inputs: { image: { beats: beats.map((data) => ({ data })), stalls } },
      outputs: { result: { expect: frames, stalls } },
    },
    { simulator: 'engine' },
  )
  const results = trace.beats.result!.slice(0, frames)
  return {
    plan,
    scores: results.map(({ payload }) => scoresOf(payload.scores!, format)),
    expected: images.map((image) => plainInference(network, image).scores),
    interval: results.at(-1)!.cycle - results.at(-2)!.cycle,
  }
}

describe.each(Array.from({ length: 60 }, (_, seed) => seed))('random convolutional network %i', (seed) => {
  const network = randomNetwork(seed)

  it('gives every score of its definition, a frame every planned interval', async () => {
    validateNetwork(network)
    const { scores, expected, interval, plan } = await run(network, seed, { kind: 'never' })
    expect(scores).toEqual(expected)
    expect(interval).toBe(plan.interval)
  })

  it('gives the same under random stalls', async () => {
    const { scores, expected } = await run(network, seed, {
      kind: 'random',
      seed: seed + 1,
      probability: 0.5,
    })
    expect(scores).toEqual(expected)
  })
})

describe('an accelerator whose last layer gives bits', () => {
  it.each([0, 1, 2, 3])('compares the popcounts with its thresholds: network %i', async (seed) => {
    const network: Network = { ...randomNetwork(seed), scores: { kind: 'popcount' } }
    const { scores, expected } = await run(network, seed, { kind: 'never' }, withBitsLast(network))
    expect(scores).toEqual(expected.map((popcounts) => popcounts.map((popcount) => Number(popcount >= 3))))
  })
})
