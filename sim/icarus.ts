/** Icarus Verilog: SystemVerilog compiled together with the test bench, and run on a stimulus. */

import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cachedFolder, contentKey, putFile } from '../tools/cache.ts'
import { expectSuccess, runTool, start, toolVersion } from '../tools/tool.ts'
import { decodeText } from './harness/decode.ts'
import { encodeText } from './harness/encode.ts'
import type { HarnessLayout } from './harness/layout.ts'
import type { RunRecord } from './harness/record.ts'
import { wrapperText } from './harness/wrapper.ts'
import { withRunFolder } from './run-folder.ts'
import { readSources } from './sources.ts'
import type { PreparedStimulus } from './stimulus.ts'
import type { SimulationTarget } from './target.ts'

const testbench = path.join(import.meta.dirname, 'harness/testbench.sv')

/**
 * Runs a stimulus in Icarus. The compiled design is kept in the cache, so that further runs start at once.
 *
 * @param record whether to record every port in every cycle
 * @throws InputError when Icarus is missing or too old, or the target has no RTL
 */
export async function runIcarus(
  target: SimulationTarget,
  prepared: PreparedStimulus,
  record: boolean,
  signal?: AbortSignal,
): Promise<RunRecord> {
  const { directory, image } = await buildIcarus(target, prepared.layout)
  return withRunFolder(async (folder) => {
    const files = encodeText(target, prepared, record)
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(path.join(folder, name), text)))
    // The folder of the design is the working folder: that is where $readmemh finds its files.
    const result = await start('vvp', ['-n', image, `+run=${folder}`], { directory, signal })
    // vvp ends with exit code 0 even when it could not start; then there is no record.
    const read = (name: string) => readFile(path.join(folder, name), 'utf8').catch(() => '')
    const events = await read('events.txt')
    if (!/^E/m.test(events)) expectSuccess('vvp', { ...result, exitCode: result.exitCode || 1 })
    return decodeText(prepared.layout, events, record ? await read('ports.txt') : null)
  })
}

async function buildIcarus(target: SimulationTarget, layout: HarnessLayout) {
  const sources = await readSources(target)
  const wrapper = wrapperText(target)
  const bench = await readFile(testbench, 'utf8')
  const key = contentKey([await toolVersion('iverilog'), bench, wrapper, ...sources.content])
  const folder = await cachedFolder('icarus', key, async (draft) => {
    await putFile(draft, 'harness.sv', wrapper)
    const sizes = {
      INPUTS: layout.inputs.length,
      OUTPUTS: layout.outputs.length,
      IN_BIT_WORDS: layout.inputBitWords,
      OUT_BIT_WORDS: layout.outputBitWords,
      IN_WORDS: layout.inputWords,
      OUT_WORDS: layout.outputWords,
      VALUE_WORDS: layout.valueWords,
      RESULT_WORDS: layout.resultWords,
    }
    const result = await runTool('iverilog', [
      '-g2012',
      ...['-s', 'bitloom_testbench'],
      ...Object.entries(sizes).map(([name, value]) => `-Pbitloom_testbench.${name}=${value}`),
      ...['-o', path.join(draft, 'design.vvp')],
      path.join(draft, 'harness.sv'),
      testbench,
      ...sources.files,
    ])
    expectSuccess('iverilog', result)
  })
  return { directory: sources.directory, image: path.join(folder, 'design.vvp') }
}
