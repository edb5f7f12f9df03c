/** `npm run simulate`: real images through an elaborated folder, in the reference or in a simulator. */

import { availableParallelism } from 'node:os'
import { Option } from 'commander'
import { checkImages, firstImages, type ImageSet, loadImages } from '../network/images.ts'
import {
  type Difference,
  type ElaboratedFolder,
  loadElaborated,
  type NetworkRun,
  type NetworkRunOptions,
  type NetworkSimulator,
  networkSimulators,
  simulateNetwork,
} from '../run/simulate-network.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { command, interruptedCode, interruption, positive, runIfStarted } from './command.ts'
import { progressBar } from './progress.ts'

interface SimulateOptions {
  readonly images: string
  readonly labels?: string
  readonly first?: number
  readonly simulator: NetworkSimulator
  readonly jobs: number
  readonly check?: true
  readonly resume?: string
  readonly json?: string
}

export const program = command(
  'simulate',
  'Runs images through an elaborated network and reports scores and answers.',
)
  .argument('<folder>', 'a folder that `npm run elaborate` wrote')
  .requiredOption('--images <file>', 'MNIST IDX or CIFAR-10 file; recognised by its content')
  .option('--labels <file>', 'IDX file of labels (CIFAR-10 files hold theirs)')
  .option('--first <n>', 'only the first n images', positive)
  .addOption(
    new Option('--simulator <name>', 'what computes the scores')
      .choices(networkSimulators)
      .default('verilator'),
  )
  .addOption(
    new Option('--jobs <n>', 'simulations at the same time; results do not depend on it')
      .argParser(positive)
      .default(availableParallelism(), 'one a core'),
  )
  .option('--check', 'compare every score with the reference and stop at the first difference, with code 1')
  .option('--resume <file>', 'keep results in this file and go on where it ends (Ctrl-C loses little)')
  .option('--json <file>', 'write all scores, answers and cycles as JSON')
  .action(async (folder: string, options: SimulateOptions) => {
    const elaborated = loadElaborated(folder)
    const loaded = loadImages(options.images, options.labels ?? null)
    checkImages(loaded, elaborated.network)
    const images = firstImages(loaded, options.first ?? loaded.count)
    const { signal, release } = interruption()
    const result = await simulateAll(elaborated, images, options, signal).finally(release)
    if (options.json !== undefined) writeFileWhole(options.json, formatJson(result))
    console.log(renderRun(result, options))
    if (result.difference !== null) {
      console.error(renderDifference(result.difference))
      process.exitCode = 1
    } else if (!result.complete) {
      console.error(renderInterruption(result, images.count, options))
      process.exitCode = interruptedCode
    }
  })

async function simulateAll(
  elaborated: ElaboratedFolder,
  images: ImageSet,
  { simulator, jobs, check, resume }: SimulateOptions,
  signal: AbortSignal,
): Promise<NetworkRun> {
  const common = { jobs, signal }
  const expected = check && (await withProgress(elaborated, images, { ...common, simulator: 'reference' }))
  return withProgress(elaborated, images, {
    ...common,
    simulator,
    ...(expected?.complete && { expected: expected.images }),
    ...(resume !== undefined && { resume }),
  })
}

async function withProgress(
  elaborated: ElaboratedFolder,
  images: ImageSet,
  options: NetworkRunOptions,
): Promise<NetworkRun> {
  const progress = progressBar(options.simulator, images.count)
  const onProgress: NetworkRunOptions['onProgress'] = ({ done, correct }) =>
    progress.advance(done, correct === null ? undefined : `${percent(correct, done)} correct`)
  try {
    return await simulateNetwork(elaborated, images, { ...options, onProgress })
  } finally {
    progress.stop()
  }
}

function renderRun(
  { network, simulator, images, correct, cycles, intervals, difference, complete }: NetworkRun,
  { check }: SimulateOptions,
): string {
  const lines = images.slice(0, 5).map(({ index, label, scores, answer }) => {
    const expected = label === null ? '' : `, label ${label}`
    return `image ${index}: answer ${answer}${expected}, scores ${scores.join(' ')}`
  })
  if (images.length > 5) lines.push('…')
  const score = correct === null ? 'no labels' : `${correct} correct (${percent(correct, images.length)})`
  lines.push(`${network} in ${simulator}: ${images.length} images, ${score}`)
  if (cycles.latency !== null) {
    const others = intervals.filter((interval) => interval !== cycles.interval)
    const uneven = others.length === 0 ? '' : ` (also seen: ${others.join(', ')})`
    lines.push(`latency ${cycles.latency} cycles, interval ${cycles.interval ?? '-'} cycles${uneven}`)
  }
  if (check && difference === null && complete) lines.push('every score equals the reference')
  return lines.join('\n')
}

function renderDifference({ index, scores, answer, expected }: Difference): string {
  return [
    `image ${index} is the first one that differs from the reference:`,
    `  simulated: answer ${answer}, scores ${scores.join(' ')}`,
    `  reference: answer ${expected.answer}, scores ${expected.scores.join(' ')}`,
  ].join('\n')
}

function renderInterruption({ images }: NetworkRun, count: number, { resume }: SimulateOptions): string {
  const help =
    resume === undefined
      ? 'with --resume FILE, a run goes on where it was interrupted'
      : 'the same command goes on from there'
  return `interrupted: ${images.length} of ${count} images are done\n  help: ${help}`
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? '-' : ((100 * part) / whole).toFixed(2)} %`
}

await runIfStarted(program, import.meta)
