/** `npm run synth`: what a design takes of a device, module by module, measured with Yosys. */

import { emitDesign } from '../dsl/emit/index.ts'
import { flowFor, synthesisDevices } from '../synthesis/flow.ts'
import { below, readRtl, rtlOf } from '../synthesis/rtl.ts'
import { type SynthesisReport, synthesize } from '../synthesis/synthesize.ts'
import { InputError } from '../tools/files/input-error.ts'
import { formatJson } from '../tools/files/json.ts'
import { writeFileWhole } from '../tools/files/write-file.ts'
import { command, positive, runIfStarted } from './command.ts'
import { loadDesign } from './generator-script.ts'
import { progressBar } from './progress.ts'
import { renderSynthesis } from './synthesis-table.ts'

interface SynthOptions {
  readonly device: string
  readonly exact?: boolean
  readonly json?: string
  readonly maxDepth?: number
  readonly module?: string
}

export const program = command('synth', 'Synthesises a design with Yosys and counts what it takes.')
  .argument('<design>', 'folder written by elaborate, or a generator script (.ts) that exports a design')
  .option('--device <device>', `device or family: ${synthesisDevices.join(', ')}`, 'xczu3eg')
  .option('--module <name>', 'only this module and what it uses')
  .option('--exact', 'measure each of many modules that differ in constants only, not three of them')
  .option('--max-depth <levels>', 'fail when a path has more levels: LUTs and carry chains', positive)
  .option('--json <file>', 'write the figures as JSON, too')
  .action(async (design: string, options: SynthOptions) => {
    const flow = flowFor(options.device)
    const all = design.endsWith('.ts') ? rtlOf(emitDesign(await loadDesign(design))) : await readRtl(design)
    const rtl = below(all, options.module ?? all.top)
    const bar = progressBar('modules', rtl.modules.size)
    const report = await synthesize(rtl, flow, {
      exact: options.exact ?? false,
      onProgress: (done, total) => bar.advance(rtl.modules.size - total + done),
    }).finally(bar.stop)
    console.log(renderSynthesis(report, options.device))
    if (options.json !== undefined) writeFileWhole(options.json, formatJson(report))
    if (options.maxDepth !== undefined) checkDepth(report, options.maxDepth)
  })

/** A path that is too deep begins and ends in the smallest module that shows it. */
function checkDepth({ modules, total }: SynthesisReport, most: number): void {
  if (total.depth <= most) return
  const { name, depth } = modules.find(({ depth }) => depth > most)!
  throw new InputError(`its deepest path has ${depth} levels of logic, more than ${most}`, {
    place: `module ${name}`,
    help: 'plan for a rate (--fps N), which chooses pipelined popcounts, or allow more with --max-depth',
  })
}

await runIfStarted(program, import.meta)
