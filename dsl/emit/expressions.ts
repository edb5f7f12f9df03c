/** Values as expressions: every operator of the language in the form whose widths and signs all tools agree on. */

import { clog2 } from '../ir/evaluate.ts'
import type { BinaryNode, ConcatNode, ElementNode, NodeId, UnaryNode } from '../ir/node.ts'
import type { BinarySign, Expression } from '../verilog/tree.ts'
import { compare } from './comparisons.ts'
import { constant, literal, type Reading, signedConstant } from './literals.ts'
import type { Names } from './names.ts'
import { unsigned } from './sign.ts'
import { amountLimit, countLimit, type SignalPlan } from './signals.ts'
import { countOnes, name, select, signExtend, truncate, zeroExtend } from './widths.ts'

/** Above this, Verilator 5.006 rejects signed products (VL_MULS_MAX_WORDS); unsigned ones of any width are fine. */
const signedProductLimit = 512

const signs: Partial<Record<BinaryNode['operator'], BinarySign>> = {
  and: '&',
  or: '|',
  xor: '^',
  add: '+',
  sub: '-',
}

/** Writes the values of one module. */
export class ExpressionWriter {
  readonly #plan: SignalPlan
  readonly #names: Names

  constructor(plan: SignalPlan, names: Names) {
    this.#plan = plan
    this.#names = names
  }

  /** The value of `id` where it is used: the name of its signal, or the expression itself. */
  use(id: NodeId, reading: Reading = 'number'): Expression {
    const value = this.#plan.resolve(id)
    const signal = this.#names.signals.get(value)
    return signal === undefined ? this.define(value, reading) : name(signal)
  }

  /** What the signal of `id` is assigned. Registers, memory reads, cases and instances are not expressions. */
  define(id: NodeId, reading: Reading = 'number'): Expression {
    const node = this.#plan.node(id)
    switch (node.kind) {
      case 'constant':
        return constant(node.value, node.width, reading)
      case 'unary':
        return this.#unary(node)
      case 'binary':
        return this.#binary(node)
      case 'slice':
        return this.bits(node.operand, node.low, node.width)
      case 'element':
        return this.#element(node)
      case 'concat':
        return this.#concat(node)
      case 'extend': {
        const change = node.signed ? signExtend : zeroExtend
        return change(this.use(node.operand), this.#width(node.operand), node.width)
      }
      case 'wire':
        return this.use(node.driver)
      case 'mux':
        return {
          kind: 'conditional',
          condition: this.use(node.condition),
          whenTrue: this.use(node.whenTrue),
          whenFalse: this.use(node.whenFalse),
        }
      case 'input':
      case 'match':
      case 'register':
      case 'memoryRead':
      case 'instanceOutput':
        throw new Error(
          `internal: node ${id} of ${this.#plan.module.name} (${node.kind}) is not an expression`,
        )
    }
  }

  /** Bits `low + width - 1 .. low` of a value. */
  bits(operand: NodeId, low: number, width: number): Expression {
    const id = this.#plan.resolve(operand)
    const node = this.#plan.node(id)
    const signal = this.#names.signals.get(id)
    if (signal !== undefined) return select(signal, node.width, low, width)
    if (low === 0 && width === node.width) return this.use(id)
    if (node.kind === 'constant') {
      return constant(BigInt.asUintN(width, node.value >> BigInt(low)), width, 'pattern')
    }
    const inner = node.kind === 'slice' ? this.bits(node.operand, node.low + low, width) : null
    if (inner !== null) return inner
    if (low > 0)
      throw new Error(`internal: bits of node ${id} of ${this.#plan.module.name}, which has no name`)
    return truncate(this.use(id), width)
  }

  /** A value as an address of `width` bits; unsigned, because a signed index may be negative. */
  address(id: NodeId, width: number): Expression {
    const from = this.#width(id)
    return unsigned(from > width ? this.bits(id, 0, width) : zeroExtend(this.use(id), from, width))
  }

  #width(id: NodeId): number {
    return this.#plan.node(id).width
  }

  #unary(node: UnaryNode): Expression {
    const operand = this.use(node.operand)
    switch (node.operator) {
      case 'not':
        return { kind: 'unary', operator: '~', operand }
      case 'negate':
        return { kind: 'unary', operator: '-', operand }
      case 'reduceAnd':
        return { kind: 'unary', operator: '&', operand }
      case 'reduceOr':
        return { kind: 'unary', operator: '|', operand }
      case 'reduceXor':
        return { kind: 'unary', operator: '^', operand }
      case 'popcount':
        return this.#popcount(node)
    }
  }

  /** A count of at most 64 bits, or the sum of the counts of slices. */
  #popcount(node: UnaryNode): Expression {
    const whole = this.#width(node.operand)
    const count = (low: number): Expression => {
      const size = Math.min(countLimit, whole - low)
      const slice = this.bits(node.operand, low, size)
      if (size === 1) return zeroExtend(slice, 1, node.width)
      return countOnes(slice, node.width)
    }
    let sum = count(0)
    for (let low = countLimit; low < whole; low += countLimit) {
      sum = { kind: 'binary', operator: '+', left: sum, right: count(low) }
    }
    return sum
  }

  #binary(node: BinaryNode): Expression {
    switch (node.operator) {
      case 'and':
      case 'or':
      case 'xor':
        return this.#infix(signs[node.operator]!, node, 'pattern')
      case 'xnor':
        return { kind: 'unary', operator: '~', operand: this.#infix('^', node, 'pattern') }
      case 'add':
      case 'sub':
        return this.#infix(signs[node.operator]!, node, 'number')
      case 'mul':
        return this.#product(node, (id) => zeroExtend(this.use(id), this.#width(id), node.width))
      case 'smul':
        return this.#product(node, (id) => this.#signedFactor(id, node.width))
      case 'shl':
        return this.#shift('<<', this.use(node.left), node)
      case 'shr':
        return this.#shift('>>', unsigned(this.use(node.left)), node)
      case 'sar':
        return this.#shift('>>>', { kind: 'call', function: '$signed', argument: this.use(node.left) }, node)
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'slt':
      case 'sle':
      case 'sgt':
      case 'sge':
        return compare(node.operator, this.#comparand(node.left), this.#comparand(node.right))
    }
  }

  #infix(operator: BinarySign, node: BinaryNode, reading: Reading): Expression {
    return {
      kind: 'binary',
      operator,
      left: this.use(node.left, reading),
      right: this.use(node.right, reading),
    }
  }

  #product(node: BinaryNode, factor: (id: NodeId) => Expression): Expression {
    return { kind: 'binary', operator: '*', left: factor(node.left), right: factor(node.right) }
  }

  #signedFactor(id: NodeId, width: number): Expression {
    const value = this.#constantOf(id)
    const factor =
      value === null
        ? signExtend(this.use(id), this.#width(id), width)
        : signedConstant(BigInt.asIntN(this.#width(id), value), width)
    return width > signedProductLimit ? unsigned(factor) : factor
  }

  #comparand(id: NodeId) {
    const node = this.#plan.node(this.#plan.resolve(id))
    const value = node.kind === 'constant' ? node.value : null
    return { expression: this.use(id), width: node.width, value }
  }

  /** The value of an unnamed constant. */
  #constantOf(id: NodeId): bigint | null {
    const value = this.#plan.resolve(id)
    const node = this.#plan.node(value)
    return node.kind === 'constant' && !this.#plan.isSignal(value) ? node.value : null
  }

  #shift(operator: '<<' | '>>' | '>>>', left: Expression, node: BinaryNode): Expression {
    return { kind: 'binary', operator, left, right: this.#amount(node.right, node.width) }
  }

  /** A shift amount; a very wide one is first cut to what matters for a value of `width` bits. */
  #amount(id: NodeId, width: number): Expression {
    const from = this.#width(id)
    if (from <= amountLimit) return this.use(id)
    const enough = clog2(width + 1)
    const most = (1n << BigInt(enough)) - 1n
    const value = this.#constantOf(id)
    if (value !== null) return literal(value < most ? value : most, enough)
    return {
      kind: 'conditional',
      condition: { kind: 'unary', operator: '|', operand: this.bits(id, enough, from - enough) },
      whenTrue: literal(most, enough),
      whenFalse: this.bits(id, 0, enough),
    }
  }

  #element(node: ElementNode): Expression {
    const vector = this.#names.signals.get(this.#plan.resolve(node.operand))
    if (vector === undefined) throw new Error(`internal: a vector of ${this.#plan.module.name} has no name`)
    const value = this.#constantOf(node.index)
    if (value !== null) return this.bits(node.operand, Number(value) * node.width, node.width)
    const index = this.use(node.index)
    if (node.width === 1) return { kind: 'element', name: vector, index: unsigned(index) }
    return { kind: 'window', name: vector, base: this.#firstBit(node, index), width: node.width }
  }

  /** Where element `index` begins: index times the element's width, without losing a bit. */
  #firstBit(node: ElementNode, index: Expression): Expression {
    const step = clog2(node.width)
    const indexWidth = this.#width(node.index)
    if (node.width === 2 ** step) {
      return {
        kind: 'concat',
        parts: [...(index.kind === 'concat' ? index.parts : [index]), literal(0n, step)],
      }
    }
    const width = clog2(node.width * 2 ** indexWidth)
    const right = literal(BigInt(node.width), width)
    return { kind: 'binary', operator: '*', left: zeroExtend(index, indexWidth, width), right }
  }

  #concat(node: ConcatNode): Expression {
    const [first, ...rest] = node.operands.map((id) => this.#plan.resolve(id))
    if (rest.length > 0 && rest.every((id) => id === first)) {
      return { kind: 'replicate', count: node.operands.length, part: this.use(first!, 'pattern') }
    }
    const parts = node.operands.flatMap((id) => {
      const part = this.use(id, 'pattern')
      return part.kind === 'concat' ? part.parts : [part]
    })
    return { kind: 'concat', parts }
  }
}
