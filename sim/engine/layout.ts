/** Where each value lives: in the memory of all values, or only as a constant of the function that computes it. */

import type { BinaryOperator, NodeId } from '../../dsl/ir/node.ts'
import { operandsOf } from '../../dsl/ir/walk.ts'
import { wordsOf } from '../words.ts'
import type { FlatDesign } from './flatten.ts'
import type { Schedule } from './order.ts'

/**
 * V8 leaves very long functions to its interpreter, which costs some 60 ns a statement instead of 1 to 2 ns. Up to 300
 * are compiled; with 100 that happens a little sooner.
 */
const statementsPerFunction = 100

/** Up to this many words, an operator is written out word by word; above, it is a call. */
export const unrolledWords = 4

export interface Layout {
  /** Number of words; some spare ones at the end let a read run over the last value. */
  readonly size: number
  /** First word of a stored value, undefined for a value that never leaves its function. */
  readonly slots: ReadonlyMap<NodeId, number>
  /** The combinational nodes, function by function. */
  readonly functions: readonly (readonly NodeId[])[]
  /** Index into `functions` of a combinational node. */
  readonly functionOf: ReadonlyMap<NodeId, number>
  /** XNORs that only a popcount reads: the two become one call. */
  readonly fused: ReadonlySet<NodeId>
}

/** Lays out the values of a design; `kept` nodes are stored although nothing else needs it. */
export function layOut(design: FlatDesign, schedule: Schedule, kept: ReadonlySet<NodeId>): Layout {
  const { nodes } = schedule
  const users = countUsers(design, schedule)
  const fused = new Set<NodeId>()
  for (const id of schedule.combinational) {
    const node = nodes[id]!
    if (node.kind !== 'unary' || node.operator !== 'popcount') continue
    const operand = nodes[node.operand]!
    const only = users.get(node.operand) === 1 && !kept.has(node.operand)
    if (operand.kind === 'binary' && operand.operator === 'xnor' && operand.width > 32 && only) {
      fused.add(node.operand)
    }
  }

  const functions: NodeId[][] = []
  const functionOf = new Map<NodeId, number>()
  let room = 0
  for (const id of schedule.combinational) {
    if (fused.has(id)) continue
    const node = nodes[id]!
    const words = wordsOf(node.width)
    const cost = node.kind === 'match' ? node.arms.length + 2 : words <= unrolledWords ? words + 1 : 1
    if (room < cost) {
      functions.push([])
      room = statementsPerFunction
    }
    room -= cost
    functions.at(-1)!.push(id)
    functionOf.set(id, functions.length - 1)
  }

  const slots = new Map<NodeId, number>()
  let size = 0
  const store = (id: NodeId) => {
    if (slots.has(id) || fused.has(id)) return
    slots.set(id, size)
    size += wordsOf(nodes[id]!.width)
  }
  design.inputs.forEach(store)
  Object.values(design.outputs).forEach(store)
  kept.forEach(store)
  schedule.registers.forEach(store)
  schedule.synchronousReads.forEach(store)
  edgeOperandsOf(design, schedule).forEach(store)
  for (const id of schedule.combinational) {
    const user = nodes[id]!
    if (user.width > 32) store(id)
    // A wide product is a call that reads its operands from memory, however narrow they are.
    const product = user.kind === 'binary' && isProduct(user.operator) && user.width > 32
    for (const operand of operandsOf(user)) {
      const { kind, width } = nodes[operand]!
      const local = kind === 'constant' || functionOf.get(operand) === functionOf.get(id)
      if (width > 32 || product || !local) store(operand)
    }
  }
  return { size: size + 2, slots, functions, functionOf, fused }
}

function isProduct(operator: BinaryOperator): boolean {
  return operator === 'mul' || operator === 'smul'
}

/** What registers and memories take at the clock edge. */
export function edgeOperandsOf(design: FlatDesign, schedule: Schedule): NodeId[] {
  const { nodes, atEdge } = schedule
  return [
    ...[...schedule.registers, ...schedule.synchronousReads].flatMap((id) => operandsOf(nodes[id]!)),
    ...schedule.memories.flatMap((memory) =>
      design.memories[memory]!.writes.flatMap((write) => [write.address, write.data, write.enable]),
    ),
  ].map(atEdge)
}

function countUsers(design: FlatDesign, schedule: Schedule): Map<NodeId, number> {
  const users = new Map<NodeId, number>()
  const use = (id: NodeId) => users.set(id, (users.get(id) ?? 0) + 1)
  for (const id of schedule.combinational) operandsOf(schedule.nodes[id]!).forEach(use)
  edgeOperandsOf(design, schedule).forEach(use)
  Object.values(design.outputs).forEach(use)
  return users
}
