/** What can be simulated: the face of a module, and its RTL in a folder or its design in memory. */

import type { Manifest } from '../dsl/emit/manifest.ts'
import { type Design, type Port, type StreamPort, topModule } from '../dsl/ir/design.ts'
import { portsOfStream } from '../dsl/ir/stream-ports.ts'

/** A port, without its place in the source. */
export type TargetPort = Pick<Port, 'name' | 'direction' | 'width'>

/** The face of a top module, as in the IR and in `manifest.json`. */
export interface TargetInterface {
  readonly top: string
  readonly clocked: boolean
  readonly resettable: boolean
  readonly ports: readonly TargetPort[]
  readonly streams: readonly StreamPort[]
}

/** The face and what runs behind it: Icarus and Verilator need the RTL, the engine needs the design. */
export interface SimulationTarget extends TargetInterface {
  /** The folder in which simulators run, where `.mem` files are found; null when there is no RTL. */
  readonly directory: string | null
  /** The `*.sv` files, relative to `directory`. */
  readonly files: readonly string[]
  readonly design: Design | null
}

/**
 * The target for a checked design, and for its RTL when it was written to a folder.
 *
 * @example
 * const trace = await simulate(targetOf(design), stimulus, { simulator: 'engine' })
 */
export function targetOf(
  design: Design,
  rtl: { readonly directory: string; readonly files: readonly string[] } | null = null,
): SimulationTarget {
  const { name, clocked, resettable, ports, streams } = topModule(design)
  return {
    top: name,
    clocked,
    resettable,
    ports,
    streams,
    directory: rtl?.directory ?? null,
    files: rtl?.files ?? [],
    design,
  }
}

/**
 * The target for an output folder.
 *
 * @param design the design that was printed there, when it is at hand, for the engine
 *
 * @example
 * const target = targetOfFolder('rtl-out/lfc', await readManifest('rtl-out/lfc'))
 */
export function targetOfFolder(
  directory: string,
  manifest: Manifest,
  design: Design | null = null,
): SimulationTarget {
  const top = manifest.modules.find(({ name }) => name === manifest.top)
  if (!top) throw new Error(`internal: the manifest of ${directory} does not describe its top module`)
  const { clocked, resettable, ports, streams } = top
  const files = manifest.modules.map(({ file }) => file)
  return { top: top.name, clocked, resettable, ports, streams, directory, files, design }
}

/** The ports that belong to no stream. */
export function plainPorts(target: TargetInterface): readonly TargetPort[] {
  const ofStreams = new Set(target.streams.flatMap(portsOfStream).map(({ name }) => name))
  return target.ports.filter((port) => !ofStreams.has(port.name))
}
