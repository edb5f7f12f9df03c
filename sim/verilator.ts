/** Verilator: a compiled simulator, run on a stimulus. */

import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expectSuccess, start } from '../tools/tool.ts'
import { decodeBinary } from './harness/decode.ts'
import { encodeBinary } from './harness/encode.ts'
import type { RunRecord } from './harness/record.ts'
import { withRunFolder } from './run-folder.ts'
import type { PreparedStimulus } from './stimulus.ts'
import type { SimulationTarget } from './target.ts'
import { buildVerilator } from './verilator-build.ts'

/** Registers start with noise, always the same. */
const noise = ['+verilator+rand+reset+2', '+verilator+seed+1']

/**
 * Runs a stimulus in Verilator. The built simulator is kept in the cache, so that further runs start at once.
 *
 * @param record whether to record every port in every cycle
 * @throws InputError when Verilator or the compiler is missing or too old, or the target has no RTL
 */
export async function runVerilator(
  target: SimulationTarget,
  prepared: PreparedStimulus,
  record: boolean,
  signal?: AbortSignal,
): Promise<RunRecord> {
  const { executable, directory } = await buildVerilator(target)
  return withRunFolder(async (folder) => {
    const [stimulus, events, ports] = ['stimulus.bin', 'events.bin', 'ports.bin'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string]
    await writeFile(stimulus, encodeBinary(target, prepared, record))
    // The folder of the design is the working folder: that is where $readmemh finds its files.
    expectSuccess(
      'the simulator',
      await start(executable, [stimulus, events, ports, ...noise], { directory, signal }),
    )
    return decodeBinary(prepared.layout, await readFile(events), record ? await readFile(ports) : null)
  })
}
