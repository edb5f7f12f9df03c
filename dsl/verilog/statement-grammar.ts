/** Declarations and statements of the subset. */

import { ExpressionParser } from './expression-grammar.ts'
import * as t from './tokens.ts'
import type {
  Assign,
  CombinationalCase,
  Element,
  Expression,
  If,
  Literal,
  LocalParameter,
  MemoryDeclaration,
  Name,
  NonBlocking,
  ReadMemory,
  Sequential,
  SignalDeclaration,
  Statement,
} from './tree.ts'

/** The grammar of the items and statements that we print. */
export class StatementParser extends ExpressionParser {
  /** Comments on lines of their own. */
  readonly comments = this.RULE('comments', (): string[] => {
    const lines: string[] = []
    this.MANY(() => lines.push(commentText(this.CONSUME(t.OwnComment).image)))
    return lines
  })

  /** A comment behind a declaration. */
  readonly trailing = this.RULE('trailing', (): string | null => {
    return this.OPTION(() => commentText(this.CONSUME(t.TrailingComment).image)) ?? null
  })

  /** `logic` or `logic [7:0]`: the width. */
  readonly type = this.RULE('type', (): number => {
    this.CONSUME(t.Logic)
    const high = this.OPTION(() => {
      this.CONSUME(t.OpenBracket)
      const number = Number(this.CONSUME(t.Integer).image)
      this.CONSUME(t.Colon)
      this.CONSUME(t.Zero)
      this.CONSUME(t.CloseBracket)
      return number
    })
    return high === undefined ? 1 : high + 1
  })

  readonly localParameter = this.RULE('localParameter', (above: readonly string[]): LocalParameter => {
    this.CONSUME(t.LocalParam)
    const width = this.SUBRULE(this.type)
    const name = this.CONSUME(t.Identifier).image
    this.CONSUME(t.EqualSign)
    const value = this.SUBRULE(this.expression)
    this.CONSUME(t.Semicolon)
    return { kind: 'localparam', above, trailing: this.SUBRULE(this.trailing), width, name, value }
  })

  /** A signal, or a memory with its attribute. */
  readonly declaration = this.RULE(
    'declaration',
    (above: readonly string[]): SignalDeclaration | MemoryDeclaration => {
      const attribute = this.OPTION(() => this.SUBRULE(this.attribute))
      const width = this.SUBRULE(this.type)
      const name = this.CONSUME(t.Identifier).image
      const depth = this.OPTION2(() => {
        this.CONSUME(t.OpenBracket)
        this.CONSUME(t.Zero)
        this.CONSUME(t.Colon)
        const last = Number(this.CONSUME(t.Integer).image)
        this.CONSUME(t.CloseBracket)
        return last + 1
      })
      this.CONSUME(t.Semicolon)
      const trailing = this.SUBRULE(this.trailing)
      if (depth === undefined) return { kind: 'signal', above, trailing, width, name }
      return { kind: 'memory', above, trailing, width, depth, name, attribute: attribute ?? null }
    },
  )

  readonly attribute = this.RULE('attribute', () => {
    this.CONSUME(t.OpenAttribute)
    const name = this.CONSUME(t.Identifier).image
    this.CONSUME(t.EqualSign)
    const value = this.CONSUME(t.FileName).image.slice(1, -1)
    this.CONSUME(t.CloseAttribute)
    return { name, value }
  })

  readonly readMemory = this.RULE('readMemory', (): ReadMemory => {
    this.CONSUME(t.Initial)
    this.CONSUME(t.ReadMem)
    this.CONSUME(t.OpenParen)
    const file = this.CONSUME(t.FileName).image.slice(1, -1)
    this.CONSUME(t.Comma)
    const memory = this.CONSUME(t.Identifier).image
    this.CONSUME(t.CloseParen)
    this.CONSUME(t.Semicolon)
    return { kind: 'readmemh', file, memory }
  })

  readonly assign = this.RULE('assign', (): Assign => {
    this.CONSUME(t.AssignWord)
    const target = this.CONSUME(t.Identifier).image
    this.CONSUME(t.EqualSign)
    const value = this.SUBRULE(this.expression)
    this.CONSUME(t.Semicolon)
    return { kind: 'assign', target, value }
  })

  /** An `always_comb` whose arms and default all assign one target. */
  readonly combinationalCase = this.RULE('combinationalCase', (): CombinationalCase => {
    this.CONSUME(t.AlwaysComb)
    this.CONSUME(t.Begin)
    this.CONSUME(t.CaseWord)
    this.CONSUME(t.OpenParen)
    const subject = this.SUBRULE(this.expression)
    this.CONSUME(t.CloseParen)
    const arms: { labels: readonly Literal[]; target: string; value: Expression }[] = []
    this.MANY(() => {
      const labels: Literal[] = []
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => labels.push(this.SUBRULE(this.literal)) })
      arms.push({ labels, ...this.SUBRULE(this.armAssignment) })
    })
    this.CONSUME(t.Default)
    const { target, value } = this.SUBRULE2(this.armAssignment)
    this.CONSUME(t.EndCase)
    this.CONSUME(t.End)
    return {
      kind: 'case',
      subject,
      target: arms.every((arm) => arm.target === target) ? target : 'several targets',
      arms: arms.map((arm) => ({ labels: arm.labels, value: arm.value })),
      otherwise: value,
    }
  })

  readonly armAssignment = this.RULE('armAssignment', () => {
    this.CONSUME(t.Colon)
    const target = this.CONSUME(t.Identifier).image
    this.CONSUME(t.EqualSign)
    const value = this.SUBRULE(this.expression)
    this.CONSUME(t.Semicolon)
    return { target, value }
  })

  readonly sequential = this.RULE('sequential', (): Sequential => {
    this.CONSUME(t.AlwaysFf)
    this.CONSUME(t.At)
    this.CONSUME(t.OpenParen)
    this.CONSUME(t.Posedge)
    const clock = this.CONSUME(t.Identifier).image
    this.CONSUME(t.CloseParen)
    return { kind: 'sequential', clock, body: this.SUBRULE(this.block) }
  })

  readonly block = this.RULE('block', (): Statement[] => {
    const body: Statement[] = []
    this.CONSUME(t.Begin)
    this.AT_LEAST_ONE(() => body.push(this.SUBRULE(this.statement)))
    this.CONSUME(t.End)
    return body
  })

  readonly statement = this.RULE('statement', (): Statement => {
    return this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.nonBlocking) },
      { ALT: () => this.SUBRULE(this.conditionalStatement) },
    ])
  })

  readonly nonBlocking = this.RULE('nonBlocking', (): NonBlocking => {
    const target = this.SUBRULE(this.reference) as Name | Element
    this.CONSUME(t.LessEqual)
    const value = this.SUBRULE(this.expression)
    this.CONSUME(t.Semicolon)
    return { kind: 'nonblocking', target, value }
  })

  readonly conditionalStatement = this.RULE('conditionalStatement', (): If => {
    this.CONSUME(t.IfWord)
    this.CONSUME(t.OpenParen)
    const condition = this.SUBRULE(this.expression)
    this.CONSUME(t.CloseParen)
    const whenTrue = this.SUBRULE(this.block)
    const otherwise = this.OPTION(() => {
      this.CONSUME(t.Else)
      return this.OR<Statement[]>([
        { ALT: () => this.SUBRULE2(this.block) },
        { ALT: () => [this.SUBRULE(this.conditionalStatement)] },
      ])
    })
    return { kind: 'if', condition, whenTrue, otherwise: otherwise ?? [] }
  })
}

function commentText(image: string): string {
  return image.slice('// '.length)
}
