/** Figures of one network: elaboration, simulated cycles and frames a second, images a second in software. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { elaborateNetwork } from '../accelerator/elaborate-network.ts'
import { writeFolder } from '../dsl/emit/index.ts'
import { firstImages, type ImageSet } from '../network/images.ts'
import { loadModel } from '../network/load-model.ts'
import type { Network } from '../network/network.ts'
import { loadElaborated, traceNetwork } from '../run/simulate-network.ts'
import { formatJson } from '../tools/files/json.ts'
import { benchInference } from './inference.ts'
import { compared, type Figure, figure, leastSeconds } from './measure.ts'
import { benchPopcounts } from './popcounts.ts'
import type { Subject } from './subjects.ts'

/** Runs of each. */
const elaborations = 4
const commands = 3
const simulatorRuns = 2

/** Images of the short run of a simulator, whose time is taken off that of the long one. */
const fewest = 2

/** Measures a network with its folding on its images. */
export async function benchNetwork(subject: Subject): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bitloom-bench-'))
  try {
    const network = loadModel(subject.model, subject.options)
    const images = subject.images()
    return [
      ...(await benchElaboration(subject, network, directory)),
      ...(await benchSimulations(subject, images, join(directory, 'rtl'))),
      ...(await benchPopcounts(subject, network, images, directory)),
      ...(await benchInference(network, firstImages(images, subject.inferences))),
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Writes the folder `rtl`: in this process, and by the command, which has to start and to read the model, too. */
async function benchElaboration(
  { model, options, folding, elaborationGoal }: Subject,
  network: Network,
  directory: string,
): Promise<Figure[]> {
  const folds = folding(network)
  const foldingFile = join(directory, 'folding.json')
  await writeFile(foldingFile, formatJson(folds))
  const out = join(directory, 'rtl')
  const flags = Object.entries({ ...options, folding: foldingFile, out }).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ])

  const elaborate = async () => writeFolder(elaborateNetwork(network, folds).files, out)
  const command = () => execa(process.execPath, ['scripts/run.mjs', 'cli/elaborate.ts', model, ...flags])
  const goal = figure('goal', elaborationGoal, 's')
  const commandGoal = figure('goal', 5, 's')
  const [inProcess] = await leastSeconds(elaborations, [elaborate])
  const [whole] = await leastSeconds(commands, [command])
  return [
    compared(`${network.name}: elaborate and write RTL`, inProcess!, 's', goal),
    compared(`${network.name}: npm run elaborate`, whole!, 's', commandGoal),
  ]
}

/** Cycles and frames a second, without what a run takes besides. */
async function benchSimulations(
  { simulations }: Subject,
  images: ImageSet,
  directory: string,
): Promise<Figure[]> {
  const figures: Figure[] = []
  const folder = loadElaborated(directory)
  let slowest: Figure | null = null
  for (const { simulator, images: count } of simulations) {
    const simulated = async (frames: number) =>
      (await traceNetwork(folder, firstImages(images, frames), simulator)).cycles
    // This run compiles; the difference of a short and a long one is simulation alone.
    const fewestCycles = await simulated(fewest)
    const cyclesBetween = (await simulated(count)) - fewestCycles
    const [short, long] = await leastSeconds(simulatorRuns, [() => simulated(fewest), () => simulated(count)])
    const seconds = long! - short!
    const name = `${folder.network.name}: ${simulator}`
    const rate = cyclesBetween / seconds
    const cycles: Figure = slowest
      ? compared(name, rate, 'cycles/s', slowest)
      : figure(name, rate, 'cycles/s')
    slowest ??= cycles
    figures.push(cycles, figure(name, (count - fewest) / seconds, 'frames/s'))
  }
  return figures
}
