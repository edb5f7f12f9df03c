/** Mapping one module: Yosys turns its text into a netlist of the target's cells, once for each content. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { cachedFolder, contentKey, putFile } from '../tools/cache.ts'
import { InputError } from '../tools/files/input-error.ts'
import { runYosysCommands } from '../tools/wasm-tools.ts'
import { yosysVersion } from '../tools/yosys.ts'
import { type Flow, isXilinx, largeCellsCommands, largeCellsName, synthesisCommands } from './flow.ts'
import { type Netlist, parseYosysJson } from './netlist.ts'
import { codeOf, type Rtl, type RtlModule } from './rtl.ts'

/** Raised when the netlists in the cache change their shape. */
const cacheFormat = '1'
const netlistName = 'netlist.json'
const mappedName = 'mapped.json'

/**
 * The mapped netlist of a module, the modules that it uses being black boxes. Kept in the cache of builds under everything
 * that decides it: text, memories, interfaces of what it uses, commands, and the release of Yosys.
 *
 * @throws InputError with Yosys' message when it cannot read or map the module.
 */
export async function mapModule(rtl: Rtl, module: RtlModule, flow: Flow): Promise<Netlist> {
  const files = await filesOf(rtl, module, flow)
  const commands = [
    'read_verilog -sv used.sv module.sv',
    ...synthesisCommands(flow, module.name),
    `write_json -selected ${mappedName}`,
  ]
  const key = contentKey([cacheFormat, yosysVersion, ...commands, ...Object.entries(files).flat()])
  const folder = await cachedFolder('synthesis', key, async (draft) => {
    const { text, output } = await runYosysCommands(files, commands, mappedName)
    if (text === null) throw failure(module, output)
    await putFile(draft, netlistName, JSON.stringify(parseYosysJson(text, module.name)))
  })
  return JSON.parse(await readFile(path.join(folder, netlistName), 'utf8')) as Netlist
}

/** What the commands of a flow read besides the text that they map. */
export async function libraryFiles(flow: Flow): Promise<Readonly<Record<string, string>>> {
  if (!isXilinx(flow)) return {}
  const key = contentKey([yosysVersion, ...largeCellsCommands])
  const folder = await cachedFolder('synthesis', key, async (draft) => {
    const { text, output } = await runYosysCommands({}, largeCellsCommands, largeCellsName)
    if (text === null) throw new Error(`internal: Yosys cannot declare its large cells: ${output}`)
    await putFile(draft, largeCellsName, text)
  })
  return { [largeCellsName]: await readFile(path.join(folder, largeCellsName), 'utf8') }
}

async function filesOf(rtl: Rtl, module: RtlModule, flow: Flow): Promise<Readonly<Record<string, string>>> {
  const used = [...new Set(module.instances)].sort().map((name) => rtl.modules.get(name)!.stub)
  const memories = module.memories.map((name) => [name, rtl.memory.get(name)!] as const)
  return {
    'module.sv': codeOf(module),
    'used.sv': used.join('\n'),
    ...Object.fromEntries(memories),
    ...(await libraryFiles(flow)),
  }
}

function failure({ name }: RtlModule, output: string): InputError {
  const lines = output.trim().split('\n')
  const message = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? ''
  if (/RangeError|memory access out of bounds/.test(message)) {
    const reason = 'the module is too large for Yosys, which has 2 GB of memory in WebAssembly'
    return new InputError(reason, { place: `${name}.sv`, help: 'fold the layer more, so that it is smaller' })
  }
  return new InputError(`Yosys cannot map the module: ${message.trim()}`, { place: `${name}.sv` })
}
