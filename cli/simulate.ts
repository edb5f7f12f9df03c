/** `npm run simulate`: real images through an elaborated folder, in the reference or in a simulator. */

import { Option } from 'commander'
import { checkImages, firstImages, type ImageSet, loadImages } from '../network/images.ts'
import { formatJson } from '../network/json.ts'
import { writeFileWhole } from '../network/write-file.ts'
import {
  type ElaboratedFolder,
  loadElaborated,
  type NetworkRun,
  type NetworkSimulator,
  networkSimulators,
  simulateNetwork,
} from '../sim/network.ts'
import { command, positive, run } from './command.ts'
import { progressBar } from './progress.ts'

interface SimulateOptions {
  readonly images: string
  readonly labels?: string
  readonly first?: number
  readonly simulator: NetworkSimulator
  readonly json?: string
}

const program = command(
  'simulate',
  'Runs images through an elaborated network and reports scores and answers.',
)
  .argument('<folder>', 'a folder that `npm run elaborate` wrote')
  .requiredOption('--images <file>', 'MNIST IDX or CIFAR-10 file; recognised by its content')
  .option('--labels <file>', 'IDX file of labels (CIFAR-10 files hold theirs)')
  .option('--first <n>', 'only the first n images', positive)
  .addOption(
    new Option('--simulator <name>', 'what computes the scores')
      .choices([...networkSimulators])
      .default('verilator'),
  )
  .option('--json <file>', 'write all scores, answers and cycles as JSON')
  .action(async (folder: string, options: SimulateOptions) => {
    const elaborated = loadElaborated(folder)
    const loaded = loadImages(options.images, options.labels ?? null)
    checkImages(loaded, elaborated.network)
    const images = firstImages(loaded, options.first ?? loaded.count)
    const result = await withProgress(elaborated, images, options.simulator)
    if (options.json !== undefined) writeFileWhole(options.json, formatJson(result))
    console.log(renderRun(result))
  })

async function withProgress(
  elaborated: ElaboratedFolder,
  images: ImageSet,
  simulator: NetworkSimulator,
): Promise<NetworkRun> {
  const progress = progressBar(simulator, images.count)
  try {
    return await simulateNetwork(elaborated, images, { simulator, onProgress: progress.advance })
  } finally {
    progress.stop()
  }
}

function renderRun({ network, simulator, images, correct, cycles }: NetworkRun): string {
  const lines = images.slice(0, 5).map(({ index, label, scores, answer }) => {
    const expected = label === null ? '' : `, label ${label}`
    return `image ${index}: answer ${answer}${expected}, scores ${scores.join(' ')}`
  })
  if (images.length > 5) lines.push('…')
  const score =
    correct === null ? 'no labels' : `${correct} correct (${((100 * correct) / images.length).toFixed(2)} %)`
  lines.push(`${network} in ${simulator}: ${images.length} images, ${score}`)
  if (cycles.latency !== null)
    lines.push(`latency ${cycles.latency} cycles, interval ${cycles.interval ?? '-'} cycles`)
  return lines.join('\n')
}

await run(program)
