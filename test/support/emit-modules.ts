/** Hand-built modules for tests of the printer, and what becomes of them. */

import { type EmitOptions, emitDesign } from '../../dsl/emit/index.ts'
import { ModuleBuilder, type ModuleHeader } from '../../dsl/ir/builder.ts'
import type { Design, Meta, Module } from '../../dsl/ir/design.ts'
import { binaryWidth, unaryWidth } from '../../dsl/ir/evaluate.ts'
import type { BinaryOperator, NodeId, UnaryOperator } from '../../dsl/ir/node.ts'

/** A builder with short forms for the nodes that tests need most. */
export class TestBuilder extends ModuleBuilder {
  constructor(name: string, header: Partial<ModuleHeader> = {}) {
    super({ name, generator: 'Test', parameters: {}, contract: null, latency: null, place: null, ...header })
  }

  widthOf(id: NodeId): number {
    return this.nodes[id]!.width
  }

  constant(value: bigint | number, width: number, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'constant', width, value: BigInt.asUintN(width, BigInt(value)) }, meta)
  }

  unary(operator: UnaryOperator, operand: NodeId, meta: Partial<Meta> = {}): NodeId {
    const width = unaryWidth(operator, this.widthOf(operand))
    return this.add({ kind: 'unary', width, operator, operand }, meta)
  }

  binary(operator: BinaryOperator, left: NodeId, right: NodeId, meta: Partial<Meta> = {}): NodeId {
    const width = binaryWidth(operator, this.widthOf(left), this.widthOf(right))
    return this.add({ kind: 'binary', width, operator, left, right }, meta)
  }

  slice(operand: NodeId, low: number, width: number, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'slice', width, operand, low }, meta)
  }

  element(operand: NodeId, index: NodeId, width: number, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'element', width, operand, index }, meta)
  }

  concat(operands: readonly NodeId[], meta: Partial<Meta> = {}): NodeId {
    const width = operands.reduce((sum, id) => sum + this.widthOf(id), 0)
    return this.add({ kind: 'concat', width, operands }, meta)
  }

  zext(operand: NodeId, width: number, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'extend', width, signed: false, operand }, meta)
  }

  sext(operand: NodeId, width: number, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'extend', width, signed: true, operand }, meta)
  }

  mux(condition: NodeId, whenTrue: NodeId, whenFalse: NodeId, meta: Partial<Meta> = {}): NodeId {
    return this.add({ kind: 'mux', width: this.widthOf(whenTrue), condition, whenTrue, whenFalse }, meta)
  }

  match(
    subject: NodeId,
    arms: readonly (readonly [values: readonly number[], result: NodeId])[],
    otherwise: NodeId,
    meta: Partial<Meta> = {},
  ): NodeId {
    const listed = arms.map(([values, result]) => ({ values: values.map((value) => BigInt(value)), result }))
    return this.add({ kind: 'match', width: this.widthOf(otherwise), subject, arms: listed, otherwise }, meta)
  }

  /** The finished module, without a clock. */
  combinational(): Module {
    return this.finish({ clocked: false, resettable: false })
  }

  /** The finished module with clock and reset. */
  sequential(): Module {
    return this.finish({ clocked: true, resettable: true })
  }
}

/** A variable's name, as the naming transform gives it. */
export function variable(name: string, line?: number): Partial<Meta> {
  return { name, strength: 'variable', place: line === undefined ? null : { file: 'test.ts', line } }
}

/** A design of these modules, definitions before users; the last one is the top. */
export function designOf(...modules: readonly Module[]): Design {
  return { top: modules.at(-1)!.name, modules }
}

/** The text of the last module. */
export function textOf(...modules: readonly Module[]): string {
  return emittedText(modules)
}

/** The same with options. */
export function emittedText(modules: readonly Module[], options: EmitOptions = {}): string {
  const design = designOf(...modules)
  return emitDesign(design, options).files.get(`${design.top}.sv`)!
}

/** The text between the ports and `endmodule` of the last module. */
export function bodyOf(...modules: readonly Module[]): string {
  const text = textOf(...modules)
  return text.slice(text.indexOf(');\n') + 3, text.indexOf('\nendmodule\n') + 1)
}
