/** A network elaborated into a temporary folder, as the command does it. */

import { join } from 'node:path'
import { elaborateNetwork, elaboratePlan } from '../../accelerator/elaborate-network.ts'
import { writeFolder } from '../../dsl/emit/index.ts'
import type { Fold } from '../../lowering/fold.ts'
import { firstImages, type ImageSet } from '../../network/images.ts'
import type { Network } from '../../network/network.ts'
import { planForTarget } from '../../plan/search/planner.ts'
import { planningTarget, type TargetOptions } from '../../plan/target.ts'
import {
  type ElaboratedFolder,
  loadElaborated,
  type NetworkRun,
  simulateNetwork,
} from '../../run/simulate-network.ts'
import type { Simulator } from '../../sim/simulate.ts'

/** A folding from pairs of PE and SIMD, one a layer with neurons. */
export function foldingOf(...pairs: readonly (readonly [pe: number, simd: number])[]): {
  readonly layers: Fold[]
} {
  return { layers: pairs.map(([pe, simd]) => ({ pe, simd })) }
}

/** Writes the RTL of a network with a folding into a folder of its own in `folder` and reads it back. */
export async function elaborateInto(
  folder: string,
  network: Network,
  folding: { readonly layers: readonly Fold[] },
): Promise<ElaboratedFolder> {
  const directory = join(folder, `${network.name}_${network.layers.map(paddingOf).join('')}`)
  await writeFolder(elaborateNetwork(network, folding).files, directory)
  return loadElaborated(directory)
}

/** The same for what is planned for a target. */
export async function planInto(
  folder: string,
  network: Network,
  options: TargetOptions,
): Promise<ElaboratedFolder> {
  const directory = join(folder, `${network.name}_planned`)
  const target = planningTarget(options)!
  await writeFolder(elaboratePlan(network, planForTarget(network, target), target).files, directory)
  return loadElaborated(directory)
}

function paddingOf(layer: Network['layers'][number]): string {
  return layer.kind === 'convolution' ? layer.paddingMode[0]! : ''
}

/** The first `count` images in the reference and in a simulator. */
export async function bothRuns(
  elaborated: ElaboratedFolder,
  images: ImageSet,
  count: number,
  simulator: Simulator,
): Promise<{ readonly expected: NetworkRun; readonly measured: NetworkRun }> {
  const some = firstImages(images, count)
  const expected = await simulateNetwork(elaborated, some, { simulator: 'reference' })
  const measured = await simulateNetwork(elaborated, some, { simulator })
  return { expected, measured }
}
