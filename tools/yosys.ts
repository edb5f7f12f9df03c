/** Yosys inside this process (WebAssembly): one script over files in memory, with its messages and the files it writes. */

import { Exit, runYosys as run, type Tree, version } from '@yowasp/yosys'

/** What a script printed and left behind. `output` is empty when a script with `quiet` had nothing to complain about. */
export interface YosysResult {
  readonly exitCode: number
  /** All text, warnings and errors included, in order. */
  readonly output: string
  /** Files after the run, those given and those written by the script. */
  readonly files: Tree
}

/** The release of Yosys, for cache keys. */
export const yosysVersion: string = version

/**
 * Runs a Yosys script. The first call of a process takes half a second to instantiate the program, later ones a few
 * hundredths; a run blocks this thread, so synthesis of something large belongs in a worker.
 *
 * @param files texts by path, as the script refers to them
 * @param script commands separated by `;` or newlines
 * @param options `quiet`: print warnings and errors only
 * @returns the exit code (0 when every command succeeded), never throws for a failing script
 *
 * @example
 * const text = 'module a (input logic x, output logic y); assign y = ~x; endmodule'
 * const { output } = await runYosys({ 'a.sv': text }, 'read_verilog -sv a.sv; hierarchy -check -top a', { quiet: true })
 * output // ''
 */
export async function runYosys(
  files: Tree,
  script: string,
  options: { quiet?: boolean } = {},
): Promise<YosysResult> {
  const decoder = new TextDecoder()
  let output = ''
  const collect = (bytes: Uint8Array | null) => {
    if (bytes) output += decoder.decode(bytes, { stream: true })
  }
  const args = [...(options.quiet ? ['-q'] : []), '-s', 'bitloom.ys']
  const tree = { ...files, 'bitloom.ys': script.replaceAll(';', '\n') }
  try {
    const left = await run(args, tree, { stdout: collect, stderr: collect })
    return { exitCode: 0, output, files: left ?? {} }
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return { exitCode: error.code, output, files: error.files }
  }
}
