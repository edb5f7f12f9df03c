/** How diagnostics of passes speak about nodes: by name where there is one, by what they do otherwise. */

import type { Diagnostic, Place } from '../diagnostics.ts'
import type { Module } from '../ir/design.ts'
import type { Node, NodeId } from '../ir/node.ts'
import { shortJson } from '../ir/short-json.ts'

/** `` `total` ``, or `an unnamed add`. */
export function label(module: Module, id: NodeId): string {
  const name = module.meta[id]?.name
  const node = module.nodes[id]
  if (!node) return 'nothing'
  if (name) return `\`${name}\``
  if (node.kind === 'constant') return `the constant ${node.value}`
  return `an unnamed ${operationOf(node)}`
}

/** The operator of a node, or its kind. */
export function operationOf(node: Node): string {
  switch (node.kind) {
    case 'unary':
    case 'binary':
      return node.operator
    case 'extend':
      return node.signed ? 'sext' : 'zext'
    case 'memoryRead':
      return node.synchronous ? 'memory read' : 'memory lookup'
    case 'instanceOutput':
      return 'instance output'
    case 'input':
    case 'constant':
    case 'slice':
    case 'element':
    case 'concat':
    case 'mux':
    case 'match':
    case 'register':
    case 'wire':
      return node.kind
  }
}

/** `a.ts:12`, or null where the place is unknown. */
export function showPlace(place: Place | null): string | null {
  return place ? `${place.file}:${place.line}` : null
}

/** `64 bits`, `1 bit`. */
export function bits(width: number): string {
  return `${width} ${width === 1 ? 'bit' : 'bits'}`
}

/** Where a diagnostic about a whole module stands. */
export function inModule(module: Module): Pick<Diagnostic, 'place' | 'stack'> {
  return { place: module.place, stack: [showModule(module)] }
}

/** Where a diagnostic about a node stands. */
export function atNode(module: Module, id: NodeId): Pick<Diagnostic, 'place' | 'stack'> {
  const meta = module.meta[id]!
  return { place: meta.place ?? module.place, stack: [...meta.scope.toReversed(), showModule(module)] }
}

function showModule(module: Module): string {
  return `${module.generator}(${shortJson(module.parameters)})`
}
