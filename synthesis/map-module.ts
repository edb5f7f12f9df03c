/** Mapping one module: Yosys turns its text into a netlist of the target's cells, once for each content. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InputError } from '../network/input-error.ts'
import { cachedFolder, contentKey, putFile } from '../sim/cache.ts'
import { yosysVersion } from '../sim/yosys.ts'
import { type Flow, synthesisCommands } from './flow.ts'
import { type Netlist, parseYosysJson } from './netlist.ts'
import { codeOf, type Rtl, type RtlModule } from './rtl.ts'
import { runTool } from './tool-workers.ts'

/** Raised when the netlists in the cache change their shape. */
const cacheFormat = '1'
const netlistName = 'netlist.json'

/**
 * The mapped netlist of a module, the modules that it uses being black boxes. Kept in the cache of builds under everything
 * that decides it: text, memories, interfaces of what it uses, commands, and the release of Yosys.
 *
 * @throws InputError with Yosys' message when it cannot read or map the module.
 */
export async function mapModule(rtl: Rtl, module: RtlModule, flow: Flow): Promise<Netlist> {
  const { files, script } = yosysInput(rtl, module, flow)
  const texts = Object.entries(files).flat()
  const key = contentKey([cacheFormat, yosysVersion, script, ...texts])
  const folder = await cachedFolder('synthesis', key, async (draft) => {
    const result = await runTool({
      tool: 'yosys',
      args: ['-q', '-s', 'bitloom.ys'],
      files: { ...files, 'bitloom.ys': script },
      wanted: ['mapped.json'],
    })
    const json = result.files['mapped.json']
    if (result.exitCode !== 0 || json === undefined) throw failure(module, result.output)
    const text = typeof json === 'string' ? json : new TextDecoder().decode(json)
    await putFile(draft, netlistName, JSON.stringify(parseYosysJson(text, module.name)))
  })
  return JSON.parse(await readFile(path.join(folder, netlistName), 'utf8')) as Netlist
}

function yosysInput(rtl: Rtl, module: RtlModule, flow: Flow) {
  const used = [...new Set(module.instances)].sort().map((name) => rtl.modules.get(name)!.stub)
  const memories = module.memories.map((name) => [name, rtl.memory.get(name)!] as const)
  const text = codeOf(module)
  const large = /\[0:\d+\];|\*(?!\))/.test(text)
  const files = { 'module.sv': text, 'used.sv': used.join('\n'), ...Object.fromEntries(memories) }
  const commands = [
    'read_verilog -sv used.sv module.sv',
    ...synthesisCommands(flow, module.name, large),
    'write_json -selected mapped.json',
  ]
  return { files, script: commands.join('\n') }
}

function failure({ name }: RtlModule, output: string): InputError {
  const lines = output.trim().split('\n')
  const message = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? ''
  return new InputError(`Yosys cannot map the module: ${message.trim()}`, { place: `${name}.sv` })
}
