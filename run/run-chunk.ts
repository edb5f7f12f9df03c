/** One chunk of images through the reference or through a simulator, in this very thread. */

import { networkDesign } from '../accelerator/design.ts'
import { scoresOf } from '../accelerator/frames.ts'
import { type AcceleratorInterface, acceleratorInterface } from '../accelerator/interface.ts'
import { readManifest } from '../dsl/emit/manifest.ts'
import { lower } from '../lowering/lower.ts'
import { eachImage, type ImageSet } from '../network/images.ts'
import { reference } from '../network/reference.ts'
import { pipelineParts } from '../pipeline/pipeline-parts.ts'
import type { Plan } from '../plan/plan.ts'
import { type Simulator, simulate } from '../sim/simulate.ts'
import type { Stalls } from '../sim/stalls.ts'
import { type SimulationTarget, targetOf, targetOfFolder } from '../sim/target.ts'
import type { Trace } from '../sim/trace.ts'
import type { ChunkResult, NetworkSimulator } from './chunks.ts'
import type { ElaboratedFolder } from './elaborated-folder.ts'
import { imageWords } from './image-words.ts'

/** Stalls of the image and the result stream. */
export interface NetworkStalls {
  readonly image: Stalls
  readonly result: Stalls
}

/** What a chunk gives, apart from its place in the set. */
export type ChunkOutcome = Pick<ChunkResult, 'verdicts' | 'latency' | 'intervals'>

/** Runs the images of a chunk, back to back. */
export type ChunkRunner = (images: ImageSet, signal?: AbortSignal) => Promise<ChunkOutcome>

/**
 * Makes a folder ready to run, once for all chunks.
 *
 * @throws InputError when a simulator is missing
 */
export async function chunkRunner(
  folder: ElaboratedFolder,
  simulator: NetworkSimulator,
  stalls?: NetworkStalls,
): Promise<ChunkRunner> {
  if (simulator === 'reference') {
    const { run } = reference(folder.network)
    return async (images) => {
      const verdicts = eachImage(images).map((image) => {
        const { scores, answer } = run(image)
        return { scores: Array.from(scores), answer }
      })
      return { verdicts, latency: null, intervals: [] }
    }
  }
  const tracer = await imageTracer(folder, simulator, stalls)
  const format = interfaceOf(folder)
  return async (images, signal) => {
    const { beats } = await tracer(images, signal)
    const [first] = beats.image ?? []
    const results = beats.result ?? []
    const verdicts = results.map(({ payload }) => ({
      scores: scoresOf(payload.scores!, format),
      answer: Number(payload.answer),
    }))
    return {
      verdicts,
      latency: first && results[0] ? results[0].cycle - first.cycle : null,
      intervals: results.slice(1).map(({ cycle }, index) => cycle - results[index]!.cycle),
    }
  }
}

/** The record of a run: every beat of the image and result streams with its cycle. */
export async function traceNetwork(
  folder: ElaboratedFolder,
  images: ImageSet,
  simulator: Simulator,
  stalls?: NetworkStalls,
): Promise<Trace> {
  return (await imageTracer(folder, simulator, stalls))(images)
}

async function imageTracer(
  folder: ElaboratedFolder,
  simulator: Simulator,
  stalls?: NetworkStalls,
): Promise<(images: ImageSet, signal?: AbortSignal) => Promise<Trace>> {
  const { network, plan } = folder
  const format = interfaceOf(folder)
  const { input } = lower(network)
  const target = await targetFor(folder, simulator)
  return (images, signal) => {
    const stimulus = {
      cycles: cycleLimit(plan, images.count),
      // Deep pipelines are quiet at their ports while the last image passes through.
      patience: 20 * plan.interval * plan.layers.length + 10_000,
      inputs: {
        image: {
          beats: imageWords(images, input, format),
          ...(stalls && { stalls: stalls.image }),
        },
      },
      outputs: { result: { expect: images.count, ...(stalls && { stalls: stalls.result }) } },
    }
    return simulate(target, stimulus, { simulator, signal })
  }
}

/** What the streams of an elaborated network carry. */
function interfaceOf({ network, plan }: ElaboratedFolder): AcceleratorInterface {
  return acceleratorInterface(pipelineParts(lower(network), plan.layers))
}

/** The engine runs the design, which the network and the plan determine; the others run the files. */
async function targetFor(
  { directory, network, plan }: ElaboratedFolder,
  simulator: Simulator,
): Promise<SimulationTarget> {
  if (simulator === 'engine') return targetOf(networkDesign(network, plan))
  return targetOfFolder(directory, await readManifest(directory))
}

/** Far more than any run takes, stalls included; a deadlock is noticed long before. */
function cycleLimit(plan: Plan, frames: number): number {
  return Math.min(20 * plan.interval * (frames + plan.layers.length + 1) + 10_000, 2 ** 31 - 1)
}
