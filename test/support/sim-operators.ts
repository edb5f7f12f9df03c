/** One design with every operator of the language at many widths, each on its own output. */

import type { Design } from '../../dsl/ir/design.ts'
import { binaryWidth, unaryWidth } from '../../dsl/ir/evaluate.ts'
import { binaryOperators, unaryOperators } from '../../dsl/ir/node.ts'
import { builderOf, designOf } from './sim-modules.ts'

/** Inputs `a<w>` and `b<w>` for each width and a shift amount `amount`; outputs `<operator><w>`. */
export function everyOperator(widths: readonly number[]): Design {
  const b = builderOf('operators')
  const amount = b.input('amount', 7)
  for (const width of widths) {
    const left = b.input(`a${width}`, width)
    const right = b.input(`b${width}`, width)
    for (const operator of unaryOperators) {
      const result = unaryWidth(operator, width)
      b.output(`${operator}${width}`, b.add({ kind: 'unary', width: result, operator, operand: left }))
    }
    for (const operator of binaryOperators) {
      const other = /^(sh|sa)/.test(operator) ? amount : right
      const result = binaryWidth(operator, width, b.nodes[other]!.width)
      b.output(`${operator}${width}`, b.add({ kind: 'binary', width: result, operator, left, right: other }))
    }
  }
  return designOf(b.finish({ clocked: false, resettable: false }))
}

/** The values at the borders of the signed and unsigned ranges. */
export function corners(width: number): bigint[] {
  const all = (1n << BigInt(width)) - 1n
  const sign = 1n << BigInt(width - 1)
  return [0n, 1n & all, all, sign, sign - 1n, (sign + 1n) & all, all ^ 1n]
}
