/** Building a simulator with Verilator: its C++ once a design, its runtime library once a machine, both kept in the cache. */

import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import path from 'node:path'
import { cachedFolder, contentKey, putFile } from '../tools/cache.ts'
import { inParallel } from '../tools/parallel.ts'
import { expectSuccess, runTool, toolVersion } from '../tools/tool.ts'
import { wrapperName, wrapperText } from './harness/wrapper.ts'
import { readSources } from './sources.ts'
import type { SimulationTarget } from './target.ts'

const mainFile = path.join(import.meta.dirname, 'harness/main.cpp')

/**
 * Options of Verilator. Registers start with seeded noise (see `verilator.ts`). Warnings are `lint.ts`'s business.
 */
const verilatorFlags = [
  '--cc',
  '-O3',
  '--x-assign',
  'fast',
  '--x-initial',
  'unique',
  '-Wno-fatal',
  '-Wno-lint',
]

/** Options of the compiler; the result runs on this machine only, and so does the cache. */
const compilerFlags = ['-std=gnu++17', '-w', '-march=native', '-faligned-new', '-fcf-protection=none']
/**
 * Measured on LFC: a quarter faster than without -march=native, and no slower than -O3. With `BITLOOM_OPTIMIZE=-O1` networks compile
 * in half to three quarters of the time and run up to a third slower, which is the shorter way for a few frames.
 */
const optimized = process.env.BITLOOM_OPTIMIZE ?? '-O2'
/** For the code of power-up, which runs once. */
const hasty = '-O0'

const features = ['COVERAGE', 'SC', 'TRACE', 'TRACE_FST', 'TRACE_VCD'].map((name) => `-DVM_${name}=0`)

/** A simulator that is ready to run. */
export interface VerilatorBuild {
  readonly executable: string
  /** The folder to run in. */
  readonly directory: string
}

/**
 * Builds the simulator of a target, or finds it in the cache. The key covers the SystemVerilog, the harness and the
 * tools' versions; `.mem` files and stimuli are read at run time.
 *
 * @throws InputError when a tool is missing or too old, the target has no RTL, or Verilator rejects it
 */
export async function buildVerilator(target: SimulationTarget): Promise<VerilatorBuild> {
  const sources = await readSources(target)
  const wrapper = wrapperText(target)
  const main = await readFile(mainFile, 'utf8')
  const key = contentKey([
    ...(await machine()),
    ...verilatorFlags,
    optimized,
    main,
    wrapper,
    ...sources.content,
  ])
  const folder = await cachedFolder('verilator', key, async (draft) => {
    await putFile(draft, `${wrapperName}.sv`, wrapper)
    await putFile(draft, 'main.cpp', main)
    const code = path.join(draft, 'code')
    const verilated = runTool('verilator', [
      ...verilatorFlags,
      ...['--top-module', wrapperName, '--prefix', `V${wrapperName}`, '--Mdir', code],
      path.join(draft, `${wrapperName}.sv`),
      ...sources.files,
    ])
    const [result, runtime] = await Promise.all([verilated, runtimeObjects()])
    expectSuccess('verilator', result)
    await compileDesign(draft, code, runtime)
    await rm(code, { recursive: true })
  })
  return { executable: path.join(folder, 'simulator'), directory: sources.directory }
}

/** What every build depends on. */
async function machine(): Promise<string[]> {
  const model = cpus()[0]?.model ?? 'unknown'
  return [await toolVersion('verilator'), await toolVersion('compiler'), model, ...compilerFlags]
}

/** Files that are compiled together. */
interface Unit {
  readonly name: string
  readonly sources: readonly string[]
  readonly level: string
}

async function compileDesign(draft: string, code: string, runtime: readonly string[]): Promise<void> {
  const include = [...(await includeFlags()), '-I', code, '-I', draft]
  const jobs = (await unitsOf(code)).map(({ name, sources, level }) => async () => {
    const object = path.join(code, `${name}.o`)
    const text = sources.map((source) => `#include "${source}"\n`).join('')
    await putFile(code, `${name}.unit.cpp`, text)
    const source = path.join(code, `${name}.unit.cpp`)
    await compile([...compilerFlags, ...features, ...include, level, '-c', source, '-o', object])
    return object
  })
  const objects = await inParallel(jobs, availableParallelism())
  await compile([...objects, ...runtime, '-pthread', '-latomic', '-o', path.join(draft, 'simulator')])
}

async function compile(args: readonly string[]): Promise<void> {
  expectSuccess('g++', await runTool('compiler', args))
}

/**
 * How to compile a design. Reading the headers takes half a second, more than a small design's code: that is one unit.
 * A larger one has its code of power-up apart, and of a very large one (by Verilator's measure) each file is a unit.
 */
async function unitsOf(code: string): Promise<Unit[]> {
  const lists = await readFile(path.join(code, `V${wrapperName}_classes.mk`), 'utf8')
  const files = (...variables: string[]) =>
    variables.flatMap((variable) => makeList(lists, variable)).map((name) => `${name}.cpp`)
  const fast = files('VM_CLASSES_FAST', 'VM_SUPPORT_FAST')
  const slow = files('VM_CLASSES_SLOW', 'VM_SUPPORT_SLOW')
  if (/VM_PARALLEL_BUILDS = 1/.test(lists)) {
    const one = (level: string) => (source: string) => ({ name: source, sources: [source], level })
    return [...[...fast, 'main.cpp'].map(one(optimized)), ...slow.map(one(hasty))]
  }
  const sizes = await Promise.all([...fast, ...slow].map((name) => stat(path.join(code, name))))
  if (sizes.reduce((sum, { size }) => sum + size, 0) < 100_000) {
    return [{ name: 'all', sources: [...fast, ...slow, 'main.cpp'], level: optimized }]
  }
  return [
    { name: 'fast', sources: [...fast, 'main.cpp'], level: optimized },
    { name: 'slow', sources: slow, level: hasty },
  ]
}

/** Words of a variable in a makefile. */
function makeList(text: string, variable: string): string[] {
  const found = new RegExp(`^${variable} \\+= \\\\\\n((?:\\t.*\\n)*)`, 'm').exec(text)
  return (found?.[1] ?? '').split(/[\s\\]+/).filter((word) => word !== '')
}

/** Verilator's own library, compiled once for all designs. */
async function runtimeObjects(): Promise<string[]> {
  const key = contentKey([...(await machine()), ...features])
  const folder = await cachedFolder('verilator-runtime', key, async (draft) => {
    const include = await includeFlags()
    const root = await verilatorInclude()
    const sources = (await readdir(root)).filter((name) => /^verilated(_threads)?\.cpp$/.test(name))
    const jobs = sources.map((name) => async () => {
      const object = path.join(draft, name.replace(/\.cpp$/, '.o'))
      const args = [
        ...compilerFlags,
        ...features,
        ...include,
        '-O2',
        '-c',
        path.join(root, name),
        '-o',
        object,
      ]
      expectSuccess('g++', await runTool('compiler', args))
    })
    await inParallel(jobs, availableParallelism())
  })
  return (await readdir(folder)).map((name) => path.join(folder, name))
}

async function includeFlags(): Promise<string[]> {
  const root = await verilatorInclude()
  return ['-I', root, '-I', path.join(root, 'vltstd')]
}

async function verilatorInclude(): Promise<string> {
  const result = await runTool('verilator', ['--getenv', 'VERILATOR_ROOT'])
  expectSuccess('verilator', result)
  return path.join(result.output.trim(), 'include')
}
