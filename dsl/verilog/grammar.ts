/** The grammar of exactly the SystemVerilog that Bitloom prints; it shares nothing with the printer but the tree. */

import { type ILexingError, type IRecognitionException, Lexer } from 'chevrotain'
import { StatementParser } from './statement-grammar.ts'
import * as t from './tokens.ts'
import type { InstanceItem, Item, PortDeclaration, VerilogModule } from './tree.ts'

/** A module as read, with the lines on which its ports and items begin. */
export interface ReadModule {
  readonly tree: VerilogModule
  readonly portLines: readonly number[]
  readonly itemLines: readonly number[]
}

/** Where and why a text is not of the subset. */
export class VerilogSyntaxError extends Error {
  override readonly name = 'VerilogSyntaxError'
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** The parser; users call `parseModule`. */
export class ModuleParser extends StatementParser {
  constructor(skipValidations = true) {
    super(skipValidations)
    this.performSelfAnalysis()
  }

  readonly file = this.RULE('file', (): ReadModule => {
    this.CONSUME(t.NettypeNone)
    const header = this.SUBRULE(this.comments)
    this.CONSUME(t.ModuleWord)
    const name = this.CONSUME(t.Identifier).image
    this.CONSUME(t.OpenParen)
    const trailing = this.SUBRULE(this.trailing)
    const ports: PortDeclaration[] = []
    const portLines: number[] = []
    this.OPTION(() => {
      const read = this.SUBRULE(this.ports)
      this.ACTION(() => {
        for (const { line, port } of read) {
          ports.push(port)
          portLines.push(line)
        }
      })
    })
    this.CONSUME(t.CloseParen)
    this.CONSUME(t.Semicolon)
    const items: Item[] = []
    const itemLines: number[] = []
    this.MANY(() => {
      itemLines.push(this.LA(1).startLine!)
      items.push(this.SUBRULE(this.item))
    })
    this.CONSUME(t.EndModule)
    this.CONSUME(t.NettypeWire)
    return { tree: { header, name, trailing, ports, items }, portLines, itemLines }
  })

  readonly ports = this.RULE('ports', () => {
    const ports = [this.SUBRULE(this.port)]
    const trailing: (string | null)[] = []
    this.MANY(() => {
      this.CONSUME(t.Comma)
      trailing.push(this.SUBRULE(this.trailing))
      ports.push(this.SUBRULE2(this.port))
    })
    trailing.push(this.SUBRULE2(this.trailing))
    return ports.map(({ line, port }, i) => ({ line, port: { ...port, trailing: trailing[i]! } }))
  })

  readonly port = this.RULE('port', () => {
    const above = this.SUBRULE(this.comments)
    const line = this.LA(1).startLine!
    const direction = this.OR([{ ALT: () => this.CONSUME(t.Input) }, { ALT: () => this.CONSUME(t.Output) }])
    const width = this.SUBRULE(this.type)
    const name = this.CONSUME(t.Identifier).image
    return { line, port: { above, direction: direction.image as PortDeclaration['direction'], width, name } }
  })

  readonly item = this.RULE('item', (): Item => {
    const above = this.SUBRULE(this.comments)
    return this.OR<Item>([
      { ALT: () => this.SUBRULE(this.localParameter, { ARGS: [above] }) },
      { ALT: () => this.SUBRULE(this.declaration, { ARGS: [above] }) },
      { ALT: () => this.SUBRULE(this.instance, { ARGS: [above] }) },
      { ALT: () => this.SUBRULE(this.readMemory) },
      { ALT: () => this.SUBRULE(this.assign) },
      { ALT: () => this.SUBRULE(this.combinationalCase) },
      { ALT: () => this.SUBRULE(this.sequential) },
    ])
  })

  readonly instance = this.RULE('instance', (above: readonly string[]): InstanceItem => {
    const module = this.CONSUME(t.Identifier).image
    const name = this.CONSUME2(t.Identifier).image
    this.CONSUME(t.OpenParen)
    const trailing = this.SUBRULE(this.trailing)
    const connections: InstanceItem['connections'][number][] = []
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        this.CONSUME(t.Dot)
        const port = this.CONSUME3(t.Identifier).image
        this.CONSUME2(t.OpenParen)
        connections.push({ port, value: this.SUBRULE(this.expression) })
        this.CONSUME(t.CloseParen)
      },
    })
    this.CONSUME2(t.CloseParen)
    this.CONSUME(t.Semicolon)
    return { kind: 'instance', above, trailing, module, name, connections }
  })
}

/** Built at the first use: analysing the grammar takes as long as reading a thousand lines. */
let machine: { readonly lexer: Lexer; readonly parser: ModuleParser } | null = null

function getMachine() {
  machine ??= {
    lexer: new Lexer(t.tokens, { positionTracking: 'onlyStart', ensureOptimizations: true }),
    parser: new ModuleParser(),
  }
  return machine
}

/**
 * Reads the text of one emitted file.
 *
 * @throws VerilogSyntaxError at the first thing that is not of the subset.
 */
export function readModule(text: string): ReadModule {
  const { lexer, parser } = getMachine()
  const { tokens, errors } = lexer.tokenize(text)
  if (errors[0]) throw lexicalError(errors[0])
  parser.input = tokens
  const read = parser.file()
  if (parser.errors[0]) throw syntaxError(parser.errors[0])
  return read
}

/**
 * The tree of one emitted file.
 *
 * @throws VerilogSyntaxError at the first thing that is not of the subset.
 *
 * @example
 * const { name, ports } = parseModule(files.get('popcount_stream_8.sv')!)
 * name // 'popcount_stream_8'
 */
export function parseModule(text: string): VerilogModule {
  return readModule(text).tree
}

function lexicalError({ line, message }: ILexingError): VerilogSyntaxError {
  return new VerilogSyntaxError(line ?? 1, message)
}

function syntaxError({ token, message }: IRecognitionException): VerilogSyntaxError {
  return new VerilogSyntaxError(token.startLine || 1, message)
}
