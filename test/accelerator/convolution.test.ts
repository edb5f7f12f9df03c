/** Accelerators of random convolutional networks: every score of the definition, in the cycles that the plan promises. */

import { describe, expect, it } from 'vitest'
import {
  Accelerator,
  type AcceleratorParameters,
  acceleratorInterface,
} from '../../accelerator/accelerator.ts'
import { imageBeats, scoresOf } from '../../accelerator/frames.ts'
import { acceleratorParameters } from '../../accelerator/parameters.ts'
import { elaborate } from '../../dsl/index.ts'
import { signedData } from '../../generators/matrix-vector/fold-rows.ts'
import { neuronLayers } from '../../lowering/geometry.ts'
import { travelsAsBytes } from '../../lowering/thresholds.ts'
import { encodeImage } from '../../network/encoding.ts'
import type { Network } from '../../network/network.ts'
import { validateNetwork } from '../../network/validate.ts'
import { planFor } from '../../plan/make-plan.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Stalls } from '../../sim/stalls.ts'
import { targetOf } from '../../sim/target.ts'
import { plainInference } from '../network/plain-model.ts'
import { randomFolding, randomImages, randomNetwork } from '../support/random-network.ts'

const frames = 5

function asPlanned(parameters: AcceleratorParameters): AcceleratorParameters {
  return parameters
}

/** The last layer gives bits: whether a popcount is at least 3. */
function withBitsLast({ stages, ...rest }: AcceleratorParameters): AcceleratorParameters {
  const last = stages.at(-1)!
  if (last.kind !== 'fullyConnected') throw new Error('the last layer of these networks is fully connected')
  const thresholds = signedData(Array.from({ length: last.rows }, () => 3))
  return { ...rest, stages: [...stages.slice(0, -1), { ...last, output: { kind: 'bits', thresholds } }] }
}

async function run(network: Network, seed: number, stalls: Stalls, change = asPlanned) {
  const stationary = seed % 2 === 0 ? 'output' : 'input'
  const plan = planFor(
    network,
    randomFolding(network, seed),
    neuronLayers(network).map(() => ({ stationary })),
  )
  const parameters = change(acceleratorParameters(network, plan))
  const format = acceleratorInterface(parameters)
  const images = randomImages(network, seed, frames)
  const bytes = travelsAsBytes(network.input)
  const beats = images.flatMap((image) =>
    imageBeats(bytes ? image : encodeImage(network.input, image), format),
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
    const { scores, expected } = await run(network, seed, { kind: 'never' }, withBitsLast)
    expect(scores).toEqual(expected.map((popcounts) => popcounts.map((popcount) => Number(popcount >= 3))))
  })
})
