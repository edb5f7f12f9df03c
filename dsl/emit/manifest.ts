/** `manifest.json`: what stands in an output folder, for people and for the tools that read the folder back. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { DiagnosticError, diagnostic } from '../diagnostics.ts'
import type { Design, Json, Module, StreamPort } from '../ir/design.ts'
import { readableJson } from './json.ts'
import type { MemoryFile } from './memories.ts'

/** Raised when the manifest's shape changes. */
export const manifestFormat = 1

export const manifestName = 'manifest.json'

/** A port as printed; clock and reset are told by `clocked` and `resettable`. */
export interface ManifestPort {
  readonly name: string
  readonly direction: 'input' | 'output'
  readonly width: number
}

export interface ManifestModule {
  readonly name: string
  readonly file: string
  readonly generator: string
  readonly parameters: Json
  readonly contract: string | null
  readonly latency: number | string | null
  readonly clocked: boolean
  readonly resettable: boolean
  readonly ports: readonly ManifestPort[]
  readonly streams: readonly StreamPort[]
  /** Source places of ports and named signals: `{ "match": "xnor-popcount.ts:10" }`. */
  readonly places: Readonly<Record<string, string>>
}

export interface ManifestMemory {
  readonly file: string
  readonly digest: string
  readonly depth: number
  readonly width: number
}

export interface Manifest {
  readonly format: typeof manifestFormat
  readonly top: string
  readonly profile: string
  /** Definitions before their users; the top module is the last. */
  readonly modules: readonly ManifestModule[]
  readonly memories: readonly ManifestMemory[]
}

/** The manifest of a design. */
export function makeManifest(
  design: Design,
  profile: string,
  places: ReadonlyMap<string, ReadonlyMap<string, string>>,
  memories: readonly MemoryFile[],
): Manifest {
  return {
    format: manifestFormat,
    top: design.top,
    profile,
    modules: design.modules.map((module) => manifestModule(module, places.get(module.name)!)),
    memories: memories.map(({ file, contents }) => ({
      file,
      digest: contents.digest,
      depth: contents.words.length,
      width: contents.width,
    })),
  }
}

/** The text of a manifest. */
export function manifestText(manifest: Manifest): string {
  return `${readableJson(manifest)}\n`
}

function manifestModule(module: Module, places: ReadonlyMap<string, string>): ManifestModule {
  const { name, generator, parameters, contract, latency, clocked, resettable, ports, streams } = module
  return {
    name,
    file: `${name}.sv`,
    generator,
    parameters,
    contract,
    latency,
    clocked,
    resettable,
    ports: ports.map((port) => ({ name: port.name, direction: port.direction, width: port.width })),
    streams,
    places: Object.fromEntries(places),
  }
}

const direction = z.enum(['input', 'output'])
const payloadField = z.object({ field: z.string(), port: z.string(), width: z.int().positive() })

const manifestShape = z.object({
  format: z.literal(manifestFormat),
  top: z.string(),
  profile: z.string(),
  modules: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      generator: z.string(),
      parameters: z.json(),
      contract: z.string().nullable(),
      latency: z.union([z.number(), z.string()]).nullable(),
      clocked: z.boolean(),
      resettable: z.boolean(),
      ports: z.array(z.object({ name: z.string(), direction, width: z.int().positive() })),
      streams: z.array(
        z.object({
          name: z.string(),
          direction,
          valid: z.string(),
          ready: z.string(),
          payload: z.array(payloadField),
        }),
      ),
      places: z.record(z.string(), z.string()),
    }),
  ),
  memories: z.array(
    z.object({
      file: z.string(),
      digest: z.string(),
      depth: z.int().positive(),
      width: z.int().positive(),
    }),
  ),
})

/**
 * Reads the manifest of an output folder.
 *
 * @throws DiagnosticError BL0605 when there is none, or it is not one of this format.
 *
 * @example
 * const { top, modules } = await readManifest('rtl-out/lfc')
 */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = path.join(directory, manifestName)
  const help = 'elaborate again: only folders written by this version can be read'
  const fail = (message: string): never => {
    throw new DiagnosticError([diagnostic({ code: 'BL0605', message, help })])
  }
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    return fail(`${directory} is not an output folder: ${manifestName} cannot be read`)
  }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return fail(`${file} is not JSON`)
  }
  const checked = manifestShape.safeParse(data)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]!
  return fail(
    `${file} is not a manifest of format ${manifestFormat}: ${issue.path.join('.')}: ${issue.message}`,
  )
}
