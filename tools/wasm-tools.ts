/** WebAssembly tools in worker threads, two at a time: each of them blocks its thread for seconds. */

import path from 'node:path'
import { workerPool } from './pool.ts'

/** The tools that a worker can run. */
export type Tool = 'yosys' | 'nextpnr-ice40'

export interface ToolJob {
  readonly tool: Tool
  readonly args: readonly string[]
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>
  /** Files to bring back. */
  readonly wanted: readonly string[]
}

export interface ToolResult {
  /** 0 when it succeeded. */
  readonly exitCode: number
  /** All messages, in order. */
  readonly output: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
}

const pool = workerPool<null, ToolJob, ToolResult>({
  program: path.join(import.meta.dirname, 'wasm-thread.mjs'),
  data: null,
  // What a run needs is memory rather than threads: two of the largest modules fit into a small machine.
  threads: 2,
  // Each run has a memory of its own, but a thread holds the one of its last run.
  idleSeconds: 10,
})

/**
 * Runs a tool over files in memory. At most two run at once in this process; more wait for their turn.
 *
 * @returns exit code, messages and the files asked for; never throws because the tool fails
 *
 * @example
 * const files = { 'a.sv': 'module a (input logic x, output logic y); assign y = ~x; endmodule', 'a.ys': 'read_verilog -sv a.sv' }
 * const { exitCode } = await runTool({ tool: 'yosys', args: ['-q', '-s', 'a.ys'], files, wanted: [] })
 * exitCode // 0
 */
export function runTool(job: ToolJob): Promise<ToolResult> {
  return pool.run(job)
}

/**
 * Runs commands of Yosys over files in memory.
 *
 * @param wanted the file that they write
 * @returns its text, or null when a command fails, and all messages
 */
export async function runYosysCommands(
  files: Readonly<Record<string, string>>,
  commands: readonly string[],
  wanted: string,
): Promise<{ readonly text: string | null; readonly output: string }> {
  const script = { 'bitloom.ys': commands.join('\n') }
  const args = ['-q', '-s', 'bitloom.ys']
  const result = await runTool({ tool: 'yosys', args, files: { ...files, ...script }, wanted: [wanted] })
  return { text: textOf(result, wanted), output: result.output }
}

/** A file that a tool has left, or null when it failed. */
export function textOf({ exitCode, files }: ToolResult, name: string): string | null {
  const content = files[name]
  if (exitCode !== 0 || content === undefined) return null
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}
