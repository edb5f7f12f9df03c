/** The words of the SystemVerilog subset that the self-check reads. */

import { createToken, Lexer, type TokenType } from 'chevrotain'
import { binarySigns, systemFunctions, unarySigns } from './tree.ts'

export const Identifier = createToken({ name: 'Identifier', pattern: /[A-Za-z_][A-Za-z0-9_]*/ })

function keyword(word: string): TokenType {
  return createToken({ name: `${word}Word`, label: word, pattern: word, longer_alt: Identifier })
}

/** Operators between two operands. */
export const BinaryOperator = createToken({ name: 'BinaryOperator', pattern: Lexer.NA })
/** Operators before one operand. */
export const UnaryOperator = createToken({ name: 'UnaryOperator', pattern: Lexer.NA })

/** Which signs are operators says the tree. */
function sign(name: string, text: string): TokenType {
  const isOneOf = (signs: readonly string[]) => signs.includes(text)
  const categories = [
    ...(isOneOf(binarySigns) ? [BinaryOperator] : []),
    ...(isOneOf(unarySigns) ? [UnaryOperator] : []),
  ]
  return createToken({ name, label: text, pattern: text, categories })
}

const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /[ \n]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
})

const commentPattern = /\/\/ ([^\n]*)/y

/** Matches a comment that does, or does not, have a line of its own. */
function commentAt(own: boolean) {
  return (text: string, offset: number) => {
    commentPattern.lastIndex = offset
    const found = commentPattern.exec(text)
    if (found === null) return null
    let before = offset - 1
    while (before >= 0 && text[before] === ' ') before--
    return (before < 0 || text[before] === '\n') === own ? found : null
  }
}

/** A comment on a line of its own. */
export const OwnComment = createToken({
  name: 'OwnComment',
  pattern: { exec: commentAt(true) },
  start_chars_hint: ['/'],
  line_breaks: false,
})

/** A comment behind something on its line. */
export const TrailingComment = createToken({
  name: 'TrailingComment',
  pattern: { exec: commentAt(false) },
  start_chars_hint: ['/'],
  line_breaks: false,
})

export const NettypeNone = createToken({ name: 'NettypeNone', pattern: '`default_nettype none' })
export const NettypeWire = createToken({ name: 'NettypeWire', pattern: '`default_nettype wire' })

export const SizedLiteral = createToken({ name: 'SizedLiteral', pattern: /[0-9]+'s?[bdh][0-9a-f]+/ })
export const CastOpen = createToken({ name: 'CastOpen', pattern: /[0-9]+'\(/ })
export const Integer = createToken({ name: 'Integer', pattern: /[0-9]+/ })
export const Zero = createToken({ name: 'Zero', pattern: /0/, longer_alt: Integer, categories: Integer })
export const FileName = createToken({ name: 'FileName', pattern: /"[A-Za-z0-9_.-]+"/ })

export const SystemFunctionName = createToken({
  name: 'SystemFunctionName',
  pattern: new RegExp(systemFunctions.map((name) => `\\${name}`).join('|')),
})
export const ReadMem = createToken({ name: 'ReadMem', pattern: '$readmemh' })

export const ModuleWord = keyword('module')
export const EndModule = keyword('endmodule')
export const Input = keyword('input')
export const Output = keyword('output')
export const Logic = keyword('logic')
export const LocalParam = keyword('localparam')
export const AssignWord = keyword('assign')
export const AlwaysComb = keyword('always_comb')
export const AlwaysFf = keyword('always_ff')
export const Posedge = keyword('posedge')
export const Initial = keyword('initial')
export const Begin = keyword('begin')
export const End = keyword('end')
export const CaseWord = keyword('case')
export const EndCase = keyword('endcase')
export const Default = keyword('default')
export const IfWord = keyword('if')
export const Else = keyword('else')

export const OpenAttribute = sign('OpenAttribute', '(*')
export const CloseAttribute = sign('CloseAttribute', '*)')
export const PlusColon = sign('PlusColon', '+:')
export const LessEqual = sign('LessEqual', '<=')
export const EqualSign = sign('EqualSign', '=')
export const Question = sign('Question', '?')
export const Colon = sign('Colon', ':')
export const Comma = sign('Comma', ',')
export const Semicolon = sign('Semicolon', ';')
export const Dot = sign('Dot', '.')
export const At = sign('At', '@')
export const OpenParen = sign('OpenParen', '(')
export const CloseParen = sign('CloseParen', ')')
export const OpenBracket = sign('OpenBracket', '[')
export const CloseBracket = sign('CloseBracket', ']')
export const OpenBrace = sign('OpenBrace', '{')
export const CloseBrace = sign('CloseBrace', '}')

const operators = [
  sign('Equal', '=='),
  sign('NotEqual', '!='),
  LessEqual,
  sign('GreaterEqual', '>='),
  sign('ArithmeticRight', '>>>'),
  sign('ShiftRight', '>>'),
  sign('ShiftLeft', '<<'),
  sign('Less', '<'),
  sign('Greater', '>'),
  sign('Times', '*'),
  sign('Plus', '+'),
  sign('Minus', '-'),
  sign('And', '&'),
  sign('Or', '|'),
  sign('Xor', '^'),
  sign('Not', '~'),
]

const keywords = [
  EndModule,
  ModuleWord,
  Input,
  Output,
  Logic,
  LocalParam,
  AssignWord,
  AlwaysComb,
  AlwaysFf,
  Posedge,
  Initial,
  Begin,
  EndCase,
  End,
  CaseWord,
  Default,
  IfWord,
  Else,
]

/** All words; where two match, the one listed first wins. */
export const tokens: TokenType[] = [
  WhiteSpace,
  OwnComment,
  TrailingComment,
  ...keywords,
  Identifier,
  SizedLiteral,
  CastOpen,
  Zero,
  Integer,
  FileName,
  SystemFunctionName,
  ReadMem,
  NettypeNone,
  NettypeWire,
  OpenAttribute,
  CloseAttribute,
  PlusColon,
  ...operators,
  EqualSign,
  Question,
  Colon,
  Comma,
  Semicolon,
  Dot,
  At,
  OpenParen,
  CloseParen,
  OpenBracket,
  CloseBracket,
  OpenBrace,
  CloseBrace,
  BinaryOperator,
  UnaryOperator,
]
