/** `npm run compare:checkouts`: whether two checkouts make the same plans and the same RTL of many networks; minutes. */

import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { command, positive, runIfStarted } from '../../cli/command.ts'
import { progressBar } from '../../cli/progress.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { formatJson } from '../../tools/files/json.ts'
import { writeFileWhole } from '../../tools/files/write-file.ts'
import { dataOption } from '../data-folder.ts'
import type { Case } from './cases.ts'
import { Checkout } from './checkout.ts'
import { detailsOf } from './details.ts'
import { isSame } from './differences.ts'
import { gatherCases } from './gather-cases.ts'
import { type Comparison, isDifferent, renderComparison } from './report.ts'
import { driftOf, type Result, renamesOf, resultOf, tally, timesOf } from './tally.ts'

interface CompareOptions {
  readonly data: string
  readonly only?: string
  readonly limit?: number
  readonly show: number
  readonly json?: string
}

/** Cases after which both processes are started afresh. */
const batch = 80

export const program = command('compare:checkouts', 'Compares the plans and the RTL of two checkouts.')
  .argument('<before>', 'folder of the first checkout, which also makes the random networks')
  .argument('<after>', 'folder of the second checkout')
  .addOption(
    dataOption('--data <folder>', 'folder with bnn-pynq/, binarynet-cifar10/ and cnn-half-negative/'),
  )
  .option('--only <regex>', 'only cases whose names match, such as "^cnv: .*xcku115"')
  .option('--limit <n>', 'only the first n of them', positive)
  .option('--show <n>', 'cases that differ to show', positive, 20)
  .option('--json <file>', 'write everything as JSON, too')
  .action(async (before: string, after: string, options: CompareOptions) => {
    const folder = await mkdtemp(join(tmpdir(), 'bitloom-compare-'))
    const checkouts = [checkoutAt(before), checkoutAt(after)] as const
    try {
      const comparison = await compare(checkouts, folder, options)
      console.log(renderComparison(comparison, options.show))
      if (options.json !== undefined) writeFileWhole(options.json, formatJson(documentOf(comparison)))
      if (comparison.results.some(isDifferent)) process.exitCode = 1
    } finally {
      for (const checkout of checkouts) await checkout.restart()
      await rm(folder, { recursive: true, force: true })
    }
  })

function checkoutAt(folder: string): Checkout {
  if (existsSync(join(folder, 'package.json'))) return new Checkout(resolve(folder))
  throw new InputError('there is no checkout', {
    place: folder,
    help: 'name the folder of a clone with its packages installed',
  })
}

async function compare(
  checkouts: readonly [Checkout, Checkout],
  folder: string,
  { data, only = '', limit, show }: CompareOptions,
): Promise<Comparison> {
  const start = performance.now()
  for (const checkout of checkouts) await checkout.start()
  const [writer] = checkouts
  const { cases, missing } = await gatherCases({ writer, data: resolve(data), folder })
  const chosen = cases.filter(({ id }) => new RegExp(only).test(id)).slice(0, limit)
  if (chosen.length === 0) throw new InputError('no case is left', { help: 'leave out --only to see all' })
  const results = await runCases(chosen, checkouts)
  return {
    tallies: tally(results),
    renames: renamesOf(results),
    drift: driftOf(results),
    times: timesOf(results),
    results,
    details: await detailsOf(results.filter(isDifferent), checkouts, show),
    missing,
    seconds: (performance.now() - start) / 1000,
  }
}

/** Both checkouts do each case at the same time, so that what else the machine does slows both. */
async function runCases(
  cases: readonly Case[],
  [before, after]: readonly [Checkout, Checkout],
): Promise<Result[]> {
  const progress = progressBar('compared', cases.length)
  const results: Result[] = []
  for (const [index, subject] of cases.entries()) {
    if (index % batch === 0) await Promise.all([before.restart(), after.restart()])
    const { model, plan, setting, emit } = subject
    const job = { model, plan, setting, emit }
    const [old, current] = await Promise.all([before.ask('run', job), after.ask('run', job)])
    results.push(resultOf(subject, old, current))
    progress.advance(index + 1, subject.network)
  }
  progress.stop()
  return results
}

/** The JSON document: sums, times, and what differs case by case. */
function documentOf({ results, details, ...sums }: Comparison): unknown {
  const cases = results.map(({ subject, before, after, differences }) => ({
    id: subject.id,
    group: subject.group,
    before,
    after,
    ...(!isSame(differences) && { differences }),
    ...(details.has(subject.id) && { lines: details.get(subject.id) }),
  }))
  return { ...sums, cases }
}

await runIfStarted(program, import.meta)
