/** The shape that every design has, whatever the user wrote: a breach is a bug of ours, not a mistake of the user. */

import { undriven } from './builder.ts'
import type { Design, Module } from './design.ts'
import type { Node, NodeId } from './node.ts'
import { operandsOf, rootsOf } from './walk.ts'

/**
 * Checks that all indices point to something and that definitions stand before their users, so that passes need not.
 * Only a register's `next` and a wire's `driver` may still be `undriven`.
 *
 * @throws Error `internal: …` at the first breach.
 */
export function validateDesign(design: Design): void {
  const known = new Set<string>()
  for (const module of design.modules) {
    validateModule(module, known)
    ensure(!known.has(module.name), module, 'is listed twice')
    known.add(module.name)
  }
  const last = design.modules.at(-1)
  if (last?.name !== design.top) throw new Error(`internal: the top module ${design.top} is not the last one`)
}

function validateModule(module: Module, definitions: ReadonlySet<string>): void {
  const { nodes, meta, memories, instances } = module
  ensure(nodes.length === meta.length, module, `has ${nodes.length} nodes but metadata for ${meta.length}`)
  const isNode = (id: NodeId) => Number.isInteger(id) && id >= 0 && id < nodes.length

  for (const [id, node] of nodes.entries()) {
    for (const operand of operandsOf(node)) {
      if (operand === undriven && mayBeUndriven(node)) continue
      ensure(
        isNode(operand),
        module,
        `has node ${id} (${node.kind}), which reads the missing node ${operand}`,
      )
    }
    if (node.kind === 'input') {
      const declared = module.ports.some((port) => port.name === node.port && port.direction === 'input')
      ensure(declared, module, `has node ${id} for the missing input ${node.port}`)
    }
    if (node.kind === 'memoryRead') {
      ensure(node.memory in memories, module, `has node ${id}, which reads the missing memory ${node.memory}`)
    }
    if (node.kind === 'instanceOutput') {
      ensure(node.instance in instances, module, `has node ${id} of the missing instance ${node.instance}`)
    }
  }
  for (const root of rootsOf(module)) ensure(isNode(root), module, `needs the missing node ${root}`)
  if (module.model !== undefined)
    ensure(definitions.has(module.model), module, 'has a model that is not defined')
  for (const instance of instances) {
    const message = `instantiates ${instance.module}, which is not defined before it`
    ensure(definitions.has(instance.module), module, message)
  }
}

function mayBeUndriven(node: Node): boolean {
  return (
    (node.kind === 'register' && node.next === undriven) || (node.kind === 'wire' && node.driver === undriven)
  )
}

function ensure(holds: boolean, module: Module, what: string): void {
  if (!holds) throw new Error(`internal: module ${module.name} ${what}`)
}
