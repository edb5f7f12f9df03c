/** Modules and designs of the intermediate representation: plain, frozen data that every pass, printer and engine reads. */

import type { Place } from '../diagnostics.ts'
import type { Node, NodeId } from './node.ts'

/** How a name was given; a stronger one, later in the list, wins: made up by the printer, of a variable, by `.named()`, of a port. */
export const nameStrengths = ['structural', 'variable', 'explicit', 'port'] as const
export type NameStrength = (typeof nameStrengths)[number]

/** Which way a port or a stream goes. */
export const directions = ['input', 'output'] as const
export type Direction = (typeof directions)[number]

/** What is known about a node beside its meaning. */
export interface Meta {
  /** The wished name, already including the prefix of its naming scopes, or null. */
  readonly name: string | null
  readonly strength: NameStrength
  readonly place: Place | null
  /** Naming scopes inside the module, outermost first: the prefix for structural names and the stack of diagnostics. */
  readonly scope: readonly string[]
  /** A comment for the declaration in the emitted text. */
  readonly comment: string | null
}

/** A port as it appears in the module header; clock and reset are not listed here. */
export interface Port {
  readonly name: string
  readonly direction: Direction
  readonly width: number
  readonly place: Place | null
}

/**
 * A valid/ready stream over ports of the module, which are called as stream-ports.ts says.
 * For direction 'input', valid and payload are input ports and ready is an output port; reversed for 'output'.
 */
export interface StreamPort {
  readonly name: string
  readonly direction: Direction
  readonly valid: string
  readonly ready: string
  readonly payload: readonly { readonly field: string; readonly port: string; readonly width: number }[]
}

/** Large constant contents, compared by content; `digest` is 12 hexadecimal digits over width and words. */
export interface MemoryContents {
  readonly digest: string
  readonly width: number
  readonly words: readonly bigint[]
}

/** Where the words of a memory are kept: where the tool likes, in block memories, in memories of LUTs, or in plain logic. */
export const memoryStyles = ['auto', 'block', 'distributed', 'logic'] as const
export type MemoryStyle = (typeof memoryStyles)[number]

/**
 * A memory. With `contents` and no writes it is a ROM (contents.words.length === depth). A read in the cycle of a write to
 * the same address gives the old word.
 */
export interface Memory {
  readonly name: string
  readonly depth: number
  readonly width: number
  readonly style: MemoryStyle
  readonly contents: MemoryContents | null
  readonly writes: readonly { readonly address: NodeId; readonly data: NodeId; readonly enable: NodeId }[]
  readonly place: Place | null
}

/** A use of another module of the design. `inputs` drives each of its input ports, outputs are `instanceOutput` nodes. */
export interface Instance {
  readonly name: string
  readonly module: string
  readonly inputs: Readonly<Record<string, NodeId>>
  readonly place: Place | null
}

/** Parameters as they are shown: plain JSON, large data already replaced by its digest. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** One module: ports, value nodes, memories and instances. `meta[i]` belongs to `nodes[i]`. */
export interface Module {
  readonly name: string
  /** Exported name of the generator that made it. */
  readonly generator: string
  readonly parameters: Json
  /** The contract sentence of the generator's JSDoc, or null. */
  readonly contract: string | null
  /** Latency in cycles, or a sentence about it, or null. */
  readonly latency: number | string | null
  /** Whether the module has a `clk` port: it, or an instance in it, holds state. */
  readonly clocked: boolean
  /** Whether the module has a `rst` port (synchronous, active high): it, or an instance in it, holds a register with `init`. */
  readonly resettable: boolean
  readonly ports: readonly Port[]
  readonly streams: readonly StreamPort[]
  readonly nodes: readonly Node[]
  readonly meta: readonly Meta[]
  readonly memories: readonly Memory[]
  readonly instances: readonly Instance[]
  /** The node that drives each output port. */
  readonly outputs: Readonly<Record<string, NodeId>>
  readonly place: Place | null
  /**
   * The module that simulators run in its place: the same ports, the same values in the same cycles, said in a way that simulates
   * fast. The in-process engine runs the structure.
   */
  readonly model?: string
}

/** A module, everything it instantiates, and the models of them. `modules` lists definitions before their users; `top` is the last. */
export interface Design {
  readonly top: string
  readonly modules: readonly Module[]
}

/** Names of the ambient clock and reset ports. */
export const clockPort = 'clk'
export const resetPort = 'rst'

/** The module of that name; a design always holds every module it refers to. */
export function moduleNamed(design: Design, name: string): Module {
  const found = design.modules.find((m) => m.name === name)
  if (!found) throw new Error(`internal: the design has no module ${name}`)
  return found
}

/** The top module of a design. */
export function topModule(design: Design): Module {
  return moduleNamed(design, design.top)
}
