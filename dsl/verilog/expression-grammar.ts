/** Expressions of the subset, read with a precedence table of their own (IEEE 1800-2017, table 11-2). */

import { EmbeddedActionsParser, type IToken } from 'chevrotain'
import {
  BinaryOperator,
  CastOpen,
  CloseBrace,
  CloseBracket,
  CloseParen,
  Colon,
  Comma,
  Identifier,
  Integer,
  OpenBrace,
  OpenBracket,
  OpenParen,
  PlusColon,
  Question,
  SizedLiteral,
  SystemFunctionName,
  tokens,
  UnaryOperator,
} from './tokens.ts'
import type { BinarySign, Expression, Literal, SystemFunction, UnarySign } from './tree.ts'

/** How tightly each binary operator binds; all of them group from the left. */
const binding: Readonly<Record<BinarySign, number>> = {
  '*': 8,
  '+': 7,
  '-': 7,
  '<<': 6,
  '>>': 6,
  '>>>': 6,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '==': 4,
  '!=': 4,
  '&': 3,
  '^': 2,
  '|': 1,
}

/** The grammar of the expressions that we print. */
export class ExpressionParser extends EmbeddedActionsParser {
  /** @param skipValidations leaves out checks of the grammar itself, which a test makes once and for all */
  constructor(skipValidations: boolean) {
    super(tokens, { recoveryEnabled: false, maxLookahead: 2, skipValidations })
  }

  readonly expression = this.RULE('expression', (): Expression => {
    const condition = this.SUBRULE(this.row)
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(Question)
          const whenTrue = this.SUBRULE(this.expression)
          this.CONSUME(Colon)
          const whenFalse = this.SUBRULE2(this.expression)
          return { kind: 'conditional', condition, whenTrue, whenFalse }
        },
      },
      { ALT: () => condition },
    ])
  })

  /** Operands with binary operators between them. */
  readonly row = this.RULE('row', (): Expression => {
    const operands = [this.SUBRULE(this.unary)]
    const operators: IToken[] = []
    this.MANY(() => {
      operators.push(this.CONSUME(BinaryOperator))
      operands.push(this.SUBRULE2(this.unary))
    })
    return this.ACTION(() => groupOperands(operands, operators))
  })

  readonly unary = this.RULE('unary', (): Expression => {
    return this.OR([
      {
        ALT: () => {
          const operator = this.CONSUME(UnaryOperator).image as UnarySign
          return { kind: 'unary', operator, operand: this.SUBRULE(this.primary) }
        },
      },
      { ALT: () => this.SUBRULE2(this.primary) },
    ])
  })

  readonly primary = this.RULE('primary', (): Expression => {
    return this.OR([
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.reference) },
      { ALT: () => this.SUBRULE(this.braces) },
      {
        ALT: (): Expression => {
          const width = this.CONSUME(CastOpen).image
          const operand = this.SUBRULE(this.expression)
          this.CONSUME(CloseParen)
          return { kind: 'cast', width: Number.parseInt(width, 10), operand }
        },
      },
      {
        ALT: (): Expression => {
          const called = this.CONSUME(SystemFunctionName).image as SystemFunction
          this.CONSUME(OpenParen)
          const argument = this.SUBRULE2(this.expression)
          this.CONSUME2(CloseParen)
          return { kind: 'call', function: called, argument }
        },
      },
      {
        ALT: () => {
          this.CONSUME2(OpenParen)
          const inner = this.SUBRULE3(this.expression)
          this.CONSUME3(CloseParen)
          return inner
        },
      },
    ])
  })

  readonly literal = this.RULE('literal', (): Literal => {
    const token = this.CONSUME(SizedLiteral)
    return this.ACTION(() => readLiteral(token.image))
  })

  /** A name, perhaps with a select. */
  readonly reference = this.RULE('reference', (): Expression => {
    const name = this.CONSUME(Identifier).image
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(OpenBracket)
          const select = this.OR2([
            { ALT: () => this.SUBRULE(this.constantSelect, { ARGS: [name] }) },
            { ALT: () => this.SUBRULE(this.computedSelect, { ARGS: [name] }) },
          ])
          this.CONSUME(CloseBracket)
          return select
        },
      },
      { ALT: (): Expression => ({ kind: 'name', name }) },
    ])
  })

  readonly constantSelect = this.RULE('constantSelect', (name: string): Expression => {
    const high = Number(this.CONSUME(Integer).image)
    return this.OR([
      {
        ALT: (): Expression => {
          this.CONSUME(Colon)
          return { kind: 'range', name, high, low: Number(this.CONSUME2(Integer).image) }
        },
      },
      { ALT: (): Expression => ({ kind: 'bit', name, bit: high }) },
    ])
  })

  readonly computedSelect = this.RULE('computedSelect', (name: string): Expression => {
    const index = this.SUBRULE(this.expression)
    return this.OR([
      {
        ALT: (): Expression => {
          this.CONSUME(PlusColon)
          return { kind: 'window', name, base: index, width: Number(this.CONSUME(Integer).image) }
        },
      },
      { ALT: (): Expression => ({ kind: 'element', name, index }) },
    ])
  })

  /** A concatenation or a replication. */
  readonly braces = this.RULE('braces', (): Expression => {
    this.CONSUME(OpenBrace)
    const inner = this.OR([
      {
        ALT: (): Expression => {
          const count = Number(this.CONSUME(Integer).image)
          this.CONSUME2(OpenBrace)
          const part = this.SUBRULE(this.expression)
          this.CONSUME(CloseBrace)
          return { kind: 'replicate', count, part }
        },
      },
      {
        ALT: (): Expression => {
          const parts: Expression[] = []
          this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => parts.push(this.SUBRULE2(this.expression)) })
          return { kind: 'concat', parts }
        },
      },
    ])
    this.CONSUME2(CloseBrace)
    return inner
  })
}

/** Groups a row by precedence: an operator waits on the stack until a looser one comes. */
function groupOperands(operands: readonly Expression[], operators: readonly IToken[]): Expression {
  const values = [operands[0]!]
  const waiting: BinarySign[] = []
  const reduce = () => {
    const right = values.pop()!
    const left = values.pop()!
    values.push({ kind: 'binary', operator: waiting.pop()!, left, right })
  }
  for (const [i, { image }] of operators.entries()) {
    const operator = image as BinarySign
    while (waiting.length > 0 && binding[waiting.at(-1)!] >= binding[operator]) reduce()
    waiting.push(operator)
    values.push(operands[i + 1]!)
  }
  while (waiting.length > 0) reduce()
  return values[0]!
}

function readLiteral(text: string): Literal {
  const quote = text.indexOf("'")
  const signed = text[quote + 1] === 's'
  const start = quote + (signed ? 2 : 1)
  const base = text[start] as Literal['base']
  const prefix = { b: '0b', d: '', h: '0x' }[base]
  const value = BigInt(prefix + text.slice(start + 1))
  return { kind: 'literal', width: Number(text.slice(0, quote)), signed, base, value }
}
