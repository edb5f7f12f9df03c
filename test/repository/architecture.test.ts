/** Who may import whom: the direction of architecture.md, held for every file. */

import { describe, expect, it } from 'vitest'
import { type Import, importsOf, sourceFiles } from '../../scripts/repository/source-files.ts'

/** A part of the repository, and the files and packages that it may see. */
interface Layer {
  readonly name: string
  readonly files: RegExp
  readonly sees: readonly RegExp[]
  /** What it may import the types of, and nothing else. */
  readonly seesTypesOf?: readonly RegExp[]
}

const nodeModule = /^node:/
const diagnostics = /^dsl\/diagnostics\.ts$/
const ir = /^dsl\/ir\//
const passes = /^dsl\/passes\//
const verilog = /^dsl\/verilog\//
const emit = /^dsl\/emit\//
const naming = /^dsl\/naming\//
const language = /^dsl\/index\.ts$/
const generators = /^generators\/(?!.*\.model\.ts$)/
const timing = /^generators\/.*\.timing\.ts$/
const tools = /^tools\//
const files = /^tools\/files\//
const network = /^network\//
const lowering = /^lowering\//
const pipeline = /^pipeline\//
const plan = /^plan\//
const accelerator = /^accelerator\//
const sim = /^sim\//
const run = /^run\//
const synthesis = /^synthesis\//
const cli = /^cli\//
const anything = /./

/** The first layer whose `files` matches is a file's own. */
const layers: readonly Layer[] = [
  { name: 'models', files: /\.model\.ts$/, sees: [] },
  { name: 'timing figures', files: timing, sees: [timing] },
  { name: 'diagnostics', files: diagnostics, sees: [] },
  { name: 'the IR', files: ir, sees: [ir, nodeModule], seesTypesOf: [diagnostics] },
  { name: 'passes', files: passes, sees: [passes, ir, diagnostics, /^dsl\/bits\.ts$/] },
  { name: 'Verilog', files: verilog, sees: [verilog, ir, diagnostics, /^chevrotain$/] },
  { name: 'the printer', files: emit, sees: [emit, verilog, ir, diagnostics, nodeModule, /^zod$/] },
  {
    name: 'the naming transform',
    files: naming,
    sees: [naming, diagnostics, nodeModule, /^(ts-morph|magic-string)$/],
  },
  {
    name: 'the source lint',
    files: /^dsl\/lint\//,
    sees: [/^dsl\/lint\//, naming, diagnostics, nodeModule, /^ts-morph$/],
  },
  { name: 'the language', files: /^dsl\/[^/]*$/, sees: [/^dsl\/[^/]*$/, ir, passes, nodeModule] },
  { name: 'generators', files: /^generators\//, sees: [language, generators] },
  {
    name: 'tools',
    files: tools,
    sees: [...[tools, nodeModule], /^(zod|fflate|npyjs|execa|piscina|@yowasp\/(yosys|nextpnr-ice40))$/],
  },
  { name: 'networks', files: network, sees: [network, files, nodeModule, /^zod$/] },
  { name: 'lowerings', files: lowering, sees: [lowering, network, timing, files] },
  { name: 'pipelines', files: pipeline, sees: [pipeline, lowering, network, timing] },
  {
    name: 'plans',
    files: plan,
    sees: [plan, pipeline, lowering, network, timing, files, nodeModule, /^zod$/],
  },
  {
    name: 'accelerators',
    files: accelerator,
    sees: [accelerator, plan, pipeline, lowering, network, generators, language, emit, files],
  },
  {
    name: 'simulation',
    files: sim,
    sees: [sim, tools, ir, diagnostics, /^dsl\/(bits|emit\/manifest)\.ts$/, nodeModule],
    seesTypesOf: [language],
  },
  {
    name: 'runs',
    files: run,
    sees: [
      ...[run, sim, accelerator, plan, pipeline, lowering, network, tools],
      ...[/^dsl\/emit\/manifest\.ts$/, nodeModule],
    ],
  },
  {
    name: 'synthesis',
    files: synthesis,
    sees: [
      ...[synthesis, plan, tools, /^dsl\/emit\/(manifest|memories|model)\.ts$/, verilog],
      ...[nodeModule, /^(zod|@yowasp\/(yosys|nextpnr-ice40))$/],
    ],
  },
  {
    name: 'commands',
    files: cli,
    sees: [
      ...[cli, synthesis, run, sim, accelerator, plan, network, tools, generators, language],
      ...[emit, diagnostics, /^dsl\/naming\/code-frame\.ts$/],
      ...[nodeModule, /^(commander|cli-table3|cli-progress)$/],
    ],
  },
  {
    name: 'scripts',
    files: /^scripts\//,
    sees: [/^scripts\//, naming, nodeModule, /^cli\/command\.ts$/, /^ts-morph$/],
  },
  { name: 'what stands above all', files: /^(bench|examples|test)\/|^vitest\.config\.ts$/, sees: [anything] },
]

function layerOf(path: string): Layer | undefined {
  return layers.find(({ files }) => files.test(path))
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const { sees = [], seesTypesOf = [] } = layerOf(from) ?? {}
  return [...sees, ...(typeOnly ? seesTypesOf : [])].some((part) => part.test(to))
}

const sources = sourceFiles()
const imports = sources.flatMap(importsOf)

describe('layers', () => {
  it('hold every file', () => {
    expect(sources.filter(({ path }) => !layerOf(path)).map(({ path }) => path)).toEqual([])
  })

  it('all hold some', () => {
    const used = new Set(sources.map(({ path }) => layerOf(path)))
    expect(layers.filter((layer) => !used.has(layer)).map(({ name }) => name)).toEqual([])
  })
})

describe('imports', () => {
  it.each(layers.map(({ name }) => name))('of %s point in the allowed direction', (name) => {
    const own = imports.filter(({ from }) => layerOf(from)?.name === name)
    expect(own.filter((entry) => !isAllowed(entry)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it('of files name files that exist, so that no rule is dodged by a detour', () => {
    const paths = new Set(sources.map(({ path }) => path))
    const relative = imports.filter(({ to }) => /\.(ts|mjs|js)$/.test(to) && !to.startsWith('node:'))
    expect(relative.filter(({ to }) => !paths.has(to)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  it('never go in circles, those of types neither', () => {
    expect(cycles(imports)).toEqual([])
  })
})

describe('the rules themselves', () => {
  it.each([
    ['generators/fifo.ts', "import { reg } from '../dsl/state.ts'"],
    ['generators/fifo.ts', "import { model } from './fifo.model.ts'"],
    ['generators/fifo.model.ts', "import type { Signal } from '../dsl/index.ts'"],
    ['network/network.ts', "export * from '../dsl/index.ts'"],
    ['dsl/passes/fold.ts', "import type { Signal } from '../signal.ts'"],
    ['dsl/ir/node.ts', "import { diagnostic } from '../diagnostics.ts'"],
    ['dsl/emit/print.ts', "type S = import('../signal.ts').Signal"],
    ['sim/engine.ts', "import { type Signal, reg } from '../dsl/index.ts'"],
    ['plan/plan.ts', "const { Fifo } = await import('../generators/fifo.ts')"],
    ['accelerator/accelerator.ts', "import { engine } from '../sim/engine.ts'"],
    ['tools/yosys.ts', "import { synthesize } from '../synthesis/synthesize.ts'"],
  ])('forbid %s to say `%s`', (path, text) => {
    expect(importsOf({ path, text }).map(isAllowed)).toEqual([false])
  })

  it.each([
    ['generators/fifo.ts', "import { reg } from '../dsl/index.ts'"],
    ['generators/fifo.ts', "import { latency } from './fifo.timing.ts'"],
    ['dsl/ir/node.ts', "import type { Place } from '../diagnostics.ts'"],
    ['sim/engine.ts', "import type { Signal } from '../dsl/index.ts'"],
    ['plan/plan.ts', "import { latency } from '../generators/fifo.timing.ts'"],
  ])('allow %s to say `%s`', (path, text) => {
    expect(importsOf({ path, text }).map(isAllowed)).toEqual([true])
  })
})

/** Files from which the imports lead back to the file itself, each cycle once, as `a -> b -> a`. */
function cycles(all: readonly Import[]): readonly string[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of all) next.set(from, [...(next.get(from) ?? []), to])
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push([...trail.slice(start), path].join(' -> '))
    if (start >= 0 || done.has(path)) return
    for (const target of next.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) visit(path, [])
  return found
}
