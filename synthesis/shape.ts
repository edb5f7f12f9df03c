/** Shapes: what two modules have in common that differ in their constants only, such as processing elements with weights inside. */

import type { Literal } from '../dsl/verilog/tree.ts'
import { contentKey } from '../tools/cache.ts'
import type { Rtl, RtlModule } from './rtl.ts'

/**
 * The modules of a design in groups of one shape, in the order of the design. Modules have one shape when their texts are equal
 * but for constants, contents of memories and names of inner signals, and when what they use has one shape, too.
 */
export function groupsOfOneShape(rtl: Rtl): readonly (readonly RtlModule[])[] {
  const shapes = new Map<string, string>()
  const groups = new Map<string, RtlModule[]>()
  for (const module of rtl.modules.values()) {
    const shape = shapeOf(module, shapes)
    shapes.set(module.name, shape)
    const group = groups.get(shape)
    if (group) group.push(module)
    else groups.set(shape, [module])
  }
  return [...groups.values()]
}

/** Fields of the tree that do not count: comments, and the files of memories. */
const ignored = new Set(['above', 'trailing', 'file'])

/** Fields that hold names of the module's own signals, memories and instances, which count by the order of their first use. */
const ownNames = new Set(['name', 'target', 'memory', 'clock'])

function shapeOf({ name, stub, tree }: RtlModule, shapes: ReadonlyMap<string, string>): string {
  const numbers = new Map(tree.ports.map((port, index) => [port.name, index]))
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  const text = JSON.stringify(tree.items, (field, value: unknown) => {
    if (ignored.has(field)) return undefined
    if (isLiteral(value)) return { width: value.width, signed: value.signed }
    if (typeof value !== 'string') return value
    if (field === 'module') return shapes.get(value) ?? value
    return ownNames.has(field) ? numberOf(value) : value
  })
  return contentKey([stub.replace(name, ''), text])
}

function isLiteral(value: unknown): value is Literal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'literal'
}
