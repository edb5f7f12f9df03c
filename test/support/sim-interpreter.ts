/** A second, slow engine for tests: walks the hierarchy node by node with bigints and the reference operators. */

import type { Design, Module } from '../../dsl/ir/design.ts'
import { moduleNamed, topModule } from '../../dsl/ir/design.ts'
import { evaluateNode } from '../../dsl/ir/evaluate.ts'

/** One instance: its registers, memories and children. */
class Instance {
  readonly module: Module
  readonly registers = new Map<number, bigint>()
  readonly memories: bigint[][]
  readonly children: Instance[]
  #known = new Map<number, bigint>()
  #input: (port: string) => bigint = () => 0n

  constructor(design: Design, module: Module) {
    this.module = module
    this.memories = module.memories.map((memory) =>
      Array.from({ length: memory.depth }, (_, i) => memory.contents?.words[i] ?? 0n),
    )
    this.children = module.instances.map((use) => new Instance(design, moduleNamed(design, use.module)))
    module.nodes.forEach((node, id) => {
      if (node.kind === 'register' || node.kind === 'memoryRead') this.registers.set(id, 0n)
    })
  }

  /** Forgets the values of the last cycle. */
  begin(input: (port: string) => bigint): void {
    this.#known = new Map()
    this.#input = input
    this.children.forEach((child, index) => {
      const { inputs } = this.module.instances[index]!
      child.begin((port) => this.value(inputs[port]!))
    })
  }

  value(id: number): bigint {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const value = this.#compute(id)
    this.#known.set(id, value)
    return value
  }

  output(port: string): bigint {
    return this.value(this.module.outputs[port]!)
  }

  #compute(id: number): bigint {
    const node = this.module.nodes[id]!
    switch (node.kind) {
      case 'input':
        return this.#input(node.port)
      case 'register':
        return this.registers.get(id)!
      case 'memoryRead':
        return node.synchronous
          ? this.registers.get(id)!
          : this.memories[node.memory]![Number(this.value(node.address))]!
      case 'instanceOutput':
        return this.children[node.instance]!.output(node.port)
      default:
        return evaluateNode(
          node,
          (operand) => this.value(operand),
          (operand) => this.module.nodes[operand]!.width,
        )!
    }
  }

  /** Collects what changes at the edge; the changes are made by calling the results, after all were collected. */
  edge(reset: boolean): (() => void)[] {
    const changes = this.children.flatMap((child) => child.edge(reset))
    const change = (id: number, value: bigint) => changes.push(() => this.registers.set(id, value))
    this.module.nodes.forEach((node, id) => {
      if (node.kind === 'register') {
        if (reset && node.init !== null) change(id, node.init)
        else if (node.enable === null || this.value(node.enable) === 1n) change(id, this.value(node.next))
      }
      if (node.kind === 'memoryRead' && node.synchronous) {
        if (node.enable !== null && this.value(node.enable) !== 1n) return
        change(id, this.memories[node.memory]![Number(this.value(node.address))]!)
      }
    })
    this.module.memories.forEach((memory, index) => {
      for (const write of memory.writes) {
        if (this.value(write.enable) !== 1n) continue
        const [address, data] = [Number(this.value(write.address)), this.value(write.data)]
        changes.push(() => {
          this.memories[index]![address] = data
        })
      }
    })
    return changes
  }
}

/** Runs a design; registers and memories without a value start at 0. */
export class Interpreter {
  readonly #top: Instance
  readonly #inputs = new Map<string, bigint>()

  constructor(design: Design) {
    this.#top = new Instance(design, topModule(design))
    this.#begin()
  }

  setInput(port: string, value: bigint): void {
    this.#inputs.set(port, value)
    this.#begin()
  }

  getOutput(port: string): bigint {
    return this.#top.output(port)
  }

  step(reset = false): void {
    for (const change of this.#top.edge(reset)) change()
    this.#begin()
  }

  #begin(): void {
    this.#top.begin((port) => this.#inputs.get(port) ?? 0n)
  }
}
