/** Comments: text from users is data, so nothing in it can end the comment, start a directive or reorder the line. */

import type { Place } from '../diagnostics.ts'

/** Tools read orders out of comments that begin with one of these words. */
const toolWord =
  /^(verilator|synopsys|synthesis|pragma|translate_o|cadence|ambit|xilinx|altera|intel|coverage|vcs)/i

/** `text` as the inside of one comment line. */
export function commentLine(text: string): string {
  const line = text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/`/g, "'")
    .replace(/\\/g, '/')
    .replace(/\/(?=\*)|\*(?=\/)/g, '$& ')
    .trim()
  return toolWord.test(line) ? `note: ${line}` : line
}

/** A paragraph as comment lines of at most `width` characters. */
export function commentLines(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of commentLine(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].filter((each) => each !== '').map(commentLine)
}

/** `file.ts:12` for comments and the manifest; of an absolute path only the file's name is told. */
export function placeText(place: Place): string {
  const file = place.file.replace(/\\/g, '/')
  const relative = /^(\/|[A-Za-z]:)/.test(file) ? file.slice(file.lastIndexOf('/') + 1) : file
  return `${commentLine(relative.replace(/^(\.\.?\/)+/, ''))}:${place.line}`
}
