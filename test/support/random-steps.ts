/** The steps of random circuits: each adds one operator, register, memory or instance to a growing module. */

import { Data } from '../../dsl/data.ts'
import { undriven } from '../../dsl/ir/builder.ts'
import { binaryWidth, clog2, unaryWidth } from '../../dsl/ir/evaluate.ts'
import { type BinaryOperator, binaryOperators, type NodeId, unaryOperators } from '../../dsl/ir/node.ts'
import type { RandomModule } from './random-module.ts'

type Step = (growing: RandomModule) => void

const factorWidths = [1, 2, 7, 31, 33, 64, 65] as const
const amountWidths = [1, 2, 7, 31] as const
const comparisons = binaryOperators.filter((operator) => binaryWidth(operator, 2, 2) === 1)

const unary: Step = (growing) => {
  const operator = growing.random.pick(unaryOperators)
  const operand = growing.ofWidth(growing.width())
  growing.show(growing.unary(operator, operand, unaryWidth(operator, growing.widthOf(operand))))
}

const binary: Step = (growing) => {
  const operator = growing.random.pick(binaryOperators)
  const [left, right] = operandsFor(growing, operator)
  const width = binaryWidth(operator, growing.widthOf(left), growing.widthOf(right))
  growing.show(growing.binary(operator, left, right, width))
  // The same once more, so that there is something to share; or nearly the same, which must not be shared.
  if (growing.random.oneIn(5)) growing.show(growing.binary(operator, left, right, width))
  const fits = growing.widthOf(left) === growing.widthOf(right) || operator === 'mul' || operator === 'smul'
  if (growing.random.oneIn(5) && fits) growing.show(growing.binary(operator, right, left, width))
}

function operandsFor(growing: RandomModule, operator: BinaryOperator): [NodeId, NodeId] {
  const { random } = growing
  if (operator === 'mul' || operator === 'smul') {
    return [growing.ofWidth(random.pick(factorWidths)), growing.ofWidth(random.pick(factorWidths))]
  }
  const left = growing.ofWidth(growing.width())
  const isShift = operator === 'shl' || operator === 'shr' || operator === 'sar'
  return [left, growing.ofWidth(isShift ? random.pick(amountWidths) : growing.widthOf(left))]
}

/** An operator with a constant on one side or the same value on both, as generators write for extreme parameters. */
const degenerate: Step = (growing) => {
  const { random } = growing
  const operator = random.pick(binaryOperators)
  const operand = growing.ofWidth(random.pick(factorWidths))
  const width = growing.widthOf(operand)
  const isShift = operator === 'shl' || operator === 'shr' || operator === 'sar'
  const other = random.oneIn(4) && !isShift ? operand : growing.constant(random.bits(width), width)
  const amount = () => growing.constant(random.pick([0n, 1n, BigInt(width - 1), BigInt(width)]), 7)
  const [left, right] = isShift ? [operand, amount()] : random.oneIn(2) ? [operand, other] : [other, operand]
  growing.show(growing.binary(operator, left, right, binaryWidth(operator, width, growing.widthOf(right))))
}

/** A comparison of an extended value or a count with a constant around its smallest or largest. */
const threshold: Step = (growing) => {
  const { random } = growing
  const operand = growing.ofWidth(random.pick(factorWidths))
  const inner = growing.widthOf(operand)
  const [value, edge] = random.oneIn(2)
    ? [growing.unary('popcount', operand, clog2(inner + 1)), BigInt(inner)]
    : [
        growing.add({ kind: 'extend', width: inner + 2, signed: random.oneIn(2), operand }),
        random.pick([0n, (1n << BigInt(inner)) - 1n, 1n << BigInt(inner - 1), -(1n << BigInt(inner - 1))]),
      ]
  const width = growing.widthOf(value)
  const limit = growing.constant(BigInt.asUintN(width, edge + random.pick([-1n, 0n, 1n])), width)
  const [left, right] = random.oneIn(2) ? [value, limit] : [limit, value]
  growing.show(growing.binary(random.pick(comparisons), left, right, 1))
}

const constant: Step = (growing) => {
  const width = growing.width()
  growing.show(growing.constant(growing.random.bits(width), width))
}

const slice: Step = (growing) => {
  const operand = growing.any()
  const width = 1 + growing.random.below(growing.widthOf(operand))
  const low = growing.random.below(growing.widthOf(operand) - width + 1)
  growing.show(growing.add({ kind: 'slice', width, operand, low }))
}

const element: Step = (growing) => {
  const { random } = growing
  const indexWidth = 1 + random.below(3)
  const width = random.pick([1, 2, 7, 33, 64])
  const operand = growing.ofWidth(width * 2 ** indexWidth)
  growing.show(growing.add({ kind: 'element', width, operand, index: growing.ofWidth(indexWidth) }))
}

const concat: Step = (growing) => {
  const operands = Array.from({ length: 1 + growing.random.below(4) }, () => growing.any())
  const width = operands.reduce((sum, id) => sum + growing.widthOf(id), 0)
  if (width <= 2000) growing.show(growing.add({ kind: 'concat', width, operands }))
}

const extend: Step = (growing) => {
  const operand = growing.any()
  const width = growing.widthOf(operand) + 1 + growing.random.below(40)
  growing.show(growing.add({ kind: 'extend', width, signed: growing.random.oneIn(2), operand }))
}

/** A slice along the seams of a concatenation, or a slice or extension around the end of an extended value. */
const seam: Step = (growing) => {
  const { random } = growing
  const parts = Array.from({ length: 2 + random.below(3) }, () => growing.ofWidth(random.pick([1, 2, 7, 31])))
  const widths = parts.map((id) => growing.widthOf(id))
  const total = (list: readonly number[]) => list.reduce((sum, width) => sum + width, 0)
  if (random.oneIn(2)) {
    const operand = growing.add({ kind: 'concat', width: total(widths), operands: parts })
    const first = random.below(parts.length)
    const last = first + random.below(parts.length - first)
    const low = total(widths.slice(last + 1))
    growing.show(growing.add({ kind: 'slice', width: total(widths.slice(first, last + 1)), operand, low }))
    return
  }
  const [width, inner] = [widths[0]! + 4, parts[0]!]
  const operand = growing.add({ kind: 'extend', width, signed: random.oneIn(2), operand: inner })
  if (random.oneIn(2)) {
    growing.show(growing.add({ kind: 'extend', width: width + 3, signed: random.oneIn(2), operand }))
    return
  }
  const low = random.pick([0, Math.max(0, growing.widthOf(inner) - 1), growing.widthOf(inner)])
  growing.show(growing.add({ kind: 'slice', width: 1 + random.below(width - low), operand, low }))
}

const mux: Step = (growing) => {
  const width = growing.width()
  growing.show(growing.mux(growing.ofWidth(1), growing.ofWidth(width), growing.ofWidth(width)))
}

const match: Step = (growing) => {
  const { random } = growing
  const subject = growing.ofWidth(random.pick([1, 2, 2, 7, 33, 65]))
  const subjectWidth = growing.widthOf(subject)
  const width = growing.width()
  const values = [...new Set(Array.from({ length: 6 }, () => random.bits(subjectWidth)))]
  const arms = []
  while (values.length > 0) {
    arms.push({ values: values.splice(0, 1 + random.below(3)), result: growing.ofWidth(width) })
  }
  growing.show(growing.add({ kind: 'match', width, subject, arms, otherwise: growing.ofWidth(width) }))
}

/** A register with a reset, its next value chosen at the end from everything. */
const register: Step = (growing) => {
  const { random } = growing
  const width = growing.width()
  const enable = random.oneIn(2) ? growing.ofWidth(1) : null
  growing.show(growing.openRegister(width, random.bits(width), enable))
}

/** A register without a reset, shown once it has been set. */
const registerWithoutReset: Step = (growing) => {
  const width = growing.width()
  const enable = growing.random.oneIn(2) ? growing.ofWidth(1) : null
  const value = growing.openRegister(width, null, enable)
  growing.show(growing.mux(onceSet(growing, enable), value, growing.ofWidth(width)))
}

/** 1 from the cycle after the first in which `enable` was 1. */
function onceSet(growing: RandomModule, enable: NodeId | null): NodeId {
  return growing.register(1, 0n, growing.constant(1n, 1), enable)
}

/** A register that takes itself back under some conditions, as `when` writes it. */
const holdingRegister: Step = (growing) => {
  const { random } = growing
  const width = growing.width()
  const enable = random.oneIn(3) ? growing.ofWidth(1) : null
  const id = growing.register(width, random.bits(width), undriven, enable)
  const tree = (depth: number): NodeId => {
    if (depth === 0) return random.oneIn(2) ? id : growing.ofWidth(width)
    return growing.mux(growing.ofWidth(1), tree(random.below(depth)), tree(random.below(depth)))
  }
  growing.builder.drive(id, tree(3))
  growing.show(id)
}

const wire: Step = (growing) => {
  growing.show(growing.openWire(growing.width()))
}

/** A RAM whose words are shown once they have been written. */
const ram: Step = (growing) => {
  const { random, builder } = growing
  const addressWidth = random.pick([1, 2, 3, 5])
  const depth = 2 ** addressWidth
  const width = growing.width()
  const style = random.pick(['auto', 'block', 'distributed'] as const)
  const place = { file: 'random.ts', line: growing.line }
  const name = `ram${builder.memories.length}`
  const memory = builder.memory({ name, depth, width, style, contents: null, place })

  const written = growing.register(depth, 0n, undriven)
  let writtenNext = written
  for (let writes = random.oneIn(4) ? 2 : 1; writes > 0; writes--) {
    const write = { address: growing.ofWidth(addressWidth), data: growing.ofWidth(width) }
    const enable = growing.ofWidth(1)
    builder.write(memory, { ...write, enable })
    const mask = growing.binary('shl', growing.constant(1n, depth), write.address, depth)
    writtenNext = growing.mux(enable, growing.binary('or', writtenNext, mask, depth), writtenNext)
  }
  builder.drive(written, writtenNext)

  const sameAddress = random.oneIn(2) ? growing.ofWidth(addressWidth) : null
  for (let reads = 1 + random.below(2); reads > 0; reads--) {
    const address = sameAddress ?? growing.ofWidth(addressWidth)
    const known = growing.add({ kind: 'element', width: 1, operand: written, index: address })
    readPort(growing, memory, address, known, style === 'block' || random.oneIn(2))
  }
}

const rom: Step = (growing) => {
  const { random, builder } = growing
  const addressWidth = random.pick([1, 2, 5])
  const width = growing.width()
  const contents = Data.of(
    width,
    Array.from({ length: 2 ** addressWidth }, () => random.bits(width)),
  )
  const style = random.pick(['auto', 'block', 'logic'] as const)
  const place = { file: 'random.ts', line: growing.line }
  const name = `rom${builder.memories.length}`
  const memory = builder.memory({ name, depth: contents.depth, width, style, contents, place })
  readPort(growing, memory, growing.ofWidth(addressWidth), growing.constant(1n, 1), style === 'block')
}

/** Shows the word at `address` where `known` says that it has been set, else some other value. */
function readPort(
  growing: RandomModule,
  memory: number,
  address: NodeId,
  known: NodeId,
  synchronous: boolean,
): void {
  const { width } = growing.builder.memories[memory]!
  const enable = synchronous && growing.random.oneIn(2) ? growing.ofWidth(1) : null
  const word = growing.add({ kind: 'memoryRead', width, memory, address, synchronous, enable })
  const isSet = synchronous ? growing.register(1, 0n, known, enable) : known
  growing.show(growing.mux(isSet, word, growing.ofWidth(width)))
}

const instance: Step = (growing) => {
  if (growing.definitions.length === 0) binary(growing)
  else growing.instance(growing.random.pick(growing.definitions))
}

/** One of these is drawn for each step; frequent ones are listed more than once. */
export const randomSteps: readonly Step[] = [
  ...[unary, unary, binary, binary, binary, binary, binary, degenerate, degenerate, threshold],
  ...[constant, slice, seam, seam, element, concat, extend, mux, mux, match, wire, wire, ram, rom, instance],
  ...[register, register, registerWithoutReset, holdingRegister, holdingRegister],
]
