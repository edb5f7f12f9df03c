/** The words of Verilog module headers written by other people. */

import { createToken, Lexer, type TokenType } from 'chevrotain'

export const Name = createToken({ name: 'Name', pattern: /[A-Za-z_][A-Za-z0-9_$]*/ })
const word = (text: string) =>
  createToken({ name: `${text}Word`, label: text, pattern: text, longer_alt: Name })
const sign = (name: string, text: string) => createToken({ name, pattern: text })
const skipped = (name: string, pattern: RegExp) =>
  createToken({ name, pattern, group: Lexer.SKIPPED, line_breaks: true })

export const White = skipped('White', /\s+/)
export const LineComment = skipped('LineComment', /\/\/[^\n]*/)
export const BlockComment = skipped('BlockComment', /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//)
export const Attribute = skipped('Attribute', /\(\*[^*]*\*+(?:[^)*][^*]*\*+)*\)/)
export const Directive = skipped('Directive', /`[^\n]*/)
export const Module = createToken({
  name: 'moduleWord',
  label: 'module',
  pattern: /(?:macro)?module/,
  longer_alt: Name,
})
export const EndModule = word('endmodule')
export const Parameter = word('parameter')
export const Direction = createToken({ name: 'Direction', pattern: /input|output|inout/, longer_alt: Name })
export const Type = createToken({
  name: 'Type',
  pattern: /wire|reg|logic|signed|unsigned|bit|integer|int|tri|var/,
  longer_alt: Name,
})
export const Based = createToken({ name: 'Based', pattern: /(?:[0-9][0-9_]*)?'[sS]?[bBdDhHoO][0-9a-fA-F_]+/ })
export const Decimal = createToken({ name: 'Decimal', pattern: /[0-9][0-9_]*/ })
export const Clog2 = sign('Clog2', '$clog2')
export const Power = sign('Power', '**')
export const ShiftLeft = sign('ShiftLeft', '<<')
export const Times = sign('Times', '*')
export const Divide = sign('Divide', '/')
export const Plus = sign('Plus', '+')
export const Minus = sign('Minus', '-')
export const Hash = sign('Hash', '#')
export const Open = sign('Open', '(')
export const Close = sign('Close', ')')
export const OpenBracket = sign('OpenBracket', '[')
export const CloseBracket = sign('CloseBracket', ']')
export const Comma = sign('Comma', ',')
export const Colon = sign('Colon', ':')
export const Equal = sign('Equal', '=')
export const Semicolon = sign('Semicolon', ';')
export const Text = createToken({ name: 'Text', pattern: /"(?:[^"\\\n]|\\.)*"/ })
/** Anything else: it may stand in the body, but not in a header. */
export const Other = createToken({ name: 'Other', pattern: /[^\s]/ })

export const headerWords: TokenType[] = [
  White,
  LineComment,
  BlockComment,
  Attribute,
  Directive,
  Module,
  EndModule,
  Parameter,
  Direction,
  Type,
  Name,
  Based,
  Decimal,
  Clog2,
  Power,
  ShiftLeft,
  Times,
  Divide,
  Plus,
  Minus,
  Hash,
  Open,
  Close,
  OpenBracket,
  CloseBracket,
  Comma,
  Colon,
  Equal,
  Semicolon,
  Text,
  Other,
]
