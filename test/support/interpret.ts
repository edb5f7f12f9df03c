/** A slow interpreter that is easy to believe: every value is asked for when needed, by the reference meaning of its node. */

import { type Design, type Memory, type Module, moduleNamed, topModule } from '../../dsl/ir/design.ts'
import { evaluateNode, wrap } from '../../dsl/ir/evaluate.ts'
import type { NodeId } from '../../dsl/ir/node.ts'
import { generatorOf } from './random.ts'

/** Port values of one cycle. */
export type Values = Readonly<Record<string, bigint>>

export interface InterpretOptions {
  /**
   * Decides what state holds that nothing has set: registers without `init`, words of a RAM and read ports
   * before the first read. A design that is sound gives the same outputs for every seed once it has set what
   * it reads.
   */
  readonly seed?: number
  /** Whether reset is 1 in a cycle; without it the run starts as after a reset and there is none. */
  readonly reset?: (cycle: number) => boolean
}

/**
 * The outputs of the top module in each cycle, given its inputs in that cycle. State changes between cycles;
 * of several writes to one address the last in the list wins, and a read in that cycle gives the old word.
 *
 * @example
 * interpret(design, [{ a: 1n }, { a: 2n }])[1].y
 */
export function interpret(
  design: Design,
  stimulus: readonly Values[],
  options: InterpretOptions = {},
): Record<string, bigint>[] {
  const { seed = 0, reset = () => false } = options
  let inputs: Values = {}
  const input = (port: string) => inputs[port]!
  const top = new Running(design, topModule(design), input, generatorOf(seed))
  return stimulus.map((values, cycle) => {
    inputs = values
    top.newCycle()
    const outputs = topModule(design).ports.filter((port) => port.direction === 'output')
    const result = Object.fromEntries(outputs.map((port) => [port.name, top.output(port.name)]))
    const commit = top.next(reset(cycle))
    commit()
    return result
  })
}

/** One instance of a module with its state. */
class Running {
  readonly #module: Module
  readonly #input: (port: string) => bigint
  readonly #children: readonly Running[]
  /** Registers, and the words that synchronous read ports hold. */
  readonly #state = new Map<NodeId, bigint>()
  readonly #memories: readonly bigint[][]
  /** Values already known in this cycle. */
  readonly #values = new Map<NodeId, bigint>()

  constructor(
    design: Design,
    module: Module,
    input: (port: string) => bigint,
    random: ReturnType<typeof generatorOf>,
  ) {
    this.#module = module
    this.#input = input
    for (const [id, node] of module.nodes.entries()) {
      if (node.kind === 'register') this.#state.set(id, node.init ?? random.bits(node.width))
      if (node.kind === 'memoryRead' && node.synchronous) this.#state.set(id, random.bits(node.width))
    }
    this.#memories = module.memories.map((memory) => initialWords(memory, random.bits))
    this.#children = module.instances.map((instance) => {
      const definition = moduleNamed(design, instance.module)
      return new Running(design, definition, (port) => this.#value(instance.inputs[port]!), random)
    })
  }

  newCycle(): void {
    this.#values.clear()
    for (const child of this.#children) child.newCycle()
  }

  output(port: string): bigint {
    return this.#value(this.#module.outputs[port]!)
  }

  /** Computes the state after this cycle from the values in it; calling the result makes it the present. */
  next(reset: boolean): () => void {
    const changes: (() => void)[] = this.#children.map((child) => child.next(reset))
    for (const [id, node] of this.#module.nodes.entries()) {
      if (!this.#state.has(id)) continue
      if (node.kind === 'register' && reset && node.init !== null) {
        const { init } = node
        changes.push(() => this.#state.set(id, init))
      } else if (node.kind === 'register' || node.kind === 'memoryRead') {
        if (node.enable !== null && this.#value(node.enable) === 0n) continue
        const value =
          node.kind === 'register' ? this.#value(node.next) : this.#word(node.memory, node.address)
        changes.push(() => this.#state.set(id, value))
      }
    }
    for (const [index, memory] of this.#module.memories.entries()) {
      for (const write of memory.writes) {
        if (this.#value(write.enable) === 0n) continue
        const address = this.#address(index, write.address)
        const data = this.#value(write.data)
        changes.push(() => {
          this.#memories[index]![address] = data
        })
      }
    }
    return () => {
      for (const change of changes) change()
    }
  }

  #value(id: NodeId): bigint {
    const known = this.#values.get(id)
    if (known !== undefined) return known
    const value = this.#compute(id)
    const { width } = this.#module.nodes[id]!
    if (wrap(value, width) !== value) throw new Error(`internal: ${value} is no value of ${width} bits`)
    this.#values.set(id, value)
    return value
  }

  #compute(id: NodeId): bigint {
    const state = this.#state.get(id)
    if (state !== undefined) return state
    const node = this.#module.nodes[id]!
    if (node.kind === 'input') return this.#input(node.port)
    if (node.kind === 'memoryRead') return this.#word(node.memory, node.address)
    if (node.kind === 'instanceOutput') return this.#children[node.instance]!.output(node.port)
    return evaluateNode(
      node,
      (operand) => this.#value(operand),
      (operand) => this.#module.nodes[operand]!.width,
    )!
  }

  #address(memory: number, address: NodeId): number {
    const value = Number(this.#value(address))
    const { depth, name } = this.#module.memories[memory]!
    if (value >= depth) throw new Error(`internal: address ${value} of memory ${name} with ${depth} words`)
    return value
  }

  #word(memory: number, address: NodeId): bigint {
    return this.#memories[memory]![this.#address(memory, address)]!
  }
}

function initialWords(memory: Memory, bits: (width: number) => bigint): bigint[] {
  if (memory.contents) return [...memory.contents.words]
  return Array.from({ length: memory.depth }, () => bits(memory.width))
}
