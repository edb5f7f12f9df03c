/** Looking through wires: a wire is only another name for its driver, so the text never shows both. */

import type { Meta, Module, NameStrength } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'

const strengths: Readonly<Record<NameStrength, number>> = { structural: 0, variable: 1, explicit: 2, port: 3 }

/** A module's values with its wires looked through. */
export interface Wireless {
  /** The node that gives `id` its value: `id` itself, or what a chain of wires ends in. */
  readonly resolve: (id: NodeId) => NodeId
  /** What is known about a value after it took over the stronger names of the wires in front of it. */
  readonly meta: readonly Meta[]
}

/** Looks through every wire; the strongest name along a chain wins, on a tie the one nearest to the driver. */
export function throughWires(module: Module): Wireless {
  const target = module.nodes.map((_, id) => driverOf(module, id))
  const meta = [...module.meta]
  for (const [id, node] of module.nodes.entries()) {
    if (node.kind !== 'wire') continue
    const driver = target[id]!
    meta[driver] = inherit(meta[driver]!, module.meta[id]!)
  }
  return { resolve: (id) => target[id]!, meta }
}

function driverOf(module: Module, wire: NodeId): NodeId {
  let id = wire
  for (let steps = 0; steps <= module.nodes.length; steps++) {
    const node = module.nodes[id]
    if (node === undefined) throw new Error(`internal: node ${id} of ${module.name} is missing or undriven`)
    if (node.kind !== 'wire') return id
    id = node.driver
  }
  throw new Error(`internal: wire ${wire} of ${module.name} drives itself`)
}

function inherit(driver: Meta, wire: Meta): Meta {
  const comment = driver.comment ?? wire.comment
  const stronger =
    wire.name !== null && (driver.name === null || strengths[wire.strength] > strengths[driver.strength])
  if (!stronger) return { ...driver, comment }
  return { ...wire, place: wire.place ?? driver.place, comment }
}
