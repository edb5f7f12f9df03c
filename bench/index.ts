/** `npm run bench`: how fast we start, elaborate, simulate and infer, as a table and as JSON. */

import Table from 'cli-table3'
import { Option } from 'commander'
import { command, runIfStarted } from '../cli/command.ts'
import { InputError } from '../tools/files/input-error.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { benchCommands } from './commands.ts'
import { dataOption } from './data-folder.ts'
import type { Figure } from './measure.ts'
import { benchNetwork } from './network.ts'
import {
  type PublishedName,
  publishedNames,
  publishedSubjects,
  type Subject,
  shippedSubject,
} from './subjects.ts'

interface BenchOptions {
  readonly data: string
  readonly only?: PublishedName
  readonly json?: string
}

export const program = command('bench', 'Measures commands, elaboration, the simulators and the reference.')
  .addOption(dataOption('--data <folder>', 'folder with bnn-pynq/, binarynet-cifar10/, mnist/ and cifar10/'))
  .addOption(new Option('--only <network>', 'only one of the networks').choices(publishedNames))
  .option('--json <file>', 'write the figures as JSON, too')
  .action(async (options: BenchOptions) => {
    const figures: Figure[] = options.only === undefined ? await benchCommands() : []
    for (const subject of subjects(options)) figures.push(...(await benchNetwork(subject)))
    console.log(render(figures))
    if (options.json !== undefined) writeFileWhole(options.json, formatJson(figures))
  })

/** The networks whose published parameters are at hand, otherwise the one that ships with us. */
function subjects({ data, only }: BenchOptions): Subject[] {
  const found = publishedSubjects(data)
  if (only === undefined) return Object.keys(found).length > 0 ? Object.values(found) : [shippedSubject]
  const subject = found[only]
  if (subject !== undefined) return [subject]
  throw new InputError(`the parameters of ${only} are not here`, {
    place: data,
    help: 'name their folder with --data, or leave out --only to measure the network that ships with us',
  })
}

function render(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['figure', 'value', 'unit', 'ratio'],
    colAligns: ['left', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  })
  for (const { name, value, unit, ratio } of figures) {
    const digits = value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en-US')
    table.push([name, digits, unit, ratio ? `${ratio.value.toPrecision(3)} x ${ratio.to}` : ''])
  }
  return table.toString()
}

await runIfStarted(program, import.meta)
