/** WebAssembly tools in worker threads, two at a time: each of them blocks its thread for seconds. */

import { Worker } from 'node:worker_threads'

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

/** What a run needs is memory rather than threads: two of the largest modules fit into a small machine. */
const workerLimit = 2

/** A tool's memory never shrinks, so a worker makes room for a fresh one now and then. */
const runsPerWorker = 40

interface Seat {
  readonly worker: Worker
  runs: number
}

const idle: Seat[] = []
const waiting: (() => void)[] = []
let busy = 0

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
export async function runTool(job: ToolJob): Promise<ToolResult> {
  if (busy >= workerLimit) await new Promise<void>((resolve) => waiting.push(resolve))
  else busy++
  const seat = idle.pop() ?? newSeat()
  try {
    const result = await answer(seat.worker, job)
    if (++seat.runs < runsPerWorker) release(seat)
    else await seat.worker.terminate()
    return result
  } catch (error) {
    await seat.worker.terminate()
    throw error
  } finally {
    const next = waiting.shift()
    if (next) next()
    else busy--
  }
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

function newSeat(): Seat {
  const worker = new Worker(new URL('./tool-worker.mjs', import.meta.url), { execArgv: [] })
  return { worker, runs: 0 }
}

/** A worker without work keeps no process alive. */
function release(seat: Seat): void {
  seat.worker.unref()
  idle.push(seat)
}

function answer(worker: Worker, job: ToolJob): Promise<ToolResult> {
  worker.ref()
  return new Promise((resolve, reject) => {
    const settle = (settled: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      settled()
    }
    const onMessage = (result: ToolResult) => settle(() => resolve(result))
    const onError = (error: Error) => settle(() => reject(error))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(job)
  })
}
