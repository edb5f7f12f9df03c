/** Reading the header of somebody else's Verilog module, so that it can be used as a black box without retyping its ports. */

import { type IToken, Lexer } from 'chevrotain'
import type { Direction } from '../ir/design.ts'
import { type Constant, ConstantParser, refuse } from './constant-grammar.ts'
import * as t from './header-tokens.ts'

/** The face of a black box, with its parameters at their defaults or as overridden. */
export interface ModuleHeaderText {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly value: bigint | string }[]
  readonly ports: readonly {
    readonly name: string
    readonly direction: Direction
    readonly width: number
  }[]
}

interface RawPort {
  readonly name: IToken
  readonly direction: IToken
  readonly high: Constant | null
  readonly low: Constant | null
}

interface RawParameter {
  readonly name: string
  /** Numbers may depend on parameters before them; texts are file names and the like. */
  readonly value: Constant | string
}

interface RawHeader {
  readonly name: string
  readonly parameters: readonly RawParameter[]
  readonly ports: readonly RawPort[]
}

class HeaderParser extends ConstantParser {
  constructor() {
    super()
    this.performSelfAnalysis()
  }

  readonly header = this.RULE('header', (): RawHeader => {
    this.CONSUME(t.Module)
    const name = this.CONSUME(t.Name).image
    const parameters: RawParameter[] = []
    this.OPTION(() => {
      this.CONSUME(t.Hash)
      this.CONSUME(t.Open)
      this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE(this.parameter)) })
      this.CONSUME(t.Close)
    })
    const ports: RawPort[] = []
    this.OPTION2(() => {
      this.CONSUME2(t.Open)
      let shared: Omit<RawPort, 'name'> | undefined
      this.MANY_SEP2({
        SEP: t.Comma,
        DEF: () => {
          shared = this.OPTION3(() => this.SUBRULE(this.portType)) ?? shared
          const port = this.CONSUME2(t.Name)
          this.ACTION(() => {
            if (shared === undefined) refuse(port, `the port ${port.image} has no direction in the header`)
            else ports.push({ ...shared, name: port })
          })
        },
      })
      this.CONSUME2(t.Close)
    })
    this.CONSUME(t.Semicolon)
    return { name, parameters, ports }
  })

  readonly parameter = this.RULE('parameter', (): RawParameter => {
    this.OPTION(() => this.CONSUME(t.Parameter))
    this.SUBRULE(this.types)
    this.OPTION2(() => this.SUBRULE(this.range))
    const name = this.CONSUME(t.Name).image
    this.CONSUME(t.Equal)
    const value = this.OR<RawParameter['value']>([
      { ALT: () => this.SUBRULE(this.constant) },
      { ALT: () => this.CONSUME(t.Text).image.slice(1, -1) },
    ])
    return { name, value }
  })

  readonly portType = this.RULE('portType', () => {
    const direction = this.CONSUME(t.Direction)
    this.SUBRULE(this.types)
    const range = this.OPTION(() => this.SUBRULE(this.range))
    return { direction, high: range?.high ?? null, low: range?.low ?? null }
  })

  readonly types = this.RULE('types', () => {
    this.MANY(() => this.CONSUME(t.Type))
  })
}

let machine: { readonly lexer: Lexer; readonly parser: HeaderParser } | null = null

/**
 * Reads the first module header of a Verilog or SystemVerilog text: ANSI ports (`input`, `output`) of constant ranges, which
 * may depend on integer parameters. The body is not looked at.
 *
 * @param parameters values that override the defaults of parameters of the same name
 * @throws DiagnosticError BL0608 with the line, for a header of another kind.
 *
 * @example
 * parseModuleHeader('module dsp #(parameter W = 8) (input [W-1:0] a, output [2*W-1:0] p);').ports[1].width // 16
 */
export function parseModuleHeader(
  text: string,
  parameters: Readonly<Record<string, number | bigint | string>> = {},
): ModuleHeaderText {
  machine ??= {
    lexer: new Lexer(t.headerWords, { positionTracking: 'onlyStart' }),
    parser: new HeaderParser(),
  }
  const { tokens } = machine.lexer.tokenize(text)
  const start = tokens.findIndex((token) => token.tokenType === t.Module)
  if (start < 0) return refuse({}, 'there is no module in it')
  const end = tokens.findIndex((token, i) => i > start && token.tokenType === t.Semicolon)
  machine.parser.input = tokens.slice(start, end < 0 ? undefined : end + 1)
  const raw = machine.parser.header()
  const error = machine.parser.errors[0]
  if (error) {
    return refuse(Number.isInteger(error.token.startLine) ? error.token : tokens.at(-1)!, error.message)
  }
  const numbers = new Map<string, bigint>()
  const values = raw.parameters.map(({ name, value }) => {
    const chosen = parameters[name] ?? (typeof value === 'string' ? value : value(numbers))
    const final = typeof chosen === 'number' ? BigInt(chosen) : chosen
    if (typeof final === 'bigint') numbers.set(name, final)
    return { name, value: final }
  })
  return { name: raw.name, parameters: values, ports: raw.ports.map((port) => finishPort(port, numbers)) }
}

function finishPort({ name, direction, high, low }: RawPort, values: ReadonlyMap<string, bigint>) {
  if (direction.image === 'inout') refuse(direction, `${name.image} is an inout port`)
  const span = high === null || low === null ? 0n : high(values) - low(values)
  if (span < 0n) refuse(name, `the range of ${name.image} counts upwards`)
  return {
    name: name.image,
    direction: direction.image as Direction,
    width: Number(span) + 1,
  }
}
