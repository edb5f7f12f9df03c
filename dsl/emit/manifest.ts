/** `manifest.json`: what stands in an output folder, for people and for the tools that read the folder back. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { DiagnosticError, diagnostic } from '../diagnostics.ts'
import { type Design, directions, type Json, type Module, type StreamPort } from '../ir/design.ts'
import { readableJson } from './json.ts'
import type { MemoryFile } from './memories.ts'
import { type ProfileName, profileNames } from './profile.ts'

/** Raised when the manifest's shape changes. */
export const manifestFormat = 1

export const manifestName = 'manifest.json'

const port = z
  .object({ name: z.string(), direction: z.enum(directions), width: z.int().positive() })
  .readonly()

const stream = z
  .object({
    name: z.string(),
    direction: z.enum(directions),
    valid: z.string(),
    ready: z.string(),
    payload: z
      .array(z.object({ field: z.string(), port: z.string(), width: z.int().positive() }).readonly())
      .readonly(),
  })
  .readonly() satisfies z.ZodType<StreamPort>

const json: z.ZodType<Json> = z.json()

const module = z
  .object({
    name: z.string(),
    file: z.string(),
    generator: z.string(),
    parameters: json,
    contract: z.string().nullable(),
    latency: z.union([z.number(), z.string()]).nullable(),
    clocked: z.boolean(),
    resettable: z.boolean(),
    /** Without clock and reset, which are told by `clocked` and `resettable`. */
    ports: z.array(port).readonly(),
    streams: z.array(stream).readonly(),
    /** Source places of ports and named signals: `{ "match": "xnor-popcount.ts:10" }`. */
    places: z.record(z.string(), z.string()).readonly(),
  })
  .readonly()

const memory = z
  .object({
    file: z.string(),
    digest: z.string(),
    depth: z.int().positive(),
    width: z.int().positive(),
  })
  .readonly()

const manifest = z
  .object({
    format: z.literal(manifestFormat),
    top: z.string(),
    profile: z.enum(profileNames),
    /** Definitions before their users; the top module is the last. */
    modules: z.array(module).readonly(),
    memories: z.array(memory).readonly(),
  })
  .readonly()

export type Manifest = z.infer<typeof manifest>
export type ManifestModule = z.infer<typeof module>

/** The manifest of a design. */
export function makeManifest(
  design: Design,
  profile: ProfileName,
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
  const checked = manifest.safeParse(data)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]!
  return fail(
    `${file} is not a manifest of format ${manifestFormat}: ${issue.path.join('.')}: ${issue.message}`,
  )
}
