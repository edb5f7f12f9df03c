/** A module that grows step by step: picks operands of wanted widths, closes feedback at the end without loops. */

import { ModuleBuilder, undriven } from '../../dsl/ir/builder.ts'
import type { Meta, Module } from '../../dsl/ir/design.ts'
import type { BinaryOperator, Node, NodeId, UnaryOperator } from '../../dsl/ir/node.ts'
import { combinationalOperandsOf, operandsOf } from '../../dsl/ir/walk.ts'
import type { RandomSource } from './random.ts'

const widths = [1, 1, 1, 2, 2, 7, 7, 31, 32, 33, 63, 64, 65, 100, 1000] as const

export class RandomModule {
  readonly builder: ModuleBuilder
  readonly definitions: readonly Module[]
  /** The source that the present step draws from, and the line that its nodes say they come from. */
  random: RandomSource
  line = 0
  /** Nodes that later steps may read: their values never depend on state that nothing has set. */
  readonly #visible: NodeId[] = []
  readonly #wires: NodeId[] = []
  readonly #registers: { readonly id: NodeId; readonly random: RandomSource }[] = []

  constructor(name: string, definitions: readonly Module[], random: RandomSource) {
    this.random = random
    this.definitions = definitions
    const header = { name, generator: 'Random', contract: null, latency: null, place: null }
    this.builder = new ModuleBuilder({ ...header, parameters: { name } })
    const count = 2 + random.below(4)
    for (let i = 0; i < count; i++) this.show(this.builder.input(`x${i}`, this.width()))
  }

  width(): number {
    return this.random.pick(widths)
  }

  /** Adds a node with a place and, sometimes, a name. */
  add(node: Node): NodeId {
    const id = this.builder.nodes.length
    const place = { file: 'random.ts', line: this.line }
    const named: Partial<Meta> = this.random.oneIn(12)
      ? { name: `n${id}`, strength: 'explicit' }
      : this.random.oneIn(3)
        ? { name: `v${id}`, strength: 'variable' }
        : {}
    return this.builder.add(node, { place, ...named })
  }

  /** Lets later steps read a node. */
  show(id: NodeId): NodeId {
    this.#visible.push(id)
    return id
  }

  widthOf(id: NodeId): number {
    return this.builder.nodes[id]!.width
  }

  any(): NodeId {
    return this.random.pick(this.#visible)
  }

  /**
   * A visible value of exactly `width` bits: an existing one if there is one, else a slice or an extension.
   */
  ofWidth(width: number): NodeId {
    const fitting = this.#visible.filter((id) => this.widthOf(id) === width)
    if (fitting.length > 0 && !this.random.oneIn(6)) return this.random.pick(fitting)
    return this.adapt(this.any(), width)
  }

  adapt(id: NodeId, width: number): NodeId {
    const from = this.widthOf(id)
    if (from === width) return id
    if (from < width) return this.add({ kind: 'extend', width, signed: this.random.oneIn(2), operand: id })
    return this.add({ kind: 'slice', width, operand: id, low: this.random.below(from - width + 1) })
  }

  constant(value: bigint, width: number): NodeId {
    return this.add({ kind: 'constant', width, value })
  }

  unary(operator: UnaryOperator, operand: NodeId, width: number): NodeId {
    return this.add({ kind: 'unary', width, operator, operand })
  }

  binary(operator: BinaryOperator, left: NodeId, right: NodeId, width: number): NodeId {
    return this.add({ kind: 'binary', width, operator, left, right })
  }

  mux(condition: NodeId, whenTrue: NodeId, whenFalse: NodeId): NodeId {
    return this.add({ kind: 'mux', width: this.widthOf(whenTrue), condition, whenTrue, whenFalse })
  }

  register(width: number, init: bigint | null, next: NodeId, enable: NodeId | null = null): NodeId {
    return this.add({ kind: 'register', width, init, next, enable })
  }

  /** A register whose next value is only chosen at the end. */
  openRegister(width: number, init: bigint | null, enable: NodeId | null): NodeId {
    const id = this.register(width, init, undriven, enable)
    this.#registers.push({ id, random: this.random })
    return id
  }

  /** A wire whose driver is only chosen at the end. */
  openWire(width: number): NodeId {
    const id = this.add({ kind: 'wire', width, driver: undriven })
    this.#wires.push(id)
    return id
  }

  instance(definition: Module): void {
    const inputs: Record<string, NodeId> = {}
    for (const port of definition.ports) {
      if (port.direction === 'input') inputs[port.name] = this.ofWidth(port.width)
    }
    const { length } = this.builder.instances
    const name = `${definition.name}_${length}`
    const place = { file: 'random.ts', line: this.line }
    const instance = this.builder.instance({ name, module: definition.name, inputs, place })
    for (const { name: port, direction, width } of definition.ports) {
      if (direction === 'output') this.show(this.add({ kind: 'instanceOutput', width, instance, port }))
    }
  }

  requireInstance(definition: Module): void {
    if (!this.builder.instances.some(({ module }) => module === definition.name)) this.instance(definition)
  }

  /** Closes all feedback and makes most of what nothing reads an output. */
  finish(): Module {
    for (const wire of this.#wires) this.builder.drive(wire, this.#driverOf(wire))
    for (const { id, random } of this.#registers) {
      this.random = random
      this.builder.drive(id, this.ofWidth(this.widthOf(id)))
    }
    const read = new Set(this.builder.nodes.flatMap((node) => operandsOf(node)))
    const loose = this.#visible.filter((id) => !read.has(id) && !this.random.oneIn(8))
    const shown = loose.length > 0 ? loose : [this.any()]
    for (const [index, id] of shown.slice(0, 8).entries()) this.builder.output(`y${index}`, id)
    if (shown.length > 8) this.builder.output('parities', this.#parities(shown.slice(8)))
    return this.builder.finish({ clocked: false, resettable: false })
  }

  /** One bit for each of many values, so that a module with much to show has few ports. */
  #parities(ids: readonly NodeId[]): NodeId {
    const operands = ids.map((id) => this.unary('reduceXor', id, 1))
    return this.add({ kind: 'concat', width: ids.length, operands })
  }

  /** A value of the wire's width that does not depend on the wire in the same cycle. */
  #driverOf(wire: NodeId): NodeId {
    const width = this.widthOf(wire)
    const fitting = this.#visible.filter((id) => this.widthOf(id) === width && !this.#dependsOn(id, wire))
    if (fitting.length > 0) return this.random.pick(fitting)
    return this.adapt(this.#visible[0]!, width) // The first input.
  }

  #dependsOn(id: NodeId, wire: NodeId): boolean {
    const seen = new Set<NodeId>()
    const reaches = (current: NodeId): boolean => {
      if (current === wire) return true
      if (current === undriven || seen.has(current)) return false
      seen.add(current)
      const node = this.builder.nodes[current]!
      const operands =
        node.kind === 'instanceOutput'
          ? Object.values(this.builder.instances[node.instance]!.inputs)
          : combinationalOperandsOf(node)
      return operands.some(reaches)
    }
    return reaches(id)
  }
}
