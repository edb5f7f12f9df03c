/** `npm run experiments`: how rate, area and latency scale with networks and devices, as a page, plots and JSON. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { command, runIfStarted } from '../../cli/command.ts'
import { progressBar } from '../../cli/progress.ts'
import { InputError } from '../../tools/files/input-error.ts'
import { formatJson } from '../../tools/files/json.ts'
import { writeFileWhole } from '../../tools/files/write-file.ts'
import { experimentFiles } from './report.ts'
import { deviceSweep, families, outcomeOf, rateSweep } from './sweep.ts'

interface ExperimentOptions {
  readonly only?: string
  readonly out: string
  readonly json?: string
}

export const program = command(
  'experiments',
  'Plans families of networks for ranges of rates and for every device.',
)
  .option('--only <name>', 'only the networks whose names begin so, such as cnn or mlp_256')
  .option('--out <folder>', 'where the page and the plots go', 'docs/experiments')
  .option('--json <file>', 'write all outcomes as JSON, too')
  .action(({ only = '', out, json }: ExperimentOptions) => {
    const networks = families().filter(({ name }) => name.startsWith(only))
    if (networks.length === 0) {
      const names = families().map(({ name }) => name)
      throw new InputError(`no network begins with "${only}"`, { help: `there are ${names.join(', ')}` })
    }
    const [rates, onDevices] = [rateSweep(networks), deviceSweep(networks)]
    const progress = progressBar('plans', rates.length + onDevices.length)
    let done = 0
    const outcomes = [...rates, ...onDevices].map((experiment) => {
      const outcome = outcomeOf(experiment)
      progress.advance(++done)
      return outcome
    })
    progress.stop()
    const experiments = { rates: outcomes.slice(0, rates.length), devices: outcomes.slice(rates.length) }
    mkdirSync(out, { recursive: true })
    for (const [name, text] of experimentFiles(experiments)) writeFileWhole(join(out, name), text)
    if (json !== undefined) writeFileWhole(json, formatJson(experiments))
    console.log(`${outcomes.length} plans; the page is ${join(out, 'README.md')}`)
  })

await runIfStarted(program, import.meta)
