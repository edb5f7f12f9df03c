/** Deciding which values become signals of their own and which are written inside the expression that uses them. */

import type { Meta, Module } from '../ir/design.ts'
import { clog2 } from '../ir/evaluate.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { combinationalOperandsOf, operandsOf } from '../ir/walk.ts'
import { throughWires } from './wires.ts'

/** Unnamed expressions of more operators and operands than this get a name. */
const inlineLimit = 9

/** `$countones` takes at most this many bits; wider counts are sums of slices. */
export const countLimit = 64

/** Wider shift amounts are not supported by Verilator. */
export const amountLimit = 32

/** How the values of one module appear in the text. */
export interface SignalPlan {
  readonly module: Module
  readonly resolve: (id: NodeId) => NodeId
  readonly node: (id: NodeId) => Node
  readonly meta: (id: NodeId) => Meta
  /** Values with a signal of their own, in source order; inputs included, constants with a name included. */
  readonly signals: readonly NodeId[]
  readonly isSignal: (id: NodeId) => boolean
  /** The output port that a value is printed as. */
  readonly portOf: ReadonlyMap<NodeId, string>
  /** Memories that something reads. */
  readonly readMemories: ReadonlySet<number>
}

/** Decides for every value of `module` that reaches an output, memory or instance. Ids given back are looked through wires. */
export function planSignals(module: Module): SignalPlan {
  return new Planner(module).plan()
}

class Planner {
  readonly #module: Module
  readonly #resolve: (id: NodeId) => NodeId
  readonly #meta: readonly Meta[]
  readonly #live = new Set<NodeId>()
  readonly #readMemories = new Set<number>()
  readonly #uses = new Map<NodeId, number>()
  readonly #portOf = new Map<NodeId, string>()
  /**
   * Operands that must be a signal or a select of one: those that bits are taken from, and those read as signed numbers
   * (Yosys 0.55 gets the width of `$signed(7'(a) + 7'(b))` wrong).
   */
  readonly #selected = new Set<NodeId>()
  /** Operands that Verilog wants as a plain name. */
  readonly #wantsName = new Set<NodeId>()
  /** Subjects and results of a case: Icarus allows no constant selects inside `always_comb`. */
  readonly #insideCase = new Set<NodeId>()
  /** Continuations of a chain of one operator, which stay inline however long the chain. */
  readonly #chained = new Set<NodeId>()
  readonly #signals = new Set<NodeId>()
  readonly #cost = new Map<NodeId, number>()
  readonly #selects = new Set<NodeId>()

  constructor(module: Module) {
    this.#module = module
    const { resolve, meta } = throughWires(module)
    this.#resolve = resolve
    this.#meta = meta
  }

  plan(): SignalPlan {
    this.#findLive()
    this.#claimPorts()
    for (const id of this.#live) this.#noteOperands(id)
    for (const id of this.#live) this.#decideFrom(id)
    return {
      module: this.#module,
      resolve: this.#resolve,
      node: (id) => this.#node(id),
      meta: (id) => this.#meta[id]!,
      signals: [...this.#signals].sort((a, b) => a - b),
      isSignal: (id) => this.#signals.has(id),
      portOf: this.#portOf,
      readMemories: this.#readMemories,
    }
  }

  #node(id: NodeId): Node {
    return this.#module.nodes[id]!
  }

  #findLive(): void {
    const module = this.#module
    const pending: NodeId[] = []
    const use = (id: NodeId) => {
      const value = this.#resolve(id)
      this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1)
      pending.push(value)
    }
    for (const id of Object.values(module.outputs)) use(id)
    for (const instance of module.instances) for (const id of Object.values(instance.inputs)) use(id)
    const enables = new Set<NodeId>()
    while (pending.length > 0) {
      const id = pending.pop()!
      if (this.#live.has(id)) continue
      this.#live.add(id)
      const node = this.#node(id)
      for (const operand of operandsInText(node, this.#resolve, enables)) use(operand)
      if (node.kind !== 'memoryRead' || this.#readMemories.has(node.memory)) continue
      this.#readMemories.add(node.memory)
      for (const write of module.memories[node.memory]!.writes) {
        for (const operand of [write.address, write.data, write.enable]) use(operand)
        this.#wantNarrow(write.address, node.memory)
      }
    }
  }

  /** A value that drives an output is printed as that port: the first one, if there are several. */
  #claimPorts(): void {
    for (const port of this.#module.ports) {
      if (port.direction !== 'output') continue
      const driver = this.#module.outputs[port.name]
      if (driver === undefined) throw new Error(`internal: output ${port.name} is not driven`)
      const id = this.#resolve(driver)
      const { kind } = this.#node(id)
      if (kind !== 'input' && kind !== 'constant' && !this.#portOf.has(id)) this.#portOf.set(id, port.name)
    }
  }

  /** Notes what `id` demands of the values it reads. */
  #noteOperands(id: NodeId): void {
    const node = this.#node(id)
    const at = (operand: NodeId) => this.#resolve(operand)
    switch (node.kind) {
      case 'slice': {
        const operand = at(node.operand)
        if (node.low > 0 || this.#uses.get(operand)! > 1) this.#selected.add(operand)
        break
      }
      case 'element':
        this.#wantsName.add(at(node.operand))
        break
      case 'match':
        for (const operand of operandsOf(node)) this.#insideCase.add(at(operand))
        break
      case 'memoryRead':
        this.#wantNarrow(node.address, node.memory)
        break
      case 'unary':
        if (node.operator === 'popcount' && this.#node(at(node.operand)).width > countLimit) {
          this.#wantsName.add(at(node.operand))
        }
        break
      case 'extend':
        if (node.signed) this.#selected.add(at(node.operand))
        break
      case 'binary':
        if (isSignedOperator(node))
          for (const operand of [node.left, node.right]) this.#selected.add(at(operand))
        if (isShift(node) && this.#node(at(node.right)).width > amountLimit)
          this.#wantsName.add(at(node.right))
        if (isChain(node))
          this.#chain(at(node.left), (left) => left.kind === 'binary' && left.operator === node.operator)
        break
      case 'mux':
        this.#chain(at(node.whenFalse), (other) => other.kind === 'mux')
        break
      case 'input':
      case 'constant':
      case 'concat':
      case 'register':
      case 'wire':
      case 'instanceOutput':
        break
    }
  }

  #chain(operand: NodeId, continues: (node: Node) => boolean): void {
    if (continues(this.#node(operand))) this.#chained.add(operand)
  }

  /** An address that is wider than its memory needs is cut, so it must be a name. */
  #wantNarrow(address: NodeId, memory: number): void {
    const id = this.#resolve(address)
    if (this.#node(id).width > addressWidth(this.#module.memories[memory]!.depth)) this.#wantsName.add(id)
  }

  /** Decides for `start` after everything that it reads; an explicit stack, because unnamed chains may be long. */
  #decideFrom(start: NodeId): void {
    const stack: { id: NodeId; operands: NodeId[] | null }[] = [{ id: start, operands: null }]
    const open = new Set<NodeId>()
    while (stack.length > 0) {
      const frame = stack.at(-1)!
      if (frame.operands === null) {
        if (this.#cost.has(frame.id)) {
          stack.pop()
          continue
        }
        open.add(frame.id)
        frame.operands = this.#isBoundary(frame.id) ? [] : this.#operandsOf(this.#node(frame.id))
      }
      const next = frame.operands.pop()
      if (next === undefined) {
        this.#decide(frame.id)
        open.delete(frame.id)
        stack.pop()
      } else if (open.has(next)) {
        throw new Error(`internal: combinational loop through node ${next} of ${this.#module.name}`)
      } else if (!this.#cost.has(next)) stack.push({ id: next, operands: null })
    }
  }

  #operandsOf(node: Node): NodeId[] {
    return combinationalOperandsOf(node).map(this.#resolve)
  }

  /** Whether the value is a signal whatever it reads, so that it ends the search for loops among unnamed values. */
  #isBoundary(id: NodeId): boolean {
    const node = this.#node(id)
    const { name, strength } = this.#meta[id]!
    if (this.#portOf.has(id) || this.#wantsName.has(id)) return true
    if (name !== null && strength !== 'structural') return true
    if (node.kind === 'binary') return ['mul', 'smul', 'sar'].includes(node.operator)
    return ['input', 'register', 'memoryRead', 'instanceOutput', 'match', 'wire'].includes(node.kind)
  }

  #decide(id: NodeId): void {
    const node = this.#node(id)
    if (this.#isBoundary(id) || this.#needsName(id, node)) {
      this.#signals.add(id)
      this.#cost.set(id, 1)
      return
    }
    this.#cost.set(id, this.#inlineCost(node))
    if (this.#hasSelects(node)) this.#selects.add(id)
  }

  #needsName(id: NodeId, node: Node): boolean {
    if (node.kind === 'constant') return false
    const selectable = node.kind === 'slice' && this.#isSelectable(this.#resolve(node.operand))
    if (this.#selected.has(id) && !selectable) return true
    if (this.#insideCase.has(id) && this.#hasSelects(node)) return true
    if (this.#uses.get(id)! > 1 && !selectable && !this.#isTrivial(node)) return true
    return !this.#chained.has(id) && this.#inlineCost(node) > inlineLimit
  }

  /** Whether the text of `node`, written inline, has a constant select in it. */
  #hasSelects(node: Node): boolean {
    if (node.kind === 'slice') return true
    const operands = this.#operandsOf(node)
    if (isShift(node) || (node.kind === 'unary' && node.operator === 'popcount')) {
      if (operands.some((operand) => this.#wantsName.has(operand))) return true
    }
    return operands.some((operand) => this.#selects.has(operand))
  }

  /** Whether bits of `id` are written as a select on a name: a signal, or a select of one. */
  #isSelectable(id: NodeId): boolean {
    const node = this.#node(id)
    if (this.#signals.has(id) || node.kind === 'constant') return true
    return node.kind === 'slice' && this.#isSelectable(this.#resolve(node.operand))
  }

  /** Small enough to be written out at every use: `~valid`, `16'(count)`. */
  #isTrivial(node: Node): boolean {
    const inverse = node.kind === 'unary' && node.operator === 'not' && node.width === 1
    if (!inverse && node.kind !== 'extend') return false
    return this.#isSelectable(this.#resolve(node.operand))
  }

  #inlineCost(node: Node): number {
    if (node.kind === 'constant') return 1
    if (node.kind === 'slice' && this.#isSelectable(this.#resolve(node.operand))) return 1
    if (node.kind === 'unary' && node.operator === 'popcount') {
      const { width } = this.#node(this.#resolve(node.operand))
      if (width > countLimit) return 2 * Math.ceil(width / countLimit)
    }
    let cost = 1
    for (const operand of new Set(this.#operandsOf(node))) cost += this.#cost.get(operand)!
    return cost
  }
}

/** The operands that `node` is the one to print: a register's enable is printed once for all registers that share it. */
function operandsInText(
  node: Node,
  resolve: (id: NodeId) => NodeId,
  enables: Set<NodeId>,
): readonly NodeId[] {
  if (node.kind === 'concat' && node.operands.every((part) => part === node.operands[0])) {
    return node.operands.slice(0, 1)
  }
  if (node.kind !== 'register' || node.enable === null) return operandsOf(node)
  const enable = resolve(node.enable)
  if (enables.has(enable)) return [node.next]
  enables.add(enable)
  return operandsOf(node)
}

function isSignedOperator(node: Node): boolean {
  return node.kind === 'binary' && ['slt', 'sle', 'sgt', 'sge', 'smul', 'sar'].includes(node.operator)
}

function isShift(node: Node): boolean {
  return node.kind === 'binary' && ['shl', 'shr', 'sar'].includes(node.operator)
}

/** Whether `a op b op c` is written without parentheses. */
function isChain(node: Node): boolean {
  return node.kind === 'binary' && ['and', 'or', 'xor', 'add'].includes(node.operator)
}

/** Bits of an address of `depth` words. */
export function addressWidth(depth: number): number {
  return Math.max(1, clog2(depth))
}
