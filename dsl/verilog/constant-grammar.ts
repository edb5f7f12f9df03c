/** Constant expressions in module headers, such as `WIDTH - 1`, with the values of parameters to come. */

import { EmbeddedActionsParser, type IToken } from 'chevrotain'
import { DiagnosticError, diagnostic } from '../diagnostics.ts'
import { clog2 } from '../ir/evaluate.ts'
import * as t from './header-tokens.ts'

/** A constant expression: its value, given those of parameters. */
export type Constant = (values: ReadonlyMap<string, bigint>) => bigint

/** The operators of constant expressions. */
type Sign = '+' | '-' | '*' | '/' | '<<' | '**'

/** The grammar of constant expressions in module headers. */
export class ConstantParser extends EmbeddedActionsParser {
  constructor() {
    super(t.headerWords, { recoveryEnabled: false, maxLookahead: 2 })
  }

  readonly range = this.RULE('range', () => {
    this.CONSUME(t.OpenBracket)
    const high = this.SUBRULE(this.constant)
    this.CONSUME(t.Colon)
    const low = this.SUBRULE2(this.constant)
    this.CONSUME(t.CloseBracket)
    return { high, low }
  })

  readonly constant = this.RULE('constant', (): Constant => {
    let left = this.SUBRULE(this.additive)
    this.MANY(() => {
      this.CONSUME(t.ShiftLeft)
      left = combine(left, '<<', this.SUBRULE2(this.additive))
    })
    return left
  })

  readonly additive = this.RULE('additive', (): Constant => {
    let left = this.SUBRULE(this.product)
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }])
      left = combine(left, operator.image as Sign, this.SUBRULE2(this.product))
    })
    return left
  })

  readonly product = this.RULE('product', (): Constant => {
    let left = this.SUBRULE(this.power)
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(t.Times) }, { ALT: () => this.CONSUME(t.Divide) }])
      left = combine(left, operator.image as Sign, this.SUBRULE2(this.power))
    })
    return left
  })

  readonly power = this.RULE('power', (): Constant => {
    let left = this.SUBRULE(this.term)
    this.MANY(() => {
      this.CONSUME(t.Power)
      left = combine(left, '**', this.SUBRULE2(this.term))
    })
    return left
  })

  readonly term = this.RULE('term', (): Constant => {
    return this.OR([
      { ALT: () => fixed(this.CONSUME(t.Decimal)) },
      { ALT: () => fixed(this.CONSUME(t.Based)) },
      { ALT: () => parameterValue(this.CONSUME(t.Name)) },
      {
        ALT: () => {
          this.CONSUME(t.Minus)
          return combine(() => 0n, '-', this.SUBRULE(this.term))
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Clog2)
          this.CONSUME(t.Open)
          const argument = this.SUBRULE(this.constant)
          this.CONSUME(t.Close)
          return (values: ReadonlyMap<string, bigint>) => BigInt(clog2(Math.max(1, Number(argument(values)))))
        },
      },
      {
        ALT: () => {
          this.CONSUME2(t.Open)
          const inner = this.SUBRULE2(this.constant)
          this.CONSUME2(t.Close)
          return inner
        },
      },
    ])
  })
}

function fixed({ image }: IToken): Constant {
  return () => {
    const [, base, digits] = /'[sS]?([bBdDhHoO])(.*)$/.exec(image) ?? [image, 'd', image]
    const prefix = { b: '0b', o: '0o', d: '', h: '0x' }[base!.toLowerCase()]
    return BigInt(prefix + digits!.replaceAll('_', ''))
  }
}

function parameterValue(token: IToken): Constant {
  return (values) =>
    values.get(token.image) ?? refuse(token, `${token.image} is not a parameter of the header`)
}

function combine(left: Constant, operator: Sign, right: Constant): Constant {
  return (values) => {
    const [a, b] = [left(values), right(values)]
    switch (operator) {
      case '+':
        return a + b
      case '-':
        return a - b
      case '*':
        return a * b
      case '/':
        return b === 0n ? 0n : a / b
      case '<<':
        return a << b
      case '**':
        return a ** b
    }
  }
}

/** Reports a header that cannot be used. Never returns. */
export function refuse({ startLine }: Pick<IToken, 'startLine'>, message: string): never {
  throw new DiagnosticError([
    diagnostic({
      code: 'BL0608',
      message: `cannot read the module header: ${message}`,
      place: { file: 'the Verilog text', line: startLine ?? 1 },
      help: 'a black box needs a header with ANSI ports, such as `module m #(parameter W = 8) (input [W-1:0] a, output b);`',
    }),
  ])
}
