/** Temporary folders with hand-written SystemVerilog, and a cache of their own for tests that look at it. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import type { Design, StreamPort } from '../../dsl/ir/design.ts'
import { type SimulationTarget, type TargetPort, targetOfFolder } from '../../sim/target.ts'

/** A folder that is removed after the test, with these files in it. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'bitloom-test-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(directory, name), text)
  return directory
}

/** A design printed to a folder of its own. */
export async function printed(design: Design): Promise<SimulationTarget> {
  const directory = await folderWith({})
  const { files, manifest } = emitDesign(design)
  await writeFolder(files, directory)
  return targetOfFolder(directory, manifest, design)
}

/** Widths by port name; an object of payload widths by field makes a stream. */
export type PortList = Readonly<Record<string, number | Readonly<Record<string, number>>>>

/** The ports and streams of a hand-written module. */
export function facesOf(
  inputs: PortList,
  outputs: PortList,
): { readonly ports: TargetPort[]; readonly streams: StreamPort[] } {
  const ports: TargetPort[] = []
  const streams: StreamPort[] = []
  const add = (list: PortList, direction: 'input' | 'output', back: 'input' | 'output') => {
    for (const [name, shape] of Object.entries(list)) {
      if (typeof shape === 'number') {
        ports.push({ name, direction, width: shape })
        continue
      }
      const payload = Object.entries(shape).map(([field, width]) => ({
        field,
        port: `${name}_${field}`,
        width,
      }))
      const [valid, ready] = [`${name}_valid`, `${name}_ready`]
      ports.push({ name: valid, direction, width: 1 }, { name: ready, direction: back, width: 1 })
      ports.push(...payload.map(({ port, width }) => ({ name: port, direction, width })))
      streams.push({ name, direction, valid, ready, payload })
    }
  }
  add(inputs, 'input', 'output')
  add(outputs, 'output', 'input')
  return { ports, streams }
}

/** A target with hand-written text: one clocked module with reset, whose `body` follows a header made from its ports. */
export async function handWritten(
  top: string,
  inputs: PortList,
  outputs: PortList,
  body: string,
): Promise<SimulationTarget> {
  const { ports, streams } = facesOf(inputs, outputs)
  const header = [
    '  input logic clk',
    '  input logic rst',
    ...ports.map(({ name, direction, width }) => `  ${direction} logic [${width - 1}:0] ${name}`),
  ].join(',\n')
  const text = `module ${top} (\n${header}\n);\n${body}\nendmodule\n`
  const directory = await folderWith({ [`${top}.sv`]: text })
  return {
    top,
    clocked: true,
    resettable: true,
    ports,
    streams,
    directory,
    files: [`${top}.sv`],
    design: null,
  }
}
