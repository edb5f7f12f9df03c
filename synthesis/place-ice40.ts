/** Place and route for the iCE40 HX8K: a real maximum frequency from nextpnr. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { version } from '@yowasp/nextpnr-ice40'
import { z } from 'zod'
import { cachedFolder, contentKey, putFile } from '../tools/cache.ts'
import { InputError } from '../tools/files/input-error.ts'
import { runTool, runYosysCommands, textOf } from '../tools/wasm-tools.ts'
import { yosysVersion } from '../tools/yosys.ts'
import { codeOf, type Rtl, type RtlModule } from './rtl.ts'
import type { Usage } from './usage.ts'

/** What an HX8K holds. */
const logicCells = 7680
const blockMemories = 32

/** Raised when entries of the cache change. */
const cacheFormat = '1'
const reportName = 'report.json'
const mappedName = 'mapped.json'
const harness = 'bitloom_harness'

const reportShape = z.object({ fmax: z.record(z.string(), z.object({ achieved: z.number() })) })

/** Whether a design may fit an HX8K. */
export function fitsHx8k({ lutSites, ff, bram36 }: Usage): boolean {
  return lutSites <= logicCells && ff <= logicCells && bram36 <= blockMemories
}

/**
 * The highest clock frequency in MHz at which nextpnr's placement of a design meets timing. Registers stand before and behind all
 * ports, in chains that end at two pins: ports of any width fit, and every path counts. Cached by content.
 *
 * @returns null when the design has no clock, or does not fit after all
 * @throws InputError when Yosys cannot map the design
 */
export async function maximumFrequency(rtl: Rtl): Promise<number | null> {
  const top = rtl.modules.get(rtl.top)!
  if (!top.clocked) return null
  const commands = ['read_verilog -sv design.sv', `synth_ice40 -top ${harness} -json ${mappedName}`]
  const design = [...[...rtl.modules.values()].map(codeOf), harnessOf(top)].join('\n')
  const files = { 'design.sv': design, ...Object.fromEntries(rtl.memory) }
  const key = contentKey([cacheFormat, yosysVersion, version, ...commands, ...Object.entries(files).flat()])
  const folder = await cachedFolder('placement', key, async (draft) => {
    const { text, output } = await runYosysCommands(files, commands, mappedName)
    if (text === null)
      throw new InputError(`Yosys cannot map the design: ${output.trim()}`, { place: rtl.top })
    const result = await runTool({
      tool: 'nextpnr-ice40',
      args: [
        ...['--hx8k', '--package', 'ct256', '--json', mappedName, '--report', reportName],
        ...['--seed', '1', '--quiet', '--timing-allow-fail', '--pcf-allow-unconstrained'],
      ],
      files: { [mappedName]: text },
      wanted: [reportName],
    })
    await putFile(draft, reportName, textOf(result, reportName) ?? '{"fmax":{}}')
  })
  const { fmax } = reportShape.parse(JSON.parse(await readFile(path.join(folder, reportName), 'utf8')))
  const [clock] = Object.values(fmax)
  return clock === undefined ? null : Math.round(clock.achieved * 10) / 10
}

/** The design between two chains of registers: bits are shifted in at one pin, and all outputs are folded onto another one. */
function harnessOf({ name, ports, resettable }: RtlModule): string {
  const total = (direction: string) =>
    ports.filter((port) => port.direction === direction).reduce((sum, { width }) => sum + width, 0)
  const [inputs, outputs] = [total('input') + 1, total('output')]
  let at = { input: 1, output: 0 }
  const connections = ports.map(({ name, direction, width }) => {
    const low = at[direction]
    at = { ...at, [direction]: low + width }
    return `.${name}(${direction === 'input' ? 'given' : 'result'}[${low + width - 1}:${low}])`
  })
  const reset = resettable ? ['.rst(given[0])'] : []
  return `
module ${harness} (input clk, input in, output logic out);
  logic [${inputs - 1}:0] given;
  logic [${outputs - 1}:0] result, kept;
  ${name} design (${['.clk(clk)', ...reset, ...connections].join(', ')});
  always_ff @(posedge clk) begin
    given <= ${inputs === 1 ? 'in' : `{given[${inputs - 2}:0], in}`};
    kept <= result ^ ${outputs === 1 ? 'in' : `{kept[${outputs - 2}:0], in}`};
    out <= kept[${outputs - 1}];
  end
endmodule
`
}
