/** RTL to synthesise: the modules of an output folder, who uses whom, and the memories each reads. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Manifest, ManifestModule } from '../dsl/emit/manifest.ts'
import { readManifest } from '../dsl/emit/manifest.ts'
import { textFor } from '../dsl/emit/model.ts'
import { parseModule, VerilogSyntaxError } from '../dsl/verilog/grammar.ts'
import type { VerilogModule } from '../dsl/verilog/tree.ts'
import { InputError } from '../tools/files/input-error.ts'

/** A module's text and what it needs. */
export interface RtlModule {
  readonly name: string
  readonly text: string
  /** What the text says. */
  readonly tree: VerilogModule
  readonly generator: string
  readonly clocked: boolean
  readonly resettable: boolean
  /** Without clock and reset. */
  readonly ports: ManifestModule['ports']
  /** The line that declares it for those who use it: its ports and no body. */
  readonly stub: string
  /** The modules of its instances, each as often as it is used, in the order of the text. */
  readonly instances: readonly string[]
  /** Names of the files that its memories are read from. */
  readonly memories: readonly string[]
}

/** A design as text. */
export interface Rtl {
  readonly top: string
  /** Definitions before their users. */
  readonly modules: ReadonlyMap<string, RtlModule>
  /** Texts of memory files, by name. */
  readonly memory: ReadonlyMap<string, string>
}

/**
 * The RTL of an emitted design.
 *
 * @throws InputError for a text that is not as the printer writes it.
 *
 * @example
 * rtlOf(emitDesign(design)).top // 'popcount_stream_8'
 */
export function rtlOf(emitted: {
  readonly manifest: Manifest
  readonly files: ReadonlyMap<string, string | Uint8Array>
}): Rtl {
  const { manifest, files } = emitted
  const text = (name: string): string => {
    const content = files.get(name)
    if (typeof content !== 'string') throw new Error(`internal: the design has no text ${name}`)
    return content
  }
  const names = new Set(manifest.modules.map(({ name }) => name))
  const modules = manifest.modules.map((module) => {
    return [module.name, moduleOf(module, textFor(text(module.file), 'synthesis'), names)] as const
  })
  const memory = new Map(manifest.memories.map(({ file }) => [file, text(file)]))
  return below({ top: manifest.top, modules: new Map(modules), memory }, manifest.top)
}

/**
 * Reads the RTL of an output folder.
 *
 * @throws DiagnosticError BL0605 when it is none, InputError when a file is missing or not as the printer writes it.
 *
 * @example
 * const rtl = await readRtl('rtl-out/lfc')
 */
export async function readRtl(directory: string): Promise<Rtl> {
  const manifest = await readManifest(directory)
  const names = [...manifest.modules, ...manifest.memories].map(({ file }) => file)
  const texts = names.map(async (name) => {
    const place = path.join(directory, name)
    const text = await readFile(place, 'utf8').catch(() => {
      throw new InputError('cannot be read', { place, help: 'elaborate again' })
    })
    return [name, text] as const
  })
  return rtlOf({ manifest, files: new Map(await Promise.all(texts)) })
}

/**
 * The part of a design below one of its modules.
 *
 * @throws InputError when the design has no such module.
 */
export function below(rtl: Rtl, name: string): Rtl {
  if (!rtl.modules.has(name)) {
    const help = `it has ${[...rtl.modules.keys()].join(', ')}`
    throw new InputError(`the design has no module ${name}`, { help })
  }
  const used = new Set<string>()
  const visit = (module: string): void => {
    if (used.has(module)) return
    used.add(module)
    for (const instance of rtl.modules.get(module)!.instances) visit(instance)
  }
  visit(name)
  return { ...rtl, top: name, modules: new Map([...rtl.modules].filter(([module]) => used.has(module))) }
}

/** A module's text without comments: they hold source places and digests, which say nothing about the hardware. */
export function codeOf({ text }: RtlModule): string {
  return text.replaceAll(/ *\/\/.*$/gm, '')
}

function moduleOf(module: ManifestModule, text: string, names: ReadonlySet<string>): RtlModule {
  const { name, generator, clocked, resettable, ports } = module
  const tree = treeOf(module.file, text)
  const instances = tree.items.flatMap((item) => (item.kind === 'instance' ? [item.module] : []))
  const memories = tree.items.flatMap((item) => (item.kind === 'readmemh' ? [item.file] : []))
  return {
    ...{ name, text, tree, generator, clocked, resettable, ports },
    stub: stubOf(module),
    instances: instances.filter((type) => names.has(type)),
    memories: [...new Set(memories)],
  }
}

function treeOf(file: string, text: string): VerilogModule {
  try {
    return parseModule(text)
  } catch (error) {
    if (!(error instanceof VerilogSyntaxError)) throw error
    const help = 'elaborate again: only text that elaborate wrote can be synthesised'
    throw new InputError(error.message, { place: `${file}:${error.line}`, help })
  }
}

function stubOf({ name, clocked, resettable, ports }: ManifestModule): string {
  const all = [
    ...(clocked ? ['input clk'] : []),
    ...(resettable ? ['input rst'] : []),
    ...ports.map(({ direction, width, name }) => `${direction} [${width - 1}:0] ${name}`),
  ]
  return `(* blackbox *) module ${name} (${all.join(', ')}); endmodule`
}
