/** Random designs over every node kind, operator and odd width: registers, memories, decoders and a hierarchy of two. */

import type { ModuleBuilder } from '../../dsl/ir/builder.ts'
import type { Design, Module } from '../../dsl/ir/design.ts'
import { binaryWidth, unaryWidth } from '../../dsl/ir/evaluate.ts'
import { binaryOperators, type NodeId, unaryOperators } from '../../dsl/ir/node.ts'
import { randomWords } from '../../sim/random.ts'
import type { TargetPort } from '../../sim/target.ts'
import { builderOf, contentsOf, designOf } from './sim-modules.ts'

const widths = [1, 1, 1, 3, 8, 31, 32, 33, 63, 64, 65, 100]

/** Seeded choices. */
export class Choices {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = randomWords(seed)
  }

  below(limit: number): number {
    return this.#next() % limit
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  bits(width: number): bigint {
    let value = 0n
    for (let have = 0; have < width; have += 32) value = (value << 32n) | BigInt(this.#next())
    return BigInt.asUintN(width, value)
  }
}

/**
 * A design of `size` random nodes in the top module, over a child with a third of that. Nothing in it depends on the
 * state at power-up once it was reset with `write` at 0.
 */
export function randomDesign(seed: number, size: number): Design {
  const choices = new Choices(seed)
  const child = randomModule('child', choices, Math.ceil(size / 3), null)
  return designOf(child, randomModule('top', choices, size, child))
}

/** A value for every input port of a random design; `write` stays 0 during a reset at power-up. */
export function randomInputs(
  choices: Choices,
  ports: readonly TargetPort[],
  { atPowerUp = false } = {},
): Record<string, bigint> {
  const inputs = ports.filter((port) => port.direction === 'input')
  return Object.fromEntries(
    inputs.map(({ name, width }) => [name, atPowerUp && name === 'write' ? 0n : choices.bits(width)]),
  )
}

function randomModule(name: string, choices: Choices, size: number, child: Module | null): Module {
  const b = builderOf(name)
  const maker = new Maker(b, choices)
  for (let i = 0; i < 4; i++) maker.pool.push(b.input(`in${i}`, choices.of(widths)))
  const registers = Array.from({ length: 3 }, () => {
    const width = choices.of(widths)
    return b.register(width, { init: choices.bits(width) })
  })
  maker.pool.push(...registers)
  if (child) maker.memory(b.input('write', 1))
  maker.memory(null)
  for (let i = 0; i < size; i++) {
    if (child && i === size >> 1) maker.instance(child)
    maker.pool.push(maker.node())
  }
  for (const register of registers) {
    b.drive(register, maker.ofWidth(b.nodes[register]!.width), choices.below(2) ? maker.ofWidth(1) : null)
  }
  for (let i = 0; i < 4; i++) b.output(`out${i}`, maker.pool.at(-1 - i)!)
  return b.finish({ clocked: true, resettable: true })
}

/** Adds random nodes that read nodes made before. */
class Maker {
  readonly pool: NodeId[] = []
  readonly #b: ModuleBuilder
  readonly #choices: Choices

  constructor(b: ModuleBuilder, choices: Choices) {
    this.#b = b
    this.#choices = choices
  }

  #width(id: NodeId): number {
    return this.#b.nodes[id]!.width
  }

  /** Any node, recent ones more often, so that circuits become deep. */
  any(): NodeId {
    const recent = this.#choices.below(2) ? this.pool.slice(-8) : this.pool
    return this.#choices.of(recent)
  }

  /** A node cut or extended to a width. */
  ofWidth(width: number): NodeId {
    const id = this.any()
    const have = this.#width(id)
    if (have === width) return id
    if (have > width) {
      const low = this.#choices.below(have - width + 1)
      return this.#b.add({ kind: 'slice', width, operand: id, low })
    }
    return this.#b.add({ kind: 'extend', width, signed: this.#choices.below(2) === 1, operand: id })
  }

  node(): NodeId {
    const { below, of } = {
      below: (limit: number) => this.#choices.below(limit),
      of: <T>(list: readonly T[]) => this.#choices.of(list),
    }
    const b = this.#b
    switch (below(10)) {
      case 0: {
        const width = of(widths)
        return b.add({ kind: 'constant', width, value: this.#choices.bits(width) })
      }
      case 1: {
        const operand = this.any()
        const operator = of(unaryOperators)
        return b.add({ kind: 'unary', width: unaryWidth(operator, this.#width(operand)), operator, operand })
      }
      case 2: {
        const width = of(widths)
        const condition = this.ofWidth(1)
        const [whenTrue, whenFalse] = [this.ofWidth(width), this.ofWidth(width)]
        return b.add({ kind: 'mux', width, condition, whenTrue, whenFalse })
      }
      case 3: {
        const operands = Array.from({ length: 1 + below(4) }, () => this.any())
        const width = operands.reduce((sum, id) => sum + this.#width(id), 0)
        return width > 200 ? operands[0]! : b.add({ kind: 'concat', width, operands })
      }
      case 4: {
        const [width, indexWidth] = [of([1, 3, 8, 32, 33]), 1 + below(3)]
        const operand = this.ofWidth(width * 2 ** indexWidth)
        return b.add({ kind: 'element', width, operand, index: this.ofWidth(indexWidth) })
      }
      case 5:
        return this.#decoder(of(widths))
      case 6: {
        const driver = this.any()
        return b.add({ kind: 'wire', width: this.#width(driver), driver })
      }
      default:
        return this.#binary()
    }
  }

  #binary(): NodeId {
    const operator = this.#choices.of(binaryOperators)
    const left = /mul$/.test(operator) ? this.ofWidth(this.#choices.of([1, 8, 17, 33, 40])) : this.any()
    const right = /^(sh|sa)/.test(operator)
      ? this.ofWidth(this.#choices.of([1, 5, 7]))
      : /mul$/.test(operator)
        ? this.ofWidth(this.#choices.of([1, 9, 32, 40]))
        : this.ofWidth(this.#width(left))
    const width = binaryWidth(operator, this.#width(left), this.#width(right))
    return this.#b.add({ kind: 'binary', width, operator, left, right })
  }

  #decoder(width: number): NodeId {
    const subject = this.ofWidth(3)
    const arms = [
      { values: [0n, 6n], result: this.ofWidth(width) },
      { values: [BigInt(1 + this.#choices.below(5))], result: this.ofWidth(width) },
    ]
    const otherwise = this.ofWidth(width)
    return this.#b.add({ kind: 'match', width, subject, arms, otherwise })
  }

  /** A ROM, or with an enable a RAM with one write port; one read port of each kind. */
  memory(write: NodeId | null): void {
    const b = this.#b
    const width = this.#choices.of([1, 8, 33, 70])
    const contents = contentsOf(
      width,
      Array.from({ length: 8 }, () => this.#choices.bits(width)),
    )
    const name = write === null ? 'rom' : 'ram'
    const memory = b.memory({ name, depth: 8, width, style: 'auto', contents, place: null })
    if (write !== null)
      b.write(memory, { address: this.ofWidth(3), data: this.ofWidth(width), enable: write })
    const read = { kind: 'memoryRead', width, memory } as const
    this.pool.push(b.add({ ...read, address: this.ofWidth(3), synchronous: false, enable: null }))
    // The first word of a synchronous read is unknown, so it shows only once something was read.
    const enable = this.ofWidth(1)
    const later = b.add({ ...read, address: this.ofWidth(3), synchronous: true, enable })
    const seen = b.register(1, { init: 0n, enable })
    b.drive(seen, b.add({ kind: 'constant', width: 1, value: 1n }))
    const nothing = b.add({ kind: 'constant', width, value: 0n })
    this.pool.push(b.add({ kind: 'mux', width, condition: seen, whenTrue: later, whenFalse: nothing }))
  }

  instance(child: Module): void {
    const inputs = child.ports
      .filter((port) => port.direction === 'input')
      .map((port) => [port.name, this.ofWidth(port.width)] as const)
    const index = this.#b.instance({
      name: 'inner',
      module: child.name,
      inputs: Object.fromEntries(inputs),
      place: null,
    })
    for (const port of child.ports) {
      if (port.direction !== 'output') continue
      this.pool.push(
        this.#b.add({ kind: 'instanceOutput', width: port.width, instance: index, port: port.name }),
      )
    }
  }
}
