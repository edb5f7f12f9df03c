/** Reading the documentation: sections and blocks of code of a markdown file, with their lines. */

/** A fenced block of code. */
export interface CodeBlock {
  /** What stands behind the opening fence, such as `ts` or `ts file.ts`. */
  readonly info: string
  readonly code: string
  /** The line of the first line of code. */
  readonly line: number
}

/** A heading and what follows it up to the next heading of any level. */
export interface Section {
  readonly title: string
  readonly level: number
  readonly text: string
  readonly blocks: readonly CodeBlock[]
}

/** The sections of a markdown text; what stands before the first heading is left out. */
export function readSections(markdown: string): Section[] {
  const sections: { title: string; level: number; lines: string[]; blocks: CodeBlock[] }[] = []
  let open: { info: string; lines: string[]; line: number } | null = null
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line)
    if (open) {
      if (fence) {
        sections.at(-1)?.blocks.push({ info: open.info, code: open.lines.join('\n'), line: open.line })
        open = null
      } else open.lines.push(line)
      continue
    }
    const heading = /^(#+) (.*)$/.exec(line)
    if (fence) open = { info: fence[1]!.trim(), lines: [], line: index + 2 }
    else if (heading) sections.push({ title: heading[2]!, level: heading[1]!.length, lines: [], blocks: [] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n') }))
}
