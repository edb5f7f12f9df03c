/**
 * The program of a thread that runs WebAssembly tools: they block while they run, and here they block nobody.
 *
 * Plain JavaScript: a thread that needs no loader for TypeScript starts in half the time.
 */

const tools = {
  yosys: async () => (await import('@yowasp/yosys')).runYosys,
  'nextpnr-ice40': async () => (await import('@yowasp/nextpnr-ice40')).runNextpnrIce40,
}

/** What does the thread's tasks. */
export default () => async (job) => {
  try {
    return await runTool(job)
  } catch (error) {
    return { exitCode: -1, output: String(error), files: {} }
  }
}

async function runTool({ tool, args, files, wanted }) {
  const run = await tools[tool]()
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
