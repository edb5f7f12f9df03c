/** What Icarus, Verilator and Yosys have to say about a folder of SystemVerilog; the house rule is: nothing. */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { cachedFolder, contentKey, putFile } from './cache.ts'
import { runTool, type ToolResult, toolVersion } from './tool.ts'
import { runYosys, yosysVersion } from './yosys.ts'

/** Defined by synthesis tools, so that a text can be another one for them. */
const synthesisMacro = 'SYNTHESIS'

/** Raised whenever a flag below changes, so that remembered answers are asked again. */
const cacheVersion = '2'

/**
 * Every message of the three tools at their strictest about all `*.sv` files of a folder; an empty list means silence.
 * Each entry opens with the tool's name. The answer for the same text (and `.mem` contents) is remembered on disk.
 *
 * @param directory a folder with `*.sv` and the `*.mem` they read
 * @param top name of the module to elaborate
 * @throws InputError when a tool is missing or too old
 *
 * @example
 * expect(await lintFolder('rtl-out/popcount_stream_8', 'popcount_stream_8')).toEqual([])
 */
export async function lintFolder(directory: string, top: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => /\.(sv|mem)$/.test(name)).sort()
  const contents = await Promise.all(names.map((name) => readFile(path.join(directory, name))))
  const key = contentKey([
    cacheVersion,
    await toolVersion('iverilog'),
    await toolVersion('verilator'),
    yosysVersion,
    top,
    ...names,
    ...contents,
  ])
  const folder = await cachedFolder('lint', key, async (draft) => {
    const sources = names.filter((name) => name.endsWith('.sv'))
    const files = Object.fromEntries(names.map((name, i) => [name, new Uint8Array(contents[i]!)]))
    // A text that names the macro has two views; Yosys reads that for synthesis, as always.
    const hasViews = contents.some((content) => content.includes(synthesisMacro))
    const views = hasViews ? [[], [`-D${synthesisMacro}`]] : [[]]
    const found = await Promise.all([
      ...views.map((view) => lintWithIcarus(directory, top, sources, view)),
      ...views.map((view) => lintWithVerilator(directory, top, sources, view)),
      lintWithYosys(files, top, sources),
    ])
    await putFile(draft, 'messages.json', JSON.stringify(found.flat()))
  })
  return JSON.parse(await readFile(path.join(folder, 'messages.json'), 'utf8'))
}

type Sources = readonly string[]

async function lintWithIcarus(directory: string, top: string, sources: Sources, view: Sources) {
  const args = [...view, '-g2012', '-Wall', '-t', 'null', '-s', top, ...sources]
  return messages('icarus', await runTool('iverilog', args, { directory }))
}

async function lintWithVerilator(directory: string, top: string, sources: Sources, view: Sources) {
  const args = [...view, '--lint-only', '-Wall', '--top-module', top, ...sources]
  return messages('verilator', await runTool('verilator', args, { directory }))
}

async function lintWithYosys(files: Record<string, Uint8Array>, top: string, sources: Sources) {
  const script = [
    ...sources.map((name) => `read_verilog -sv ${name}`),
    `hierarchy -check -top ${top}`,
    'proc',
    'check -assert',
  ].join('\n')
  return messages('yosys', await runYosys(files, script, { quiet: true }))
}

/** Splits a tool's output into messages: an indented line belongs to the message above it. */
function messages(tool: string, result: ToolResult): string[] {
  const found: string[] = []
  for (const line of result.output.split('\n')) {
    if (line.trim() === '') continue
    if (/^\s/.test(line) && found.length > 0) found[found.length - 1] += `\n${line}`
    else found.push(`${tool}: ${line}`)
  }
  if (result.exitCode !== 0 && found.length === 0) found.push(`${tool}: exit code ${result.exitCode}`)
  return found
}
