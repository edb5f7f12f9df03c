/** Building a simulator with Verilator: its C++ once a design, its runtime library once a machine, both kept in the cache. */

import { readdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import path from 'node:path'
import { cachedFolder, contentKey, putFile } from './cache.ts'
import { wrapperName, wrapperText } from './harness/wrapper.ts'
import { inParallel } from './parallel.ts'
import { readSources } from './sources.ts'
import type { SimulationTarget } from './target.ts'
import { expectSuccess, runTool, toolVersion } from './tool.ts'

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
const optimized = '-O2'
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

async function compileDesign(draft: string, code: string, runtime: readonly string[]): Promise<void> {
  const lists = await readFile(path.join(code, `V${wrapperName}_classes.mk`), 'utf8')
  const fast = [...makeList(lists, 'VM_CLASSES_FAST'), ...makeList(lists, 'VM_SUPPORT_FAST')]
  const slow = [...makeList(lists, 'VM_CLASSES_SLOW'), ...makeList(lists, 'VM_SUPPORT_SLOW')]
  const include = [...(await includeFlags()), '-I', code]
  const compile = async (source: string, level: string) => {
    const object = `${source.replace(/\.cpp$/, '')}.o`
    expectSuccess(
      'g++',
      await runTool('compiler', [
        ...compilerFlags,
        ...features,
        ...include,
        level,
        '-c',
        source,
        '-o',
        object,
      ]),
    )
    return object
  }
  const inCode = (name: string) => path.join(code, `${name}.cpp`)
  let objects: string[]
  if (/VM_PARALLEL_BUILDS = 1/.test(lists)) {
    const jobs = [
      ...fast.map((name) => () => compile(inCode(name), optimized)),
      ...slow.map((name) => () => compile(inCode(name), hasty)),
      () => compile(path.join(draft, 'main.cpp'), optimized),
    ]
    objects = await inParallel(jobs, availableParallelism())
  } else {
    // A small design is faster in one piece: reading the headers takes longer than the code.
    const all = [...fast, ...slow].map((name) => `#include "${name}.cpp"\n`).join('')
    await putFile(draft, 'all.cpp', `${all}#include "main.cpp"\n`)
    objects = [await compile(path.join(draft, 'all.cpp'), optimized)]
  }
  const executable = path.join(draft, 'simulator')
  expectSuccess(
    'g++',
    await runTool('compiler', [...objects, ...runtime, '-pthread', '-latomic', '-o', executable]),
  )
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
