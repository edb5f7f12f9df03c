/** `npm run regression`: whole test sets through the RTL in Verilator, every score compared; minutes. */

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { Option } from 'commander'
import { elaboratePlan } from '../accelerator/elaborate-network.ts'
import { command, interruption, positive, runIfStarted } from '../cli/command.ts'
import { progressBar } from '../cli/progress.ts'
import { writeFolder } from '../dsl/emit/index.ts'
import { firstImages, type ImageSet } from '../network/images.ts'
import { loadModel } from '../network/load-model.ts'
import { planForTarget } from '../plan/search/planner.ts'
import { planningTarget } from '../plan/target.ts'
import { folderDigest } from '../run/elaborated-folder.ts'
import {
  type ElaboratedFolder,
  loadElaborated,
  type NetworkRun,
  type NetworkRunOptions,
  type RunProgress,
  simulateNetwork,
} from '../run/simulate-network.ts'
import { cacheRoot } from '../tools/cache.ts'
import { InputError } from '../tools/files/input-error.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { dataOption } from './data-folder.ts'
import {
  type RegressionCase,
  type RegressionName,
  regressionCases,
  regressionNames,
} from './regression-cases.ts'

interface RegressionOptions {
  readonly data: string
  readonly only?: RegressionName
  readonly first?: number
  readonly jobs: number
  readonly json?: string
}

/** One row of the table. */
interface RegressionRow {
  readonly name: RegressionName
  readonly images: number
  readonly correct: number
  /** What must come out; null for a part of the set. */
  readonly expected: number | null
  readonly plannedInterval: number
  readonly plannedLatency: number
  /** All that were seen, in cycles. */
  readonly intervals: readonly number[]
  readonly latency: number | null
  /** The first image that differs from the reference, null when none does. */
  readonly difference: number | null
  readonly complete: boolean
  /** Of building the simulator, next to nothing when it is in the cache. */
  readonly buildSeconds: number
  /** Of this run; images that were done before do not count in the rate. */
  readonly seconds: number
  readonly imagesPerSecond: number
}

export const program = command('regression', 'Runs whole test sets through the RTL and compares every score.')
  .addOption(dataOption('--data <folder>', 'folder with bnn-pynq/, binarynet-cifar10/ and cifar10/'))
  .addOption(new Option('--only <network>', 'only one of the networks').choices(regressionNames))
  .option('--first <n>', 'only the first n images of each set', positive)
  .addOption(
    new Option('--jobs <n>', 'simulations at the same time')
      .argParser(positive)
      .default(availableParallelism(), 'one a core'),
  )
  .option('--json <file>', 'write the table as JSON, too')
  .action(async (options: RegressionOptions) => {
    const rows: RegressionRow[] = []
    const { signal, release } = interruption()
    for (const [name, subject] of chosen(options)) {
      if (signal.aborted) break
      rows.push(await runCase(name, subject, options, signal))
    }
    release()
    console.log(render(rows))
    if (options.json !== undefined) writeFileWhole(options.json, formatJson(rows))
    if (!rows.every(isAsExpected)) process.exitCode = 1
  })

function chosen({ data, only }: RegressionOptions): [RegressionName, RegressionCase][] {
  const cases = regressionCases(data)
  const names = regressionNames.filter((name) => cases[name] && (only === undefined || only === name))
  const left = only === undefined ? regressionNames.filter((name) => !cases[name]) : []
  if (left.length > 0)
    console.log(`not here, and not run: ${left.join(', ')}; docs/data.md says where they are to be had`)
  if (names.length > 0) return names.map((name) => [name, cases[name]!])
  throw new InputError(`the parameters or images of ${only} are not here`, {
    place: data,
    help: 'name their folder with --data',
  })
}

/** Elaborates a network and runs its images; what an interrupted run of the same hardware has done counts. */
async function runCase(
  name: RegressionName,
  { model, options, target, images: load, correct }: RegressionCase,
  { first, jobs }: RegressionOptions,
  signal: AbortSignal,
): Promise<RegressionRow> {
  const network = loadModel(model, options)
  const plan = planForTarget(network, planningTarget(target)!)
  const root = join(cacheRoot(), 'regression')
  const directory = join(root, name)
  await writeFolder(elaboratePlan(network, plan).files, directory)
  const folder = loadElaborated(directory)
  const set = load()
  const images = firstImages(set, first ?? set.count)
  const resume = join(root, `${name}-${images.count}-${folderDigest(folder).slice(0, 16)}.results`)

  const common = { jobs, signal }
  const reference = await timed(name, folder, images, { ...common, simulator: 'reference' })
  const expected = reference.run.images
  const how = {
    ...common,
    simulator: 'verilator',
    resume,
    ...(reference.run.complete && { expected }),
  } as const
  const build = await timed(name, folder, firstImages(images, 1), { ...common, simulator: 'verilator' })
  const { run, seconds, resumed } = await timed(name, folder, images, how)
  return {
    name,
    images: run.images.length,
    correct: run.correct ?? 0,
    expected: images.count === set.count ? correct : null,
    plannedInterval: plan.interval,
    plannedLatency: plan.latency,
    intervals: run.intervals,
    latency: run.cycles.latency,
    difference: run.difference?.index ?? null,
    complete: run.complete,
    buildSeconds: Math.round(build.seconds),
    seconds: Math.round(seconds),
    imagesPerSecond: Math.round((10 * (run.images.length - resumed)) / seconds) / 10,
  }
}

/** A run behind a bar, its seconds, and the images that were done before. */
async function timed(
  name: RegressionName,
  folder: ElaboratedFolder,
  images: ImageSet,
  options: NetworkRunOptions,
): Promise<{ readonly run: NetworkRun; readonly seconds: number; readonly resumed: number }> {
  const bar = progressBar(`${name} in ${options.simulator}`, images.count)
  let resumed = 0
  const onProgress = (progress: RunProgress) => {
    resumed = progress.resumed
    bar.advance(progress.done, `${((100 * (progress.correct ?? 0)) / progress.done).toFixed(2)} % correct`)
  }
  const start = performance.now()
  try {
    const run = await simulateNetwork(folder, images, { ...options, onProgress })
    return { run, seconds: (performance.now() - start) / 1000, resumed }
  } finally {
    bar.stop()
  }
}

/** Nothing is missing, every score is the reference's, the count is the known one, and cycles are those of the plan. */
function isAsExpected(row: RegressionRow): boolean {
  return (
    row.complete &&
    row.difference === null &&
    (row.expected === null || row.correct === row.expected) &&
    Math.max(...row.intervals) === row.plannedInterval &&
    row.latency === row.plannedLatency
  )
}

function render(rows: readonly RegressionRow[]): string {
  const table = new Table({
    head: [
      'network',
      'images',
      'correct',
      'expected',
      'scores',
      'interval, plan',
      'seen',
      'latency',
      'build, s',
      'run, s',
      'images/s',
    ],
    colAligns: [
      'left',
      'right',
      'right',
      'right',
      'left',
      'right',
      'right',
      'right',
      'right',
      'right',
      'right',
    ],
    style: { head: [], border: [] },
  })
  const number = (value: number) => value.toLocaleString('en-US')
  for (const row of rows) {
    const scores = row.difference === null ? 'all equal' : `image ${row.difference} differs`
    table.push([
      row.name,
      number(row.images),
      number(row.correct),
      row.expected === null ? '' : number(row.expected),
      row.complete || row.difference !== null ? scores : 'interrupted',
      number(row.plannedInterval),
      row.intervals.map(number).join(' '),
      row.latency === null ? '' : number(row.latency),
      number(row.buildSeconds),
      number(row.seconds),
      number(row.imagesPerSecond),
    ])
  }
  return table.toString()
}

await runIfStarted(program, import.meta)
