/** Seeded random plans of random networks, and their accelerators run in a simulator. */

import { Accelerator } from '../../accelerator/accelerator.ts'
import { imageBeats, scoresOf } from '../../accelerator/frames.ts'
import { acceleratorInterface } from '../../accelerator/interface.ts'
import { acceleratorParameters } from '../../accelerator/parameters.ts'
import { elaborate } from '../../dsl/index.ts'
import { lower, neuronLayers } from '../../lowering/lower.ts'
import type { Network } from '../../network/network.ts'
import { defaultFolding } from '../../plan/folding.ts'
import { planFor } from '../../plan/make-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { planForTarget } from '../../plan/search/planner.ts'
import { planningTarget, type Target } from '../../plan/target.ts'
import { type Simulator, simulate } from '../../sim/simulate.ts'
import type { Stalls } from '../../sim/stalls.ts'
import { targetOf } from '../../sim/target.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { plainInference } from '../network/plain-model.ts'
import { printed } from './generator-bench.ts'
import { drawer, randomFolding, randomImages, randomNetwork } from './random-network.ts'

/** A network with a plan. */
export interface PlannedNetwork {
  readonly network: Network
  readonly plan: Plan
}

/**
 * A random network with a plan: a third of the time with random folds, a third with those of a random interval, which leave no layer idle, both
 * with random popcounts and random things held still; and a third as planned for a random rate on a device. Null for the few networks with a
 * convolution that sees nothing but padding, and for rates out of reach.
 */
export function randomPlan(seed: number): PlannedNetwork | null {
  const draw = drawer(seed + 31)
  const network = randomNetwork(seed)
  const details = neuronLayers(lower(network)).map(
    () =>
      ({
        stationary: draw(2) === 0 ? 'input' : 'output',
        popcount: popcountStructures[draw(popcountStructures.length)]!,
      }) as const,
  )
  const interval = 10 + draw(300)
  const kind = draw(3)
  try {
    if (kind === 0) return { network, plan: planForTarget(network, targetFor(interval, draw)) }
    const folding = kind === 1 ? randomFolding(network, seed) : defaultFolding(network, interval)
    return { network, plan: planFor(network, folding, details) }
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}

/** A rate on one of the larger devices, sometimes with the least latency. */
function targetFor(interval: number, draw: (count: number) => number): Target {
  const device = ['xc7z020', 'xczu7ev', 'ecp5-85'][draw(3)]!
  const optimise = draw(3) === 0 ? 'latency' : 'area'
  return planningTarget({ fps: 1e6 / interval, clockMhz: 1, device, optimise })!
}

const popcountStructures = ['behavioural', 'carry-save', 'compressor'] as const

/** The first `count` random plans that have a FIFO. */
export function plansWithFifos(count: number): PlannedNetwork[] {
  const found: PlannedNetwork[] = []
  for (let seed = 0; found.length < count; seed++) {
    const planned = randomPlan(seed)
    if (planned?.plan.layers.some(({ fifoDepth }) => fifoDepth > 0)) found.push(planned)
  }
  return found
}

/** A plan with other FIFOs. */
export function withFifoDepths(plan: Plan, depthOf: (depth: number, layer: number) => number): Plan {
  const layers = plan.layers.map((layer, index) => ({ ...layer, fifoDepth: depthOf(layer.fifoDepth, index) }))
  return { ...plan, layers }
}

/** What was seen of some frames, and the scores that they should give. */
export interface PlanRun {
  /** The cycles in which the first and the last beat of each image enter. */
  readonly images: readonly (readonly [first: number, last: number])[]
  /** The cycle of each result. */
  readonly results: readonly number[]
  readonly latency: number
  readonly scores: readonly (readonly number[])[]
  readonly expected: readonly (readonly number[])[]
}

/** Runs frames of random bytes back to back through the accelerator of a plan. */
export async function runPlan(
  { network, plan }: PlannedNetwork,
  frames: number,
  { simulator = 'engine', stalls = { kind: 'never' } }: { simulator?: Simulator; stalls?: Stalls } = {},
): Promise<PlanRun> {
  const parameters = acceleratorParameters(network, plan)
  const format = acceleratorInterface(parameters.parts)
  const images = randomImages(network, frames, frames)
  const { values } = lower(network).input
  const beats = images.flatMap((image) =>
    imageBeats(
      Array.from(image, (byte) => values[byte]!),
      format,
    ).map((data) => ({ data })),
  )
  const design = elaborate(Accelerator, parameters)
  const { beats: seen } = await simulate(
    simulator === 'engine' ? targetOf(design) : await printed(design),
    {
      cycles: 1_000_000,
      patience: 20_000,
      inputs: { image: { beats, stalls } },
      outputs: { result: { expect: frames, stalls } },
    },
    { simulator },
  )
  const results = seen.result!.slice(0, frames)
  const cycles = results.map(({ cycle }) => cycle)
  const perImage = beats.length / frames
  return {
    images: images.map((_, i) => [
      seen.image![i * perImage]!.cycle,
      seen.image![(i + 1) * perImage - 1]!.cycle,
    ]),
    results: cycles,
    latency: cycles[0]! - seen.image![0]!.cycle,
    scores: results.map(({ payload }) => scoresOf(payload.scores!, format)),
    expected: images.map((image) => plainInference(network, image).scores),
  }
}
