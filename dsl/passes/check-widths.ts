/** Checks that every node obeys the width rules of its kind; the front end says the same earlier and friendlier. */

import type { DiagnosticInput, Report } from '../diagnostics.ts'
import type { Module } from '../ir/design.ts'
import { binaryWidth, unaryWidth } from '../ir/evaluate.ts'
import type { BinaryNode, MatchNode, Node, NodeId } from '../ir/node.ts'
import { atNode, bits, inModule, label, operationOf } from './describe.ts'
import { checkPass } from './pass.ts'

/**
 * BL0150 not a width, BL0151 constant that does not fit, BL0152 operand of a wrong width, BL0153 result of a
 * wrong width, BL0154 slice outside of its operand, BL0155 match value listed twice, BL0156 match value that
 * the subject cannot have, BL0157 output driven by another width. The rules stand in `dsl/ir/node.ts`.
 */
export const checkWidths = checkPass('widths', (module, _design, report) => {
  for (const id of module.nodes.keys()) new NodeCheck(module, id, report).run()
  for (const port of module.ports) {
    if (port.direction === 'input') continue
    const driver = module.outputs[port.name]!
    const { width } = module.nodes[driver]!
    if (width === port.width) continue
    report.error({
      code: 'BL0157',
      message: `the output \`${port.name}\` of module \`${module.name}\` is ${bits(port.width)}, but ${label(module, driver)} is ${bits(width)}`,
      ...inModule(module),
      place: port.place ?? module.place,
      help: adapt(width, port.width),
    })
  }
})

function adapt(from: number, to: number): string {
  return from < to ? `use .zext(${to}) or .sext(${to})` : `use .trunc(${to})`
}

class NodeCheck {
  readonly #module: Module
  readonly #id: NodeId
  readonly #node: Node
  readonly #report: Report

  constructor(module: Module, id: NodeId, report: Report) {
    this.#module = module
    this.#id = id
    this.#node = module.nodes[id]!
    this.#report = report
  }

  run(): void {
    const node = this.#node
    if (!Number.isSafeInteger(node.width) || node.width < 1) {
      const message = `${label(this.#module, this.#id)} has width ${node.width}; widths are whole numbers of at least 1`
      this.#error({ code: 'BL0150', message })
      return
    }
    switch (node.kind) {
      case 'input': {
        const port = this.#module.ports.find((candidate) => candidate.name === node.port)
        if (port) this.#result(port.width)
        break
      }
      case 'constant':
        if (node.value < 0n || node.value >> BigInt(node.width) !== 0n) {
          const message = `the constant ${node.value} does not fit in ${bits(node.width)}`
          this.#error({ code: 'BL0151', message })
        }
        break
      case 'unary':
        this.#result(unaryWidth(node.operator, this.#widthOf(node.operand)))
        break
      case 'binary':
        this.#binary(node)
        break
      case 'slice':
        this.#slice(node.operand, node.low, node.width)
        break
      case 'element':
        this.#operand(node.operand, 'the vector', node.width * 2 ** this.#widthOf(node.index))
        break
      case 'concat':
        this.#result(node.operands.reduce((sum, id) => sum + this.#widthOf(id), 0))
        break
      case 'extend':
        if (this.#widthOf(node.operand) >= node.width) {
          const message = `${this.#what()} must widen its operand to ${bits(node.width)}, but ${this.#sized(node.operand)}`
          this.#error({ code: 'BL0153', message })
        }
        break
      case 'mux':
        this.#operand(node.condition, 'the condition', 1)
        this.#operand(node.whenTrue, 'the first arm', node.width)
        this.#operand(node.whenFalse, 'the second arm', node.width)
        break
      case 'match':
        this.#match(node)
        break
      case 'register':
        this.#operand(node.next, 'the next value', node.width)
        if (node.enable !== null) this.#operand(node.enable, 'the enable', 1)
        if (node.init !== null && (node.init < 0n || node.init >> BigInt(node.width) !== 0n)) {
          const message = `the initial value ${node.init} of ${label(this.#module, this.#id)} does not fit in ${bits(node.width)}`
          this.#error({ code: 'BL0151', message })
        }
        break
      case 'wire':
        this.#operand(node.driver, 'the driver', node.width)
        break
      case 'memoryRead':
      case 'instanceOutput':
        break // Held by the passes for memories and drivers.
    }
  }

  #binary(node: BinaryNode): void {
    const [left, right] = [this.#widthOf(node.left), this.#widthOf(node.right)]
    const anyWidths = ['mul', 'smul', 'shl', 'shr', 'sar'].includes(node.operator)
    if (!anyWidths && left !== right) {
      const [narrow, wide] = left < right ? [node.left, right] : [node.right, left]
      this.#error({
        code: 'BL0152',
        message: `width mismatch in ${this.#what()}: ${this.#sized(node.left)}, ${this.#sized(node.right)}`,
        help: `extend or truncate one side: ${label(this.#module, narrow).replaceAll('`', '')}.zext(${wide})`,
      })
      return
    }
    this.#result(binaryWidth(node.operator, left, right))
  }

  #slice(operand: NodeId, low: number, width: number): void {
    if (Number.isSafeInteger(low) && low >= 0 && low + width <= this.#widthOf(operand)) return
    this.#error({
      code: 'BL0154',
      message: `${this.#what()} takes bits ${low + width - 1}..${low}, but ${this.#sized(operand)}`,
    })
  }

  #match(node: MatchNode): void {
    const subjectWidth = this.#widthOf(node.subject)
    const seen = new Set<bigint>()
    for (const [index, arm] of node.arms.entries()) {
      this.#operand(arm.result, `the result of arm ${index}`, node.width)
      for (const value of arm.values) {
        if (value < 0n || value >> BigInt(subjectWidth) !== 0n) {
          const message = `${this.#what()} has an arm for ${value}, but ${this.#sized(node.subject)}`
          this.#error({ code: 'BL0156', message })
        }
        if (seen.has(value)) {
          const message = `${this.#what()} lists the value ${value} twice`
          this.#error({ code: 'BL0155', message, help: 'keep one of the arms; the first would win' })
        }
        seen.add(value)
      }
    }
    this.#operand(node.otherwise, 'the result otherwise', node.width)
  }

  #operand(id: NodeId, role: string, width: number): void {
    const found = this.#widthOf(id)
    if (found === width) return
    const message = `${role} of ${this.#what()} must have ${bits(width)}, but ${this.#sized(id)}`
    this.#error({ code: 'BL0152', message, help: adapt(found, width) })
  }

  #result(width: number): void {
    if (this.#node.width === width) return
    const message = `${this.#what()} gives ${bits(width)}, but is declared with ${bits(this.#node.width)}`
    this.#error({ code: 'BL0153', message })
  }

  #widthOf(id: NodeId): number {
    return this.#module.nodes[id]!.width
  }

  /** `` `a` is 4 bits``. */
  #sized(id: NodeId): string {
    return `${label(this.#module, id)} is ${bits(this.#widthOf(id))}`
  }

  /** The operator, with the name of its result where there is one. */
  #what(): string {
    const name = this.#module.meta[this.#id]!.name
    const operation = operationOf(this.#node)
    return name === null ? operation : `${operation} \`${name}\``
  }

  #error(found: DiagnosticInput): void {
    this.#report.error({ ...atNode(this.#module, this.#id), ...found })
  }
}
