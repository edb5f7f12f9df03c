/** The tree of exactly the SystemVerilog that Bitloom prints: the printer writes it, the self-check reads it back. */

import type { Direction } from '../ir/design.ts'

/** A sized literal such as `8'd5`; `signed` ones are written `8'sd5`. */
export interface Literal {
  readonly kind: 'literal'
  readonly width: number
  readonly signed: boolean
  readonly base: 'b' | 'd' | 'h'
  readonly value: bigint
}

/** A whole signal. */
export interface Name {
  readonly kind: 'name'
  readonly name: string
}

/** One constant bit: `name[3]`. */
export interface Bit {
  readonly kind: 'bit'
  readonly name: string
  readonly bit: number
}

/** A constant part-select: `name[7:0]`. */
export interface Range {
  readonly kind: 'range'
  readonly name: string
  readonly high: number
  readonly low: number
}

/** A bit of a vector or a word of a memory at a computed place: `name[index]`. */
export interface Element {
  readonly kind: 'element'
  readonly name: string
  readonly index: Expression
}

/** `width` bits upwards from a computed place: `name[base +: 8]`. */
export interface Window {
  readonly kind: 'window'
  readonly name: string
  readonly base: Expression
  readonly width: number
}

export const unarySigns = ['~', '-', '&', '|', '^'] as const
export type UnarySign = (typeof unarySigns)[number]

export interface Unary {
  readonly kind: 'unary'
  readonly operator: UnarySign
  readonly operand: Expression
}

export const relationalSigns = ['<', '<=', '>', '>=', '==', '!='] as const
export const binarySigns = ['*', '+', '-', '<<', '>>', '>>>', ...relationalSigns, '&', '^', '|'] as const
export type BinarySign = (typeof binarySigns)[number]

export interface Binary {
  readonly kind: 'binary'
  readonly operator: BinarySign
  readonly left: Expression
  readonly right: Expression
}

/** `condition ? whenTrue : whenFalse`. */
export interface Conditional {
  readonly kind: 'conditional'
  readonly condition: Expression
  readonly whenTrue: Expression
  readonly whenFalse: Expression
}

/** `{a, b}`; the first part is the most significant. */
export interface Concat {
  readonly kind: 'concat'
  readonly parts: readonly Expression[]
}

/** `{8{a}}`. */
export interface Replicate {
  readonly kind: 'replicate'
  readonly count: number
  readonly part: Expression
}

/** A size cast: `8'(a)`. */
export interface Cast {
  readonly kind: 'cast'
  readonly width: number
  readonly operand: Expression
}

export const systemFunctions = ['$countones', '$signed', '$unsigned'] as const
export type SystemFunction = (typeof systemFunctions)[number]

export interface Call {
  readonly kind: 'call'
  readonly function: SystemFunction
  readonly argument: Expression
}

export type Expression =
  | Literal
  | Name
  | Bit
  | Range
  | Element
  | Window
  | Unary
  | Binary
  | Conditional
  | Concat
  | Replicate
  | Cast
  | Call

/** Comment lines above a declaration, and the trailing one (a source place) behind it. */
export interface Remarks {
  readonly above: readonly string[]
  readonly trailing: string | null
}

export interface PortDeclaration extends Remarks {
  readonly direction: Direction
  readonly width: number
  readonly name: string
}

/** `localparam logic [7:0] name = value;` */
export interface LocalParameter extends Remarks {
  readonly kind: 'localparam'
  readonly width: number
  readonly name: string
  readonly value: Expression
}

/** `logic [7:0] name;` */
export interface SignalDeclaration extends Remarks {
  readonly kind: 'signal'
  readonly width: number
  readonly name: string
}

/** `(* attribute = "value" *) logic [7:0] name [0:63];` */
export interface MemoryDeclaration extends Remarks {
  readonly kind: 'memory'
  readonly width: number
  readonly depth: number
  readonly name: string
  readonly attribute: { readonly name: string; readonly value: string } | null
}

/** `initial $readmemh("file", memory);` */
export interface ReadMemory {
  readonly kind: 'readmemh'
  readonly file: string
  readonly memory: string
}

/** `assign target = value;` */
export interface Assign {
  readonly kind: 'assign'
  readonly target: string
  readonly value: Expression
}

/** An `always_comb` that decodes `subject` into `target`. */
export interface CombinationalCase {
  readonly kind: 'case'
  readonly subject: Expression
  readonly target: string
  readonly arms: readonly { readonly labels: readonly Literal[]; readonly value: Expression }[]
  readonly otherwise: Expression
}

/** `target <= value;`; the target is a signal or a word of a memory. */
export interface NonBlocking {
  readonly kind: 'nonblocking'
  readonly target: Name | Element
  readonly value: Expression
}

/** `if (condition) begin … end else begin … end`; `otherwise` may be empty. */
export interface If {
  readonly kind: 'if'
  readonly condition: Expression
  readonly whenTrue: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export type Statement = NonBlocking | If

/** `always_ff @(posedge clock) begin … end` */
export interface Sequential {
  readonly kind: 'sequential'
  readonly clock: string
  readonly body: readonly Statement[]
}

/** An instance with every port connected by name. */
export interface InstanceItem extends Remarks {
  readonly kind: 'instance'
  readonly module: string
  readonly name: string
  readonly connections: readonly { readonly port: string; readonly value: Expression }[]
}

export type Item =
  | LocalParameter
  | SignalDeclaration
  | MemoryDeclaration
  | ReadMemory
  | Assign
  | CombinationalCase
  | Sequential
  | InstanceItem

/** One file: `` `default_nettype none``, the header comment, one module, `` `default_nettype wire``. */
export interface VerilogModule {
  /** The header comment, one entry a line. */
  readonly header: readonly string[]
  readonly name: string
  /** The comment behind the opening of the port list: the source place. */
  readonly trailing: string | null
  readonly ports: readonly PortDeclaration[]
  readonly items: readonly Item[]
}
