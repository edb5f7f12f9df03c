/** Figures of one network: elaboration, simulated cycles a second, reference images a second. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { elaborateNetwork } from '../cli/elaborate-network.ts'
import { writeFolder } from '../dsl/emit/index.ts'
import { firstImages, type ImageSet, imageAt } from '../network/images.ts'
import type { Network } from '../network/network.ts'
import { reference } from '../network/reference.ts'
import type { Folding } from '../plan/folding.ts'
import { loadElaborated, traceNetwork } from '../sim/network.ts'
import type { Simulator } from '../sim/simulate.ts'
import { compared, type Figure, figure, leastSeconds } from './measure.ts'

/** Images for each simulator: enough that a run takes about a second. */
const simulated: readonly { readonly simulator: Simulator; readonly images: number }[] = [
  { simulator: 'icarus', images: 4 },
  { simulator: 'engine', images: 20 },
  { simulator: 'verilator', images: 200 },
]

/** Measures a network with a folding on some images. */
export async function benchNetwork(network: Network, folding: Folding, images: ImageSet): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bitloom-bench-'))
  try {
    const figures: Figure[] = []
    const elaborate = async () => writeFolder(elaborateNetwork(network, folding).files, directory)
    const goal = figure('goal', 1, 's')
    figures.push(
      compared(`${network.name}: elaborate and write RTL`, await leastSeconds(5, elaborate), 's', goal),
    )

    const folder = loadElaborated(directory)
    let slowest: Figure | null = null
    for (const { simulator, images: count } of simulated) {
      // A run over one image pays for compilation, so that the difference is simulation alone.
      const timed = async (frames: number) => {
        const start = performance.now()
        const { cycles } = await traceNetwork(folder, firstImages(images, frames), simulator)
        return { cycles, seconds: (performance.now() - start) / 1000 }
      }
      await timed(1)
      const [short, long] = [await timed(1), await timed(count)]
      const name = `${network.name}: ${simulator}`
      const rate = (long.cycles - short.cycles) / (long.seconds - short.seconds)
      const measured: Figure = slowest
        ? compared(name, rate, 'cycles/s', slowest)
        : figure(name, rate, 'cycles/s')
      slowest ??= measured
      figures.push(measured)
    }

    const { run } = reference(network)
    const batch = Math.min(1000, images.count)
    const seconds = await leastSeconds(3, () => {
      for (let index = 0; index < batch; index++) run(imageAt(images, index))
    })
    figures.push(figure(`${network.name}: reference`, batch / seconds, 'images/s'))
    return figures
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
