/** The tree of a file as text: aligned ports and declarations, two columns a level, a blank line around every block. */

import type {
  CombinationalCase,
  If,
  InstanceItem,
  Item,
  LocalParameter,
  MemoryDeclaration,
  PortDeclaration,
  SignalDeclaration,
  Statement,
  VerilogModule,
} from '../verilog/tree.ts'
import { group, indent, type Layout, line, render } from './layout.ts'
import { layoutExpression, literalText } from './print-expression.ts'

/** The text of one file. */
export function printModule(module: VerilogModule): string {
  return [
    '`default_nettype none',
    '',
    ...module.header.map((text) => `// ${text}`),
    ...printHead(module),
    ...printItems(module.items),
    'endmodule',
    '',
    '`default_nettype wire',
    '',
  ].join('\n')
}

function printHead({ name, trailing, ports }: VerilogModule): string[] {
  const rangeWidth = Math.max(0, ...ports.map((port) => rangeText(port.width).length))
  const rows = ports.map((port, i) => ({
    above: port.above,
    text: `${portText(port, rangeWidth)}${i < ports.length - 1 ? ',' : ''}`,
    trailing: port.trailing,
  }))
  return [`module ${name} (${behind(trailing)}`, ...printRows(rows, '    '), ');']
}

function behind(trailing: string | null): string {
  return trailing === null ? '' : `  // ${trailing}`
}

function portText({ direction, width, name }: PortDeclaration, rangeWidth: number): string {
  return `${direction.padEnd(6)} logic ${rangeWidth > 0 ? `${rangeText(width).padEnd(rangeWidth)} ` : ''}${name}`
}

function rangeText(width: number): string {
  return width === 1 ? '' : `[${width - 1}:0]`
}

interface Row {
  readonly above: readonly string[]
  readonly text: string
  readonly trailing: string | null
}

/** Rows with their comments above and their trailing comments in one column. */
function printRows(rows: readonly Row[], margin: string): string[] {
  const column = Math.max(0, ...rows.map((row) => (row.trailing === null ? 0 : row.text.length)))
  return rows.flatMap(({ above, text, trailing }) => [
    ...above.map((comment) => `${margin}// ${comment}`),
    margin + (trailing === null ? text : `${text.padEnd(column)}  // ${trailing}`),
  ])
}

/** Items that stand in a block of their own kind without blank lines between them. */
const blocks: Readonly<Record<Item['kind'], string | null>> = {
  localparam: 'localparam',
  signal: 'declaration',
  memory: 'memory',
  readmemh: 'memory',
  assign: 'assign',
  case: null,
  sequential: null,
  instance: null,
}

/** Lines of the items of a module. */
export function printItems(items: readonly Item[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < items.length; ) {
    const block = blocks[items[i]!.kind]
    let end = i + 1
    while (block !== null && end < items.length && blocks[items[end]!.kind] === block) end++
    if (i > 0) lines.push('')
    lines.push(...printBlock(items.slice(i, end)))
    i = end
  }
  return lines
}

function printBlock(items: readonly Item[]): string[] {
  const signals = items.filter((item) => item.kind === 'signal')
  if (signals.length > 0) return printSignals(signals)
  return items.flatMap(printItem)
}

function printSignals(signals: readonly SignalDeclaration[]): string[] {
  const rangeWidth = Math.max(...signals.map((signal) => rangeText(signal.width).length))
  const rows = signals.map(({ width, name, above, trailing }) => {
    const range = rangeWidth > 0 ? `${rangeText(width).padEnd(rangeWidth)} ` : ''
    return { above, text: `logic ${range}${name};`, trailing }
  })
  return printRows(rows, '  ')
}

function printItem(item: Item): string[] {
  switch (item.kind) {
    case 'localparam':
      return printLocalParameter(item)
    case 'signal':
      return printSignals([item])
    case 'memory':
      return printMemory(item)
    case 'readmemh':
      return [`  initial $readmemh("${item.file}", ${item.memory});`]
    case 'assign':
      return [statementText(`  assign ${item.target} =`, layoutExpression(item.value), item.value.kind, 2)]
    case 'case':
      return printCase(item)
    case 'sequential':
      return [`  always_ff @(posedge ${item.clock}) begin`, ...printStatements(item.body, 4), '  end']
    case 'instance':
      return printInstance(item)
  }
}

/** `opening value;`, with the value on the next line when it does not fit; a concatenation opens on the first. */
function statementText(opening: string, value: Layout, kind: string, indentation: number): string {
  const body: Layout = kind === 'concat' ? [' ', value] : group(indent([line, value]))
  return `${opening}${render(body, indentation, opening.length)};`
}

function printLocalParameter({ width, name, value, above, trailing }: LocalParameter): string[] {
  const range = width === 1 ? '' : ` ${rangeText(width)}`
  const text = statementText(`  localparam logic${range} ${name} =`, layoutExpression(value), value.kind, 2)
  return printRows([{ above, text: text.trimStart(), trailing }], '  ')
}

function printMemory({ width, depth, name, attribute, above, trailing }: MemoryDeclaration): string[] {
  const range = width === 1 ? '' : `${rangeText(width)} `
  const text = `logic ${range}${name} [0:${depth - 1}];`
  return [
    ...above.map((comment) => `  // ${comment}`),
    ...(attribute === null ? [] : [`  (* ${attribute.name} = "${attribute.value}" *)`]),
    ...printRows([{ above: [], text, trailing }], '  '),
  ]
}

function printCase({ subject, target, arms, otherwise }: CombinationalCase): string[] {
  const arm = (labels: Layout, value: CombinationalCase['otherwise']) => {
    const opening = `      ${render(labels, 6, 6)}: ${target} =`
    return statementText(opening, layoutExpression(value), value.kind, 6)
  }
  return [
    '  always_comb begin',
    `    case (${render(layoutExpression(subject), 4, 10)})`,
    ...arms.map(({ labels, value }) => arm(labels.map(literalText).join(', '), value)),
    arm('default', otherwise),
    '    endcase',
    '  end',
  ]
}

function printStatement(statement: Statement, indentation: number): string[] {
  const margin = ' '.repeat(indentation)
  if (statement.kind === 'nonblocking') {
    const target = render(layoutExpression(statement.target), indentation, indentation)
    const { value } = statement
    return [statementText(`${margin}${target} <=`, layoutExpression(value), value.kind, indentation)]
  }
  const lines: string[] = []
  let opening = margin
  for (let branch: If | undefined = statement; branch; ) {
    const { condition, whenTrue, otherwise }: If = branch
    const test = render(layoutExpression(condition), indentation, opening.length + 4)
    lines.push(`${opening}if (${test}) begin`, ...printStatements(whenTrue, indentation + 2))
    opening = `${margin}end else `
    const [first] = otherwise
    branch = otherwise.length === 1 && first?.kind === 'if' ? first : undefined
    if (otherwise.length > 0 && branch === undefined) {
      lines.push(`${opening}begin`, ...printStatements(otherwise, indentation + 2))
    }
  }
  lines.push(`${margin}end`)
  return lines
}

function printStatements(statements: readonly Statement[], indentation: number): string[] {
  return statements.flatMap((statement) => printStatement(statement, indentation))
}

function printInstance({ module, name, connections, above, trailing }: InstanceItem): string[] {
  const column = Math.max(0, ...connections.map(({ port }) => port.length))
  const last = connections.length - 1
  const rows = connections.map(({ port, value }, i) => {
    const opening = `      .${port.padEnd(column)} (`
    return `${opening}${render(layoutExpression(value), 6, opening.length)})${i < last ? ',' : ''}`
  })
  return [...above.map((text) => `  // ${text}`), `  ${module} ${name} (${behind(trailing)}`, ...rows, '  );']
}
