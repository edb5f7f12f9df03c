/** Shapes: what two modules have in common that differ in their constants only, such as processing elements with weights inside. */

import { contentKey } from '../tools/cache.ts'
import { codeOf, type Rtl, type RtlModule } from './rtl.ts'

/**
 * The modules of a design in groups of one shape, in the order of the design. Modules have one shape when their texts are equal
 * but for constants, contents of memories and names of inner signals, and when what they use has one shape, too.
 */
export function groupsOfOneShape(rtl: Rtl): readonly (readonly RtlModule[])[] {
  const shapes = new Map<string, string>()
  const groups = new Map<string, RtlModule[]>()
  for (const module of rtl.modules.values()) {
    const shape = shapeOf(module, rtl, shapes)
    shapes.set(module.name, shape)
    const group = groups.get(shape)
    if (group) group.push(module)
    else groups.set(shape, [module])
  }
  return [...groups.values()]
}

const keywords = new Set(
  'always_ff assign begin case default else end endcase endmodule if initial input logic module negedge output posedge unique'.split(
    ' ',
  ),
)

function shapeOf(module: RtlModule, rtl: Rtl, shapes: ReadonlyMap<string, string>): string {
  const inner = new Map<string, string>()
  const canonical = (name: string): string => {
    if (keywords.has(name)) return name
    const used = shapes.get(name)
    if (used !== undefined && rtl.modules.has(name)) return used
    const known = inner.get(name) ?? `name_${inner.size}`
    inner.set(name, known)
    return known
  }
  const text = codeOf(module)
    .replaceAll(/"[^"]*\.mem"/g, '""')
    .replaceAll(/(\d+)'[bdh][0-9a-fA-F_]+/g, "$1'")
    .replaceAll(/\b[A-Za-z_]\w*/g, canonical)
  return contentKey([module.stub.replace(module.name, ''), text])
}
