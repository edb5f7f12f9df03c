/** Constants as sized literals; long ones as concatenations of shorter literals. */

import { toSigned } from '../ir/evaluate.ts'
import type { Expression, Literal } from '../verilog/tree.ts'

/** No literal has more bits: tools stop counting somewhere above. */
const widestLiteral = 4096

/** Constants with more significant bits are written in pieces of this size, which also keeps lines short. */
const pieceWidth = 256

/** What a constant stands for: a number is written in decimal, a pattern of bits in hexadecimal. */
export type Reading = 'number' | 'pattern'

/** `value` in `width` bits. */
export function constant(value: bigint, width: number, reading: Reading = 'number'): Expression {
  const ones = (1n << BigInt(width)) - 1n
  if (width > 64 && value === ones) return { kind: 'replicate', count: width, part: literal(1n, 1) }
  if (value === 0n) return zeros(width)
  if (value < 1n << BigInt(pieceWidth) && width <= widestLiteral) return literal(value, width, reading)
  const parts: Expression[] = []
  for (let low = 0; low < width; low += pieceWidth) {
    const size = Math.min(pieceWidth, width - low)
    const rest = value >> BigInt(low)
    if (rest === 0n) {
      parts.unshift(zeros(width - low))
      break
    }
    parts.unshift(literal(BigInt.asUintN(size, rest), size, 'pattern'))
  }
  return { kind: 'concat', parts }
}

function zeros(width: number): Expression {
  return width <= widestLiteral
    ? literal(0n, width)
    : { kind: 'replicate', count: width, part: literal(0n, 1) }
}

/** One sized, unsigned literal. */
export function literal(value: bigint, width: number, reading: Reading = 'number'): Literal {
  return { kind: 'literal', width, signed: false, base: baseOf(value, width, reading), value }
}

function baseOf(value: bigint, width: number, reading: Reading): Literal['base'] {
  if (width === 1) return 'b'
  if (value < 10n) return 'd'
  return reading === 'number' && value < 1n << 32n ? 'd' : 'h'
}

/** `value`, read as two's complement, as a signed literal: `8'sd5`, `-8'sd3`. */
export function signedConstant(value: bigint, width: number): Expression {
  const number = toSigned(value, width)
  const magnitude = number < 0n ? -number : number
  if (width > pieceWidth)
    return { kind: 'call', function: '$signed', argument: constant(BigInt.asUintN(width, value), width) }
  const base = baseOf(magnitude, width, 'number')
  const positive: Literal = { kind: 'literal', width, signed: true, base, value: magnitude }
  return number < 0n ? { kind: 'unary', operator: '-', operand: positive } : positive
}
