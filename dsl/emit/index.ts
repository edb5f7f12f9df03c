/** The printer: a checked design in, a folder of SystemVerilog, memory files and a manifest out. */

import { DiagnosticError } from '../diagnostics.ts'
import { type Design, type Module, moduleNamed } from '../ir/design.ts'
import { selfCheck } from '../verilog/self-check.ts'
import type { VerilogModule } from '../verilog/tree.ts'
import { type Manifest, makeManifest, manifestName, manifestText } from './manifest.ts'
import { MemoryFiles, memoryText } from './memories.ts'
import { modelTree, printWithModel, textFor } from './model.ts'
import { checkFixedNames } from './names.ts'
import { prepareModule } from './prepare.ts'
import { printModule } from './print.ts'
import { type Profile, type ProfileName, profiles } from './profile.ts'

export { writeFolder } from './folder.ts'
export { type Manifest, type ManifestModule, manifestName, readManifest } from './manifest.ts'
export { type Profile, type ProfileName, profiles } from './profile.ts'

export interface EmitOptions {
  /** What the text is for; default `portable`. */
  readonly profile?: ProfileName
  /** Whether declarations end in their source places, `// @[file.ts:12]`; default true. The manifest always has them. */
  readonly places?: boolean
}

/** Everything that goes into an output folder. */
export interface EmittedDesign {
  /** Text by file name: `*.sv` (one module each), `*.mem` and `manifest.json`. */
  readonly files: ReadonlyMap<string, string>
  readonly manifest: Manifest
}

/**
 * Prints every module of a checked design. The same design gives the same bytes. Each text is read back by an independent
 * grammar and compared with the tree it was printed from.
 *
 * @throws DiagnosticError BL0601 to BL0603 for names of modules and ports that cannot be printed, BL0604 when the
 *   self-check fails.
 *
 * @example
 * await writeFolder(emitDesign(design).files, 'rtl-out/lfc')
 */
export function emitDesign(design: Design, options: EmitOptions = {}): EmittedDesign {
  const mistakes = checkFixedNames(design.modules)
  if (mistakes.length > 0) throw new DiagnosticError(mistakes)
  const profile: Profile = profiles[options.profile ?? 'portable']
  const memories = new MemoryFiles(design)
  const files = new Map<string, string>()
  const places = new Map<string, ReadonlyMap<string, string>>()
  for (const module of design.modules) {
    const prepared = prepareModule(design, module, {
      profile,
      places: options.places ?? true,
      memoryFile: (contents) => memories.fileOf(contents),
    })
    const file = `${module.name}.sv`
    files.set(file, checkedText(file, prepared.tree, modelOf(design, module)))
    places.set(module.name, prepared.places)
  }
  for (const { file, contents } of memories.files) files.set(file, memoryText(contents))
  const manifest = makeManifest(design, profile.name, places, memories.files)
  files.set(manifestName, manifestText(manifest))
  return { files, manifest }
}

/** The text of a module's file, read back. */
function checkedText(file: string, tree: VerilogModule, model: Module | undefined): string {
  if (model === undefined) {
    const text = printModule(tree)
    selfCheck(file, text, tree)
    return text
  }
  const simulated = modelTree(tree, model)
  const text = printWithModel(tree, simulated)
  selfCheck(file, textFor(text, 'synthesis'), tree)
  selfCheck(file, textFor(text, 'simulation'), simulated)
  return text
}

function modelOf(design: Design, { model }: Module): Module | undefined {
  return model === undefined ? undefined : moduleNamed(design, model)
}
