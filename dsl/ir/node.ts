/** The value nodes of the intermediate representation: one discriminated union of plain, frozen data. */

/** Index of a node in its module's `nodes`. */
export type NodeId = number

export const unaryOperators = ['not', 'negate', 'reduceAnd', 'reduceOr', 'reduceXor', 'popcount'] as const
export type UnaryOperator = (typeof unaryOperators)[number]

export const binaryOperators = [
  'and',
  'or',
  'xor',
  'xnor',
  'add',
  'sub',
  'mul',
  'smul',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'slt',
  'sle',
  'sgt',
  'sge',
  'shl',
  'shr',
  'sar',
] as const
export type BinaryOperator = (typeof binaryOperators)[number]

/** The value of an input port. */
export interface InputNode {
  readonly kind: 'input'
  readonly width: number
  readonly port: string
}

/** A constant, 0 <= value < 2^width. */
export interface ConstantNode {
  readonly kind: 'constant'
  readonly width: number
  readonly value: bigint
}

/**
 * `not` and `negate` (two's complement) keep the operand's width; the reductions give 1 bit;
 * `popcount` counts ones in `clog2(w + 1)` bits. Wide operands stay one node.
 */
export interface UnaryNode {
  readonly kind: 'unary'
  readonly width: number
  readonly operator: UnaryOperator
  readonly operand: NodeId
}

/**
 * Logic and `add`/`sub` (which wrap): both operands and the result have one width. `mul`/`smul`: the result is as wide as
 * both operands together, never loses a bit. Comparisons: equal operand widths, 1-bit result, `s...` signed.
 * Shifts: the result has the left width, the right operand is an unsigned amount of any width; amounts of the left width
 * or more give 0 (`sar`: copies of the sign).
 */
export interface BinaryNode {
  readonly kind: 'binary'
  readonly width: number
  readonly operator: BinaryOperator
  readonly left: NodeId
  readonly right: NodeId
}

/** Bits `low + width - 1 .. low` of the operand. */
export interface SliceNode {
  readonly kind: 'slice'
  readonly width: number
  readonly operand: NodeId
  readonly low: number
}

/**
 * Element `index` of a vector of `2^index.width` elements of `width` bits (the operand's width is exactly that product,
 * so every index is inside); element 0 is in the low bits.
 */
export interface ElementNode {
  readonly kind: 'element'
  readonly width: number
  readonly operand: NodeId
  readonly index: NodeId
}

/** Concatenation; the first operand is the most significant, as in Verilog. At least one operand. */
export interface ConcatNode {
  readonly kind: 'concat'
  readonly width: number
  readonly operands: readonly NodeId[]
}

/** Widening by zeros or by copies of the sign; `width` is larger than the operand's. */
export interface ExtendNode {
  readonly kind: 'extend'
  readonly width: number
  readonly signed: boolean
  readonly operand: NodeId
}

/** `condition ? whenTrue : whenFalse`; the condition has 1 bit. */
export interface MuxNode {
  readonly kind: 'mux'
  readonly width: number
  readonly condition: NodeId
  readonly whenTrue: NodeId
  readonly whenFalse: NodeId
}

/** A decoder: the result of the arm that lists the subject's value, else `otherwise`. No value is listed twice. */
export interface MatchNode {
  readonly kind: 'match'
  readonly width: number
  readonly subject: NodeId
  readonly arms: readonly { readonly values: readonly bigint[]; readonly result: NodeId }[]
  readonly otherwise: NodeId
}

/**
 * A register on the module's clock. `init` null means no reset; otherwise a synchronous reset to that value, which wins over
 * `enable`. `enable` null means always.
 */
export interface RegisterNode {
  readonly kind: 'register'
  readonly width: number
  readonly init: bigint | null
  readonly next: NodeId
  readonly enable: NodeId | null
}

/** A name for a value that is defined later (feedback, ready signals); just its driver. */
export interface WireNode {
  readonly kind: 'wire'
  readonly width: number
  readonly driver: NodeId
}

/**
 * A read port of memory `memory` (index into the module's `memories`). Synchronous: the word appears in the next cycle and
 * holds while `enable` is 0; there is no reset. Asynchronous: at once, and `enable` is null.
 * Addresses at or past the depth are a mistake of the design: a checked engine reports them.
 */
export interface MemoryReadNode {
  readonly kind: 'memoryRead'
  readonly width: number
  readonly memory: number
  readonly address: NodeId
  readonly synchronous: boolean
  readonly enable: NodeId | null
}

/** An output port of instance `instance` (index into the module's `instances`). */
export interface InstanceOutputNode {
  readonly kind: 'instanceOutput'
  readonly width: number
  readonly instance: number
  readonly port: string
}

export type Node =
  | InputNode
  | ConstantNode
  | UnaryNode
  | BinaryNode
  | SliceNode
  | ElementNode
  | ConcatNode
  | ExtendNode
  | MuxNode
  | MatchNode
  | RegisterNode
  | WireNode
  | MemoryReadNode
  | InstanceOutputNode

export type NodeKind = Node['kind']
