/** What popcounts that save area cost in simulation: one network with one folding in Verilator, beside `$countones`. */

import { join } from 'node:path'
import { elaboratePlan } from '../accelerator/elaborate-network.ts'
import { writeFolder } from '../dsl/emit/index.ts'
import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import { lower, neuronLayers } from '../lowering/lower.ts'
import { firstImages, type ImageSet } from '../network/images.ts'
import type { Network } from '../network/network.ts'
import { planFor } from '../plan/make-plan.ts'
import { type ElaboratedFolder, loadElaborated, traceNetwork } from '../run/simulate-network.ts'
import { compared, type Figure, figure, leastSeconds } from './measure.ts'
import type { Subject } from './subjects.ts'

const runs = 3

/** Images of the short run, whose time is taken off that of the long one. */
const fewest = 2

/** Seconds of simulation with behavioural popcounts and with compressors; the latter should take at most 1.5 times as long. */
export async function benchPopcounts(
  { folding, simulations }: Subject,
  network: Network,
  images: ImageSet,
  directory: string,
): Promise<Figure[]> {
  const { images: count } = simulations.find(({ simulator }) => simulator === 'verilator')!
  const written = async (popcount: PopcountStructure) => {
    const details = neuronLayers(lower(network)).map(() => ({ popcount }))
    const out = join(directory, popcount)
    await writeFolder(elaboratePlan(network, planFor(network, folding(network), details)).files, out)
    return loadElaborated(out)
  }
  const behavioural = await written('behavioural')
  const compressor = await written('compressor')
  const simulated = (folder: ElaboratedFolder, frames: number) => () =>
    traceNetwork(folder, firstImages(images, frames), 'verilator')
  const works = [behavioural, compressor].flatMap((folder) => [
    simulated(folder, fewest),
    simulated(folder, count),
  ])
  // The first of each compiles.
  for (const work of works) await work()
  const [shortOne, longOne, shortOther, longOther] = await leastSeconds(runs, works)
  const name = `${network.name}: verilator, ${count} images`
  const one = figure(`${name}, behavioural popcounts`, longOne! - shortOne!, 's')
  return [one, compared(`${name}, compressors (at most 1.5 x)`, longOther! - shortOther!, 's', one)]
}
