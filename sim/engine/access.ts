/** How generated code reads values: a constant, a local of the same function, or words of the memory of all values. */

import type { Node, NodeId } from '../../dsl/ir/node.ts'
import { wordsOf } from '../words.ts'
import type { FlatDesign } from './flatten.ts'
import type { Layout } from './layout.ts'
import type { Schedule } from './order.ts'

/** Word `index` of a constant as JavaScript; negative numbers come in parentheses. */
export function literal(value: bigint, index = 0): string {
  const word = BigInt.asIntN(32, value >> BigInt(32 * index))
  return word < 0n ? `(${word})` : `${word}`
}

/**
 * Expressions for values, as seen from the function being written. Every word is a signed 32-bit number, and the bits
 * above a value's width are 0.
 */
export class Access {
  readonly design: FlatDesign
  readonly #schedule: Schedule
  readonly #layout: Layout
  readonly #tables: Int32Array[] = []
  #function: number | null = null

  constructor(design: FlatDesign, schedule: Schedule, layout: Layout) {
    this.design = design
    this.#schedule = schedule
    this.#layout = layout
  }

  /** Constant tables that the code refers to as `t0`, `t1` and so on. */
  get tables(): readonly Int32Array[] {
    return this.#tables
  }

  /** Begins function `index` of the layout, or with null code outside of them. */
  enter(index: number | null): void {
    this.#function = index
  }

  node(id: NodeId): Node {
    return this.#schedule.nodes[id]!
  }

  width(id: NodeId): number {
    return this.node(id).width
  }

  isFused(id: NodeId): boolean {
    return this.#layout.fused.has(id)
  }

  slotOrNull(id: NodeId): number | null {
    return this.#layout.slots.get(id) ?? null
  }

  /** The first word of a stored value. */
  slot(id: NodeId): number {
    const slot = this.slotOrNull(id)
    if (slot === null) throw new Error(`internal: node ${id} has no place in the engine's memory`)
    return slot
  }

  /** Word `index` of a value. */
  word(id: NodeId, index = 0): string {
    const node = this.node(id)
    if (node.kind === 'constant') return literal(node.value, index)
    if (node.width <= 32 && this.#function !== null && this.#layout.functionOf.get(id) === this.#function) {
      return `v${id}`
    }
    return `m[${this.slot(id) + index}]`
  }

  /** All words of a value, lowest first. */
  words(id: NodeId): string[] {
    return Array.from({ length: wordsOf(this.width(id)) }, (_, index) => this.word(id, index))
  }

  /** A value of at most 32 bits as a number that is not negative. */
  unsigned(id: NodeId): string {
    if (this.width(id) > 32) throw new Error('internal: an index of more than 32 bits')
    return this.width(id) === 32 ? `(${this.word(id)} >>> 0)` : this.word(id)
  }

  /** `count` (at most 32) bits of a value from bit `low` on. */
  bits(id: NodeId, low: number, count: number): string {
    const index = low >>> 5
    const shift = low & 31
    const valid = Math.min(32, this.width(id) - 32 * index)
    const word = this.word(id, index)
    const lower = shift === 0 ? word : `(${word} >>> ${shift})`
    if (shift + count <= 32) return shift + count < valid ? masked(lower, count) : lower
    return masked(`(${lower} | (${this.word(id, index + 1)} << ${32 - shift}))`, count)
  }

  /** Statements that copy a value to a slot. */
  copyTo(slot: number, id: NodeId): string {
    const words = wordsOf(this.width(id))
    if (words > 4) return `copy(m, ${slot}, ${this.slot(id)}, ${words})`
    return this.words(id)
      .map((word, index) => `m[${slot + index}] = ${word}`)
      .join('; ')
  }

  /** Adds a constant table and returns its name. */
  table(contents: Int32Array): string {
    this.#tables.push(contents)
    return `t${this.#tables.length - 1}`
  }
}

/** The low `width` bits of an expression. */
export function masked(expression: string, width: number): string {
  return width === 32 ? expression : `(${expression} & ${2 ** width - 1})`
}
