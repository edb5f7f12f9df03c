/** A scheduled design as JavaScript text: `evaluate()` settles the combinational values, `edge()` is the clock edge. */

import type { MemoryReadNode, NodeId, RegisterNode } from '../../dsl/ir/node.ts'
import { Access } from './access.ts'
import { matchStatement, result } from './decode.ts'
import type { FlatDesign } from './flatten.ts'
import type { Layout } from './layout.ts'
import { asynchronousRead, synchronousRead, write } from './memory.ts'
import { narrowExpression } from './narrow.ts'
import type { Schedule } from './order.ts'
import { runtimeNames } from './runtime.ts'
import { wideStatement } from './wide.ts'

export interface GeneratedCode {
  /** The body of a function of `m` (all values), `memories`, `tables`, `runtime` and `fault`. */
  readonly text: string
  /** Results of decoders with constant arms. */
  readonly tables: readonly Int32Array[]
}

/** Edges are short statements, but one each a register. */
const edgesPerFunction = 150

/** Generates the functions of a design. */
export function generate(design: FlatDesign, schedule: Schedule, layout: Layout): GeneratedCode {
  const access = new Access(design, schedule, layout)
  const settle = layout.functions.map((ids, index) => {
    access.enter(index)
    return ids.map((id) => combinational(access, id))
  })
  access.enter(null)
  const edges = edgeStatements(access, schedule)
  const edge = Array.from({ length: Math.ceil(edges.length / edgesPerFunction) }, (_, index) =>
    edges.slice(index * edgesPerFunction, (index + 1) * edgesPerFunction),
  )
  const text = [
    "'use strict'",
    `const { ${runtimeNames.join(', ')} } = runtime`,
    ...schedule.memories.map((index) => `const r${index} = memories.get(${index})`),
    ...access.tables.map((_, index) => `const t${index} = tables[${index}]`),
    ...functions('evaluate', settle),
    ...functions('edge', edge),
    'return { evaluate, edge }',
  ].join('\n')
  return { text, tables: access.tables }
}

/** A function for each body, and one called `name` that calls them in order. */
function functions(name: string, bodies: readonly (readonly string[])[]): string[] {
  const parts = bodies.map((body, index) => `function ${name}${index}() {\n${body.join('\n')}\n}`)
  const calls = bodies.map((_, index) => `${name}${index}()`)
  return [...parts, `function ${name}() {\n${calls.join('\n')}\n}`]
}

function combinational(access: Access, id: NodeId): string {
  const node = access.node(id)
  if (node.kind === 'match') return matchStatement(access, id, node)
  if (node.kind === 'memoryRead') return asynchronousRead(access, id, node)
  return node.width > 32 ? wideStatement(access, id) : result(access, id, narrowExpression(access, node))
}

/** Memories are read first, since a read gives the old word, then registers change, then memories are written. */
function edgeStatements(access: Access, schedule: Schedule): string[] {
  const { atEdge } = schedule
  const guarded = (enable: NodeId | null, body: string) =>
    enable === null ? body : `if (${access.word(atEdge(enable))}) { ${body} }`
  const reads = schedule.synchronousReads.map((id) => {
    const node = access.node(id) as MemoryReadNode
    return guarded(node.enable, synchronousRead(access, id, node, atEdge(node.address)))
  })
  const registers = schedule.registers.map((id) => {
    const node = access.node(id) as RegisterNode
    return guarded(node.enable, access.copyTo(access.slot(id), atEdge(node.next)))
  })
  const writes = schedule.memories.flatMap((index) =>
    access.design.memories[index]!.writes.map((port) =>
      guarded(atEdge(port.enable), write(access, index, atEdge(port.address), atEdge(port.data))),
    ),
  )
  return [...reads, ...registers, ...writes]
}
