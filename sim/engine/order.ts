/** The order of evaluation: what is computed in every cycle, operands first, and what changes at the clock edge. */

import type { Node, NodeId } from '../../dsl/ir/node.ts'
import { combinationalOperandsOf, operandsOf } from '../../dsl/ir/walk.ts'
import type { FlatDesign } from './flatten.ts'

/** A flat design in evaluation order; values that nobody can see are left out. */
export interface Schedule {
  /**
   * The nodes of the design and copies of registers behind them. A wire in this list is such a copy: a register that
   * feeds another one directly must be read before the edge.
   */
  readonly nodes: readonly Node[]
  /** Nodes with a combinational value, operands before users. */
  readonly combinational: readonly NodeId[]
  readonly registers: readonly NodeId[]
  readonly synchronousReads: readonly NodeId[]
  /** Indices of the memories that are read. */
  readonly memories: readonly number[]
  /** The node to take at the clock edge for `id`: itself, or its copy. */
  readonly atEdge: (id: NodeId) => NodeId
}

/**
 * Orders the design, starting from its outputs.
 *
 * @param extraRoots nodes to compute although no output depends on them
 * @throws Error for a combinational loop, which the check passes have excluded
 */
export function schedule(design: FlatDesign, extraRoots: Iterable<NodeId> = []): Schedule {
  const walk = new Walk(design)
  for (const id of Object.values(design.outputs)) walk.visit(id)
  for (const id of extraRoots) walk.visit(id)
  return walk.finish()
}

class Walk {
  readonly #design: FlatDesign
  readonly #nodes: Node[]
  readonly #combinational: NodeId[] = []
  readonly #registers: NodeId[] = []
  readonly #synchronousReads: NodeId[] = []
  readonly #memories = new Set<number>()
  readonly #state = new Map<NodeId, 'open' | 'done'>()
  /** Roots found on the way: operands of registers and memories. */
  readonly #later: NodeId[] = []

  constructor(design: FlatDesign) {
    this.#design = design
    this.#nodes = [...design.nodes]
  }

  /** Depth first with a stack of its own: designs are deeper than the stack of the language. */
  visit(root: NodeId): void {
    const stack: NodeId[] = [root]
    while (stack.length > 0) {
      const id = stack.at(-1)!
      const state = this.#state.get(id)
      if (state === 'done') {
        stack.pop()
      } else if (state === 'open') {
        this.#state.set(id, 'done')
        this.#finish(id)
        stack.pop()
      } else {
        this.#state.set(id, 'open')
        for (const operand of combinationalOperandsOf(this.#nodes[id]!)) {
          if (this.#state.get(operand) === 'open') {
            const path = this.#design.paths[operand] ?? `node ${operand}`
            throw new Error(`internal: a combinational loop through ${path} reached the engine`)
          }
          stack.push(operand)
        }
      }
    }
  }

  #finish(id: NodeId): void {
    const node = this.#nodes[id]!
    if (node.kind === 'register') {
      this.#registers.push(id)
      this.#later.push(...operandsOf(node))
    } else if (node.kind === 'memoryRead' && node.synchronous) {
      this.#synchronousReads.push(id)
      this.#later.push(...operandsOf(node))
    } else if (node.kind !== 'input' && node.kind !== 'constant') {
      this.#combinational.push(id)
    }
    if (node.kind === 'memoryRead' && !this.#memories.has(node.memory)) {
      this.#memories.add(node.memory)
      for (const write of this.#design.memories[node.memory]!.writes) {
        this.#later.push(write.address, write.data, write.enable)
      }
    }
  }

  finish(): Schedule {
    const edgeOperands = new Set<NodeId>()
    for (let id = this.#later.pop(); id !== undefined; id = this.#later.pop()) {
      edgeOperands.add(id)
      this.visit(id)
    }
    const copies = new Map<NodeId, NodeId>()
    for (const id of edgeOperands) {
      const node = this.#nodes[id]!
      if (node.kind !== 'register' && !(node.kind === 'memoryRead' && node.synchronous)) continue
      copies.set(id, this.#nodes.length)
      this.#combinational.push(this.#nodes.length)
      this.#nodes.push({ kind: 'wire', width: node.width, driver: id })
    }
    return {
      nodes: this.#nodes,
      combinational: this.#combinational,
      registers: this.#registers,
      synchronousReads: this.#synchronousReads,
      memories: [...this.#memories].sort((a, b) => a - b),
      atEdge: (id) => copies.get(id) ?? id,
    }
  }
}
