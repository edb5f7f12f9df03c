/** A module under construction: nodes are added one by one, feedback is closed later, `finish` freezes it all. */

import type { Place } from '../diagnostics.ts'
import type { Instance, Memory, Meta, Module, Port, StreamPort } from './design.ts'
import type { Node, NodeId } from './node.ts'

type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** What a module is called and where it comes from. */
export type ModuleHeader = Pick<
  Module,
  'name' | 'generator' | 'parameters' | 'contract' | 'latency' | 'place'
>

export const plainMeta: Meta = Object.freeze({
  name: null,
  strength: 'structural',
  place: null,
  scope: [],
  comment: null,
})

/** Marks a register or wire that nobody has driven yet; no node has this index. */
export const undriven: NodeId = -1

/**
 * Builds one module.
 *
 * @example
 * const b = new ModuleBuilder({ name: 'inverter', generator: 'Inverter', parameters: {}, contract: null, latency: 0, place: null })
 * const a = b.input('a', 4)
 * b.output('y', b.add({ kind: 'unary', width: 4, operator: 'not', operand: a }))
 * const module = b.finish({ clocked: false, resettable: false })
 */
export class ModuleBuilder {
  readonly header: ModuleHeader
  readonly nodes: Draft<Node>[] = []
  readonly meta: Draft<Meta>[] = []
  readonly ports: Port[] = []
  readonly streams: StreamPort[] = []
  readonly memories: Draft<Memory>[] = []
  readonly instances: Draft<Instance>[] = []
  readonly outputs: Record<string, NodeId> = {}

  constructor(header: ModuleHeader) {
    this.header = header
  }

  /** Adds a node and returns its index. */
  add(node: Node, meta: Partial<Meta> = {}): NodeId {
    this.nodes.push({ ...node })
    this.meta.push({ ...plainMeta, ...meta })
    return this.nodes.length - 1
  }

  /** Declares an input port and returns the node of its value. */
  input(name: string, width: number, place: Place | null = null): NodeId {
    this.ports.push({ name, direction: 'input', width, place })
    return this.add({ kind: 'input', width, port: name }, { name, strength: 'port', place })
  }

  /** Declares an output port; `driver` may also be given later through `drive`. */
  output(name: string, driver: NodeId, place: Place | null = null): void {
    const width = this.nodes[driver]!.width
    this.ports.push({ name, direction: 'output', width, place })
    this.outputs[name] = driver
  }

  /** A register whose `next` is `undriven` until `drive` is called. */
  register(
    width: number,
    options: { init?: bigint | null; enable?: NodeId | null } = {},
    meta: Partial<Meta> = {},
  ): NodeId {
    const { init = null, enable = null } = options
    return this.add({ kind: 'register', width, init, next: undriven, enable }, meta)
  }

  /** A wire whose driver is `undriven` until `drive` is called. */
  wire(width: number, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'wire', width, driver: undriven }, meta)
  }

  /** Closes the feedback of a register or wire. */
  drive(target: NodeId, driver: NodeId, enable?: NodeId | null): void {
    const node = this.nodes[target]!
    if (node.kind === 'register') {
      node.next = driver
      if (enable !== undefined) node.enable = enable
    } else if (node.kind === 'wire') node.driver = driver
    else throw new Error(`internal: only registers and wires can be driven, not ${node.kind}`)
  }

  /** Adds a memory and returns its index for `memoryRead` nodes and `write`. */
  memory(memory: Omit<Memory, 'writes'>): number {
    this.memories.push({ ...memory, writes: [] })
    return this.memories.length - 1
  }

  write(memory: number, write: Memory['writes'][number]): void {
    const target = this.memories[memory]!
    target.writes = [...target.writes, write]
  }

  /** Adds an instance and returns its index for `instanceOutput` nodes. */
  instance(instance: Instance): number {
    this.instances.push({ ...instance })
    return this.instances.length - 1
  }

  /** The finished module; nothing can change it any more. */
  finish(state: { clocked: boolean; resettable: boolean }): Module {
    return deepFreeze({
      ...this.header,
      ...state,
      ports: this.ports,
      streams: this.streams,
      nodes: this.nodes as Node[],
      meta: this.meta,
      memories: this.memories,
      instances: this.instances,
      outputs: this.outputs,
    })
  }
}

/** Freezes the parts of a module; large word lists are frozen by their maker. */
function deepFreeze(module: Module): Module {
  for (const list of [
    module.nodes,
    module.meta,
    module.ports,
    module.streams,
    module.memories,
    module.instances,
  ]) {
    for (const entry of list) Object.freeze(entry)
    Object.freeze(list)
  }
  Object.freeze(module.outputs)
  return Object.freeze(module)
}
