/** The simulators as programs of this machine: found, checked for their version, and run without a shell. */

import { execa } from 'execa'
import { InputError } from './files/input-error.ts'
import { Interrupted } from './interrupted.ts'

/** An external program: how to ask for its version and the oldest release that is known to work. */
interface Tool {
  readonly program: string
  readonly title: string
  readonly versionFlag: string
  readonly versionPattern: RegExp
  readonly oldest: readonly [number, number]
}

const tools = {
  iverilog: {
    program: 'iverilog',
    title: 'Icarus Verilog',
    versionFlag: '-V',
    versionPattern: /^Icarus Verilog version (\d+)\.(\d+)/m,
    oldest: [11, 0],
  },
  verilator: {
    program: 'verilator',
    title: 'Verilator',
    versionFlag: '--version',
    versionPattern: /^Verilator (\d+)\.(\d+)/m,
    oldest: [5, 6],
  },
  compiler: {
    program: 'g++',
    title: 'the C++ compiler g++',
    versionFlag: '--version',
    versionPattern: /(\d+)\.(\d+)\.\d+/,
    oldest: [10, 0],
  },
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

/** What a program said; `output` is both of its streams in the order in which they were written. */
export interface ToolResult {
  readonly exitCode: number
  readonly output: string
}

const versions = new Map<ToolName, Promise<string>>()

/**
 * The first line that the tool prints about its version, for cache keys.
 *
 * @throws InputError when the tool is missing or too old; the help names the command that installs it.
 */
export function toolVersion(name: ToolName): Promise<string> {
  let version = versions.get(name)
  if (!version) {
    version = askVersion(name)
    versions.set(name, version)
    // A missing tool may be installed while a long-lived process waits: ask again next time.
    version.catch(() => versions.delete(name))
  }
  return version
}

async function askVersion(name: ToolName): Promise<string> {
  const tool = tools[name]
  const { output } = await start(tool.program, [tool.versionFlag], {})
  const found = tool.versionPattern.exec(output)
  if (!found) throw new InputError(`cannot tell the version of ${tool.title}`, { place: tool.program })
  const [major, minor] = [Number(found[1]), Number(found[2])]
  const [oldestMajor, oldestMinor] = tool.oldest
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    const oldest = `${oldestMajor}.${String(oldestMinor).padStart(3, '0')}`
    throw new InputError(`${tool.title} ${found[1]}.${found[2]} is too old; ${oldest} or newer is needed`, {
      help: 'install a newer release: npm run setup',
    })
  }
  return output.slice(found.index).split('\n', 1)[0]!
}

/**
 * Runs a tool in `directory` and waits for it. A failing exit code is returned, not thrown.
 *
 * @throws InputError when the tool is missing or too old.
 */
export async function runTool(
  name: ToolName,
  args: readonly string[],
  options: { directory?: string; environment?: Record<string, string> } = {},
): Promise<ToolResult> {
  await toolVersion(name)
  return start(tools[name].program, args, options)
}

/**
 * Runs any other program that a tool brings along or has built.
 *
 * @throws Interrupted when `signal` ends it, or the user does
 */
export async function start(
  program: string,
  args: readonly string[],
  options: { directory?: string; environment?: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<ToolResult> {
  const { directory, environment, signal } = options
  const result = await execa(program, args, {
    ...(directory === undefined ? {} : { cwd: directory }),
    ...(environment === undefined ? {} : { env: environment }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    all: true,
    reject: false,
    stdin: 'ignore',
  })
  if (result.code === 'ENOENT') {
    throw new InputError(`the program ${program} is not installed`, { help: 'install it: npm run setup' })
  }
  // A terminal sends Ctrl-C to programs that we have started, too.
  if (result.isCanceled || result.signal === 'SIGINT') throw new Interrupted(program)
  if (result.exitCode === undefined) {
    throw new Error(`internal: ${program} ended abnormally: ${result.shortMessage}`)
  }
  return { exitCode: result.exitCode, output: result.all }
}

/**
 * Insists that a tool has done its work.
 *
 * @throws InputError with what the tool said
 */
export function expectSuccess(program: string, { exitCode, output }: ToolResult): void {
  if (exitCode === 0) return
  throw new InputError(`${program} failed (exit code ${exitCode}):\n${output.trim()}`)
}
