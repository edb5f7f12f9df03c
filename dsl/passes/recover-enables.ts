/** Recovers register enables: a register that takes itself back in some cycles is one that is enabled in the others. */

import type { Module } from '../ir/design.ts'
import type { Node, NodeId, RegisterNode } from '../ir/node.ts'
import { eachOperand, rootsOf } from '../ir/walk.ts'
import { livenessOf } from './liveness.ts'
import { rewritePass } from './pass.ts'
import { Rewriter } from './rewriter.ts'

/**
 * `next = c ? x : self` becomes `next = x` enabled by `c`, through nested muxes too. A mux inside the tree is
 * taken apart only if nothing else reads it, and never if it was given a name with `.named()`.
 */
export const recoverEnables = rewritePass('recover enables', (module: Module): Module => {
  let current = module
  // Taking one tree apart can leave a mux with a single reader in another.
  for (let before: Module | null = null; before !== current; ) {
    before = current
    current = recoverOnce(current)
  }
  return current
})

function recoverOnce(module: Module): Module {
  const isCandidate = (node: Node) => node.kind === 'register' && module.nodes[node.next]!.kind === 'mux'
  if (!module.nodes.some(isCandidate)) return module
  const rewriter = new Rewriter(module)
  const readers = countReaders(module)
  for (const [id, node] of module.nodes.entries()) {
    if (node.kind === 'register') recover(rewriter, readers, id, node)
  }
  return rewriter.finish()
}

/** How many live places read each node. */
function countReaders(module: Module): Uint32Array {
  const live = livenessOf(module).nodes
  const readers = new Uint32Array(module.nodes.length)
  for (const [id, node] of module.nodes.entries()) {
    if (live[id]) eachOperand(node, (operand) => readers[operand]!++)
  }
  for (const id of rootsOf(module)) readers[id]!++
  return readers
}

/** When a register takes a new value: in all cycles, in none, or where a 1-bit node is 1. */
type Condition = 'always' | 'never' | NodeId

/** The next value of a register as a pair; `value` only matters where `enable` holds. */
interface Update {
  readonly enable: Condition
  readonly value: NodeId
}

function recover(rewriter: Rewriter, readers: Uint32Array, register: NodeId, node: RegisterNode): void {
  const split = (id: NodeId, isTop: boolean): Update => {
    if (id === register) return { enable: 'never', value: id }
    const mux = rewriter.node(id)
    const isWhole = mux.kind !== 'mux' || rewriter.meta(id).strength === 'explicit'
    if (isWhole || (!isTop && (readers[id] !== 1 || readers[node.next] !== 1))) {
      return { enable: 'always', value: id }
    }
    const [whenTrue, whenFalse] = [split(mux.whenTrue, false), split(mux.whenFalse, false)]
    return {
      enable: choose(rewriter, id, mux.condition, whenTrue.enable, whenFalse.enable),
      value: chooseValue(rewriter, id, whenTrue, whenFalse),
    }
  }

  const { enable, value } = split(node.next, true)
  if (enable === 'never' || enable === 'always') return
  const both = node.enable === null ? enable : logic(rewriter, 'and', node.enable, enable, node.next)
  rewriter.set(register, { ...node, next: value, enable: both })
}

/** `condition ? whenTrue : whenFalse` over conditions. */
function choose(
  rewriter: Rewriter,
  like: NodeId,
  condition: NodeId,
  whenTrue: Condition,
  whenFalse: Condition,
): Condition {
  if (whenTrue === whenFalse) return whenTrue
  if (whenTrue === 'always') {
    return whenFalse === 'never' ? condition : logic(rewriter, 'or', condition, whenFalse as NodeId, like)
  }
  if (whenFalse === 'never') return logic(rewriter, 'and', condition, whenTrue as NodeId, like)
  if (whenTrue === 'never') {
    const inverse = invert(rewriter, condition, like)
    return whenFalse === 'always' ? inverse : logic(rewriter, 'and', inverse, whenFalse, like)
  }
  if (whenFalse === 'always') return logic(rewriter, 'or', invert(rewriter, condition, like), whenTrue, like)
  return rewriter.add({ kind: 'mux', width: 1, condition, whenTrue, whenFalse }, like)
}

function chooseValue(rewriter: Rewriter, id: NodeId, whenTrue: Update, whenFalse: Update): NodeId {
  if (whenTrue.enable === 'always' && whenFalse.enable === 'always') return id
  if (whenTrue.enable === 'never' || whenTrue.value === whenFalse.value) return whenFalse.value
  if (whenFalse.enable === 'never') return whenTrue.value
  const mux = rewriter.node(id) as Extract<Node, { kind: 'mux' }>
  if (mux.whenTrue === whenTrue.value && mux.whenFalse === whenFalse.value) return id
  return rewriter.add({ ...mux, whenTrue: whenTrue.value, whenFalse: whenFalse.value }, id)
}

function invert(rewriter: Rewriter, condition: NodeId, like: NodeId): NodeId {
  const node = rewriter.node(condition)
  if (node.kind === 'unary' && node.operator === 'not') return node.operand
  return rewriter.add({ kind: 'unary', width: 1, operator: 'not', operand: condition }, like)
}

function logic(
  rewriter: Rewriter,
  operator: 'and' | 'or',
  left: NodeId,
  right: NodeId,
  like: NodeId,
): NodeId {
  return rewriter.add({ kind: 'binary', width: 1, operator, left, right }, like)
}
