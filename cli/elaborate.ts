/** `npm run elaborate`: a trained network, or a generator script, becomes a folder of SystemVerilog. */

import { Option } from 'commander'
import { elaborateToFolder } from '../accelerator/elaborate-network.ts'
import { emitDesign, writeFolder } from '../dsl/emit/index.ts'
import type { Importer } from '../network/import/importer.ts'
import { importers } from '../network/import/importers.ts'
import { loadModel, modelFormats, modelTopologies } from '../network/load-model.ts'
import { modesOfPadded, withPadding } from '../network/padding.ts'
import { alternatives } from '../network/require.ts'
import { loadFolding } from '../plan/folding.ts'
import { framesOfLatency } from '../plan/target.ts'
import { InputError } from '../tools/files/input-error.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { command, runIfStarted } from './command.ts'
import { summarize } from './elaboration-summary.ts'
import { renderSummary } from './elaboration-table.ts'
import { loadDesign } from './generator-script.ts'
import { type PlanningOptions, withPlanningOptions } from './planning-options.ts'

/** The network that ships with us. */
const shippedModel = 'examples/sfc-mnist'

interface ElaborateOptions extends PlanningOptions {
  readonly format?: string
  readonly topology?: string
  readonly padding?: string
  readonly out?: string
  readonly json?: string
}

export const program = command('elaborate', 'Turns a trained network into a folder of SystemVerilog.')
  .argument(
    '[model]',
    'folder of a trained network, or a generator script (.ts) that exports a design',
    shippedModel,
  )
  .option('--format <format>', `format of the network: ${modelFormats.join(', ')} (default: recognised)`)
  .option(
    '--topology <topology>',
    `how the layers are connected, where the format does not say: ${modelTopologies.join(', ')}`,
  )
  .addOption(
    new Option(
      '--padding <mode>',
      'padding of the 1-bit convolutions, in place of the one trained with',
    ).choices(modesOfPadded),
  )

  .addHelpText('after', ['', 'Formats:', ...importers.map(formatLine)].join('\n'))

withPlanningOptions(program)
  .option('--out <folder>', 'where to write (default: rtl-out/NAME)')
  .option('--json <file>', 'write the figures of the table as JSON, too')
  .action(async (model: string, options: ElaborateOptions) => {
    if (model.endsWith('.ts')) await elaborateScript(model, options)
    else await elaborateModel(model, options)
  })

/** What the end of the help says of a format. */
function formatLine({ format, about, topologies }: Importer): string {
  const width = Math.max(...modelFormats.map(({ length }) => length))
  const choice = topologies.length === 0 ? '' : `; topology ${alternatives(topologies)}`
  return `  ${format.padEnd(width)}  ${about}${choice}`
}

async function elaborateModel(model: string, options: ElaborateOptions): Promise<void> {
  const loaded = loadModel(model, options)
  const network = options.padding === undefined ? loaded : withPadding(loaded, options.padding)
  const folding = options.folding === undefined ? undefined : loadFolding(options.folding)
  const out = options.out ?? `rtl-out/${network.name}`
  const elaborated = await elaborateToFolder(network, { ...options, folding }, out)
  const summary = summarize(network, elaborated, out)
  console.log(renderSummary(summary))
  if (elaborated.missesLatencyGoal) {
    console.log(
      `no cheap plan answers within ${framesOfLatency} frame times; --latency-us bounds the latency`,
    )
  }
  if (options.json !== undefined) writeFileWhole(options.json, formatJson(summary))
}

async function elaborateScript(script: string, { out, json, ...rest }: ElaborateOptions): Promise<void> {
  const [stray] = Object.keys(rest)
  if (stray !== undefined) {
    throw new InputError(`--${stray} is for networks, not for generator scripts`, { place: script })
  }
  const design = await loadDesign(script)
  const folder = out ?? `rtl-out/${design.top}`
  const { files } = emitDesign(design)
  await writeFolder(files, folder)
  console.log(`${design.modules.length} modules, ${files.size} files in ${folder}`)
  if (json !== undefined) {
    const modules = design.modules.map(({ name }) => name)
    writeFileWhole(json, formatJson({ top: design.top, out: folder, modules }))
  }
}

await runIfStarted(program, import.meta)
