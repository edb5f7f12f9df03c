/**
 * One WebAssembly tool in a thread of its own: it blocks while it runs, and here it blocks nobody.
 *
 * Plain JavaScript, because worker threads have no loader for TypeScript.
 */

import { parentPort } from 'node:worker_threads'

const tools = {
  yosys: async () => (await import('@yowasp/yosys')).runYosys,
  'nextpnr-ice40': async () => (await import('@yowasp/nextpnr-ice40')).runNextpnrIce40,
}

parentPort.on('message', async ({ tool, args, files, wanted }) => {
  try {
    parentPort.postMessage(await runTool(await tools[tool](), args, files, wanted))
  } catch (error) {
    parentPort.postMessage({ exitCode: -1, output: String(error), files: {} })
  }
})

async function runTool(run, args, files, wanted) {
  const decoder = new TextDecoder()
  let output = ''
  const collect = (bytes) => {
    if (bytes) output += decoder.decode(bytes, { stream: true })
  }
  const options = { stdout: collect, stderr: collect }
  try {
    const left = await run(args, files, options)
    return { exitCode: 0, output, files: only(wanted, left) }
  } catch (error) {
    if (error?.constructor?.name !== 'Exit') throw error
    return { exitCode: error.code, output, files: {} }
  }
}

/** What was asked for, so that nothing else is copied between the threads. */
function only(wanted, files) {
  return Object.fromEntries(wanted.filter((name) => files?.[name]).map((name) => [name, files[name]]))
}
