/** Images through an elaborated network, in any simulator: scores, answers, and the cycles they took. */

import { acceleratorInterface } from '../accelerator/accelerator.ts'
import { networkDesign } from '../accelerator/design.ts'
import { imageBeats, scoresOf } from '../accelerator/frames.ts'
import { acceleratorParameters } from '../accelerator/parameters.ts'
import { travelsAsBytes } from '../accelerator/restate.ts'
import { readManifest } from '../dsl/emit/manifest.ts'
import { encodeImage } from '../network/encoding.ts'
import { loadNetwork } from '../network/files.ts'
import { type ImageSet, imageAt } from '../network/images.ts'
import type { Network } from '../network/network.ts'
import { reference } from '../network/reference.ts'
import { loadPlan } from '../plan/files.ts'
import type { Plan } from '../plan/plan.ts'
import { type Simulator, simulate } from './simulate.ts'
import type { Stalls } from './stalls.ts'
import { type SimulationTarget, targetOf, targetOfFolder } from './target.ts'
import type { Trace } from './trace.ts'

/** What computes the scores: the integer reference, or the hardware in one of the simulators. */
export type NetworkSimulator = 'reference' | Simulator
export const networkSimulators: readonly NetworkSimulator[] = ['reference', 'engine', 'icarus', 'verilator']

/** An elaborated folder, read. */
export interface ElaboratedFolder {
  readonly directory: string
  readonly network: Network
  readonly plan: Plan
}

/** Reads what `elaborate` wrote. @throws InputError when something is missing or damaged. */
export function loadElaborated(directory: string): ElaboratedFolder {
  return { directory, network: loadNetwork(directory), plan: loadPlan(directory) }
}

export interface ImageResult {
  readonly index: number
  /** The label in the image set, null when it has none. */
  readonly label: number | null
  readonly scores: readonly number[]
  readonly answer: number
}

/** The JSON of `npm run simulate`. */
export interface NetworkRun {
  readonly network: string
  readonly simulator: NetworkSimulator
  readonly images: readonly ImageResult[]
  /** How many answers equal their labels; null without labels. */
  readonly correct: number | null
  readonly cycles: {
    /** Cycles between the last two results; null for fewer than two images, or no hardware. */
    readonly interval: number | null
    /** Cycles from the first beat of the first image to its result; null without hardware. */
    readonly latency: number | null
  }
}

export interface NetworkRunOptions {
  readonly simulator: NetworkSimulator
  /** Stalls of the image and the result stream; none by default. */
  readonly stalls?: { readonly image: Stalls; readonly result: Stalls }
  /** Called now and then with the number of images that the reference has done; the simulators run in one go. */
  readonly onProgress?: (done: number) => void
}

/**
 * Runs every image of `images` through the network, one after the other without a pause.
 *
 * @throws InputError when the images do not fit, a simulator is missing, or the hardware breaks a stream rule.
 */
export async function simulateNetwork(
  folder: ElaboratedFolder,
  images: ImageSet,
  options: NetworkRunOptions,
): Promise<NetworkRun> {
  const { network } = folder
  const { simulator } = options
  if (simulator === 'reference') {
    const { run } = reference(network)
    const inferences = Array.from({ length: images.count }, (_, index) => {
      if (index % 16 === 0) options.onProgress?.(index)
      return run(imageAt(images, index))
    })
    const results = inferences.map(({ scores, answer }, index) => ({
      scores: Array.from(scores),
      answer,
      index,
    }))
    return describeRun(network, simulator, images, results, { interval: null, latency: null })
  }
  const trace = await traceNetwork(folder, images, simulator, options.stalls)
  const format = acceleratorInterface(acceleratorParameters(network, folder.plan))
  const beats = trace.beats.result ?? []
  const results = beats.map(({ payload }, index) => {
    const scores = scoresOf(payload.scores!, format)
    return { index, scores, answer: Number(payload.answer) }
  })
  return describeRun(network, simulator, images, results, cyclesOf(trace))
}

/** The record of a run: every beat of the image and result streams with its cycle. */
export async function traceNetwork(
  folder: ElaboratedFolder,
  images: ImageSet,
  simulator: Simulator,
  stalls?: NetworkRunOptions['stalls'],
): Promise<Trace> {
  const { network, plan } = folder
  const format = acceleratorInterface(acceleratorParameters(network, plan))
  const beats = Array.from({ length: images.count }, (_, index) => {
    const image = imageAt(images, index)
    return imageBeats(travelsAsBytes(network.input) ? image : encodeImage(network.input, image), format)
  })
  const stimulus = {
    cycles: cycleLimit(plan, images.count),
    // Deep pipelines are quiet at their ports while the last image passes through.
    patience: 20 * plan.interval * plan.layers.length + 10_000,
    inputs: {
      image: { beats: beats.flat().map((data) => ({ data })), ...(stalls && { stalls: stalls.image }) },
    },
    outputs: { result: { expect: images.count, ...(stalls && { stalls: stalls.result }) } },
  }
  return simulate(await targetFor(folder, simulator), stimulus, { simulator })
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

function cyclesOf({ beats }: Trace): NetworkRun['cycles'] {
  const results = beats.result ?? []
  const [last, previous] = [results.at(-1), results.at(-2)]
  const [first] = beats.image ?? []
  return {
    interval: last && previous ? last.cycle - previous.cycle : null,
    latency: first && results[0] ? results[0].cycle - first.cycle : null,
  }
}

function describeRun(
  network: Network,
  simulator: NetworkSimulator,
  { labels }: ImageSet,
  results: readonly Omit<ImageResult, 'label'>[],
  cycles: NetworkRun['cycles'],
): NetworkRun {
  const images = results.map((result) => ({ ...result, label: labels?.[result.index] ?? null }))
  const correct = labels === null ? null : images.filter(({ label, answer }) => label === answer).length
  return { network: network.name, simulator, images, correct, cycles }
}
