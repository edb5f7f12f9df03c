/** Emitted text in the hands of the real tools: lint, simulation in Icarus, and what Yosys makes of it. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { emitDesign, writeFolder } from '../../dsl/emit/index.ts'
import type { Design, Port } from '../../dsl/ir/design.ts'
import { topModule } from '../../dsl/ir/design.ts'
import { lintFolder } from '../../tools/lint.ts'
import { runYosys } from '../../tools/yosys.ts'

/** Values of ports by name. */
export type Values = Readonly<Record<string, bigint>>

/** Runs `use` in a folder that is gone afterwards. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bitloom-emit-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What Icarus, Verilator and Yosys say about a design; the house rule is: nothing. */
export function lintDesign(design: Design): Promise<string[]> {
  return inTemporaryFolder(async (folder) => {
    const rtl = path.join(folder, 'rtl')
    await writeFolder(emitDesign(design).files, rtl)
    return lintFolder(rtl, design.top)
  })
}

/** The outputs of a combinational design in Icarus, for each of `inputs`. */
export function runInIcarus(design: Design, inputs: readonly Values[]): Promise<Values[]> {
  return runFiles(emitDesign(design).files, design, inputs)
}

/** The same for what is left of the design after Yosys has read it, flattened it and written it down again. */
export async function runThroughYosys(design: Design, inputs: readonly Values[]): Promise<Values[]> {
  const files = Object.fromEntries(emitDesign(design).files)
  const sources = Object.keys(files).filter((name) => name.endsWith('.sv'))
  const script = [
    ...sources.map((name) => `read_verilog -sv ${name}`),
    `hierarchy -check -top ${design.top}`,
    'proc',
    'flatten',
    'write_verilog -noattr yosys.v',
  ].join('\n')
  const result = await runYosys(files, script, { quiet: true })
  if (result.exitCode !== 0) throw new Error(result.output)
  return runFiles(new Map([['yosys.v', String(result.files['yosys.v'])]]), design, inputs)
}

async function runFiles(
  files: ReadonlyMap<string, string>,
  design: Design,
  inputs: readonly Values[],
): Promise<Values[]> {
  const { ports } = topModule(design)
  const [ins, outs] = [portsOf(ports, 'input'), portsOf(ports, 'output')]
  return inTemporaryFolder(async (folder) => {
    for (const [name, text] of files) await writeFile(path.join(folder, name), text)
    const vectors = inputs.map((values) => pack(values, ins).toString(16))
    await writeFile(path.join(folder, 'vectors.hex'), vectors.join('\n'))
    await writeFile(path.join(folder, 'bench.sv'), bench(design.top, ins, outs, inputs.length))
    const sources = [...files.keys()].filter((name) => /\.s?v$/.test(name))
    await execa('iverilog', ['-g2012', '-o', 'bench.vvp', '-s', 'bench', 'bench.sv', ...sources], {
      cwd: folder,
    })
    const { stdout } = await execa('vvp', ['-n', 'bench.vvp'], { cwd: folder, maxBuffer: 1e9 })
    return stdout
      .trim()
      .split('\n')
      .map((line) => unpack(BigInt(`0x${line.trim()}`), outs))
  })
}

function portsOf(ports: readonly Port[], direction: Port['direction']): Port[] {
  return ports.filter((port) => port.direction === direction)
}

function totalWidth(ports: readonly Port[]): number {
  return ports.reduce((sum, port) => sum + port.width, 0)
}

function bench(top: string, ins: readonly Port[], outs: readonly Port[], count: number): string {
  const list = (ports: readonly Port[]) => ports.map((port) => port.name).join(', ')
  return `module bench;
  ${[...ins, ...outs].map(({ name, width }) => `logic [${width - 1}:0] ${name};`).join('\n  ')}
  logic [${totalWidth(ins) - 1}:0] vectors [0:${count - 1}];
  integer i;
  ${top} dut (.*);
  initial begin
    $readmemh("vectors.hex", vectors);
    for (i = 0; i < ${count}; i = i + 1) begin
      {${list(ins)}} = vectors[i];
      #1 $display("%h", {${list(outs)}});
    end
  end
endmodule
`
}

function pack(values: Values, ports: readonly Port[]): bigint {
  return ports.reduce((all, { name, width }) => (all << BigInt(width)) | values[name]!, 0n)
}

function unpack(value: bigint, ports: readonly Port[]): Values {
  let rest = value
  const entries = ports.toReversed().map(({ name, width }) => {
    const part = BigInt.asUintN(width, rest)
    rest >>= BigInt(width)
    return [name, part] as const
  })
  return Object.fromEntries(entries.reverse())
}
