/** One module that applies every operator to operands of one width, alone and inside each other. */

import type { Module } from '../../dsl/ir/design.ts'
import { binaryOperators, type NodeId, unaryOperators } from '../../dsl/ir/node.ts'
import { TestBuilder } from './emit-modules.ts'

/** Amounts of 1,000 bits are as legal as those of three. */
const amountWidths = [1, 3, 31, 32, 33, 64, 65, 1000]

/** The module `operators_WIDTH`; inputs `a`, `b`, `c` of `width` bits, `flag`, and `amount_N`. */
export function everyOperator(width: number): Module {
  const b = new TestBuilder(`operators_${width}`)
  const [left, right, other] = [b.input('a', width), b.input('b', width), b.input('c', width)]
  const bit = b.input('flag', 1)
  const amounts = (isWide(width) ? [3, 33, 1000] : amountWidths).map((size) =>
    b.input(`amount_${size}`, size),
  )
  const outputs: [name: string, value: NodeId][] = []
  const show = (name: string, value: NodeId) => outputs.push([name, value])

  for (const operator of unaryOperators) show(`x_${operator}`, b.unary(operator, left))
  const shifts = ['shl', 'shr', 'sar'] as const
  const others = binaryOperators.filter((operator) => !shifts.some((shift) => shift === operator))
  for (const operator of others) show(`x_${operator}`, b.binary(operator, left, right))
  for (const operator of shifts) {
    for (const amount of amounts) {
      show(`${operator}_by_${b.widthOf(amount)}`, b.binary(operator, left, amount))
    }
    for (const distance of new Set(isWide(width) ? [1, width] : [0, 1, width - 1, width, width + 1])) {
      const amount = b.constant(distance, 11)
      show(`${operator}_by_constant_${distance}`, b.binary(operator, left, amount))
    }
  }
  constants(b, width, left, show)
  widthChanges(b, width, left, right, show)
  nested(b, width, { left, right, other, bit, amount: b.slice(amounts.at(-1)!, 5, 3) }, show)
  for (const [name, value] of outputs) b.output(name, value)
  return b.combinational()
}

/** On wider operands only what depends on the width is repeated: Yosys' loop check takes the square of it. */
function isWide(width: number): boolean {
  return width > 100
}

type Show = (name: string, value: NodeId) => void

/** Comparisons with the constants that decide them, and with those beside. */
function constants(b: TestBuilder, width: number, left: NodeId, show: Show): void {
  const top = 1n << BigInt(width - 1)
  const extremes = [0n, 1n, 2n * top - 1n, 2n * top - 2n, top, top - 1n, (2n * top) / 3n]
  const values = new Set(isWide(width) ? [top, (2n * top) / 3n] : extremes)
  const all = ['lt', 'le', 'gt', 'ge', 'slt', 'sle', 'sgt', 'sge', 'eq', 'add', 'mul', 'smul'] as const
  for (const operator of isWide(width) ? (['ge', 'sge', 'add'] as const) : all) {
    for (const [i, value] of [...values].entries()) {
      show(`${operator}_constant_${i}`, b.binary(operator, left, b.constant(value, width)))
      show(`constant_${i}_${operator}`, b.binary(operator, b.constant(value, width), left))
    }
  }
}

function widthChanges(b: TestBuilder, width: number, left: NodeId, right: NodeId, show: Show): void {
  const sum = () => b.binary('add', left, right)
  for (const more of isWide(width) ? [64] : [1, 2, 64]) {
    show(`zext_${more}`, b.zext(left, width + more))
    show(`sext_${more}`, b.sext(left, width + more))
    show(`zext_sum_${more}`, b.zext(sum(), width + more))
    show(`sext_sum_${more}`, b.sext(sum(), width + more))
    show(`zext_sext_${more}`, b.zext(b.sext(left, width + more), width + more + 3))
    show(`zext_not_${more}`, b.zext(b.unary('not', left), width + more))
    show(`zext_negate_${more}`, b.zext(b.unary('negate', left), width + more))
    show(`zext_xnor_${more}`, b.zext(b.binary('xnor', left, right), width + more))
    show(`zext_concat_${more}`, b.zext(b.concat([left, right]), 2 * width + more))
  }
  if (!isWide(width)) show('zext_count', b.zext(b.unary('popcount', left), width + 8))
  const grown = () => b.binary('add', b.zext(left, width + 1), b.zext(right, width + 1))
  show('carry', b.slice(grown(), width, 1))
  show('mean', b.slice(b.binary('shr', grown(), b.constant(1, 1)), 0, width))
  show('low_of_grown', b.slice(grown(), 0, width))
  show('top_bit', b.slice(left, width - 1, 1))
  show('bits_of_bits', b.slice(b.slice(b.concat([left, right]), 1, width), 0, Math.ceil(width / 2)))
  show('replicated', b.concat([left, left, left]))
  show('joined', b.concat([left, b.constant(5, 3), b.concat([right, left])]))
}

interface Operands {
  readonly left: NodeId
  readonly right: NodeId
  readonly other: NodeId
  readonly bit: NodeId
  readonly amount: NodeId
}

/** Expressions inside expressions: where self-determined widths and spreading signs would show. */
function nested(b: TestBuilder, width: number, operands: Operands, show: Show): void {
  const { left, right, other, bit, amount } = operands
  const sar = () => b.binary('sar', left, amount)
  const wide = (id: NodeId) => b.sext(id, width + 2)
  const count = () => b.unary('popcount', b.binary('xor', left, right))
  for (const operator of isWide(width) ? [] : (['add', 'lt', 'slt'] as const)) {
    show(`${operator}_of_count`, b.binary(operator, count(), b.unary('popcount', other)))
  }
  const all = ['add', 'sub', 'xor', 'lt', 'ge', 'slt', 'sgt', 'eq', 'mul', 'smul'] as const
  const operators = isWide(width) ? (['add', 'slt'] as const) : all
  for (const operator of operators) {
    show(`${operator}_of_sar`, b.binary(operator, sar(), right))
    show(`${operator}_of_sext`, b.binary(operator, wide(left), wide(right)))
    show(`${operator}_of_sum`, b.binary(operator, b.binary('add', left, right), b.unary('negate', other)))
    show(`${operator}_of_not`, b.binary(operator, b.unary('not', left), b.binary('xnor', right, other)))
    const chosen = b.mux(bit, b.sext(left, width + 1), b.sext(right, width + 1))
    show(`${operator}_of_mux`, b.binary(operator, chosen, b.sext(other, width + 1)))
  }
  show('shr_of_sext', b.binary('shr', wide(left), amount))
  show('sar_of_sum', b.binary('sar', b.binary('add', left, right), amount))
  show('shl_of_not', b.zext(b.binary('shl', b.unary('not', left), amount), width + 4))
  show('not_of_compare', b.unary('not', b.binary('slt', wide(left), wide(right))))
  show(
    'mux_of_mux',
    b.mux(b.mux(bit, bit, b.slice(left, 0, 1)), b.mux(bit, left, right), b.mux(bit, right, other)),
  )
  const vector = b.concat([left, right, other, b.binary('sub', left, right)])
  show('element', b.element(vector, b.slice(b.concat([amount, bit]), 0, 2), width))
  show('element_of_bits', b.element(b.concat([amount, b.constant(9, 5)]), amount, 1))
  show(
    'decoded',
    b.match(
      amount,
      [
        [[0, 3], b.slice(b.concat([left, right]), 1, width)],
        [[1], b.binary('add', left, right)],
        [[7], b.constant(1, width)],
      ],
      other,
    ),
  )
}
