/** Looking through wires: a wire is only another name for its driver, so the text never shows both. */

import { type Meta, type Module, type NameStrength, nameStrengths } from '../ir/design.ts'
import type { NodeId } from '../ir/node.ts'

/** A module's values with its wires looked through. */
export interface Wireless {
  /** The node that gives `id` its value: `id` itself, or what a chain of wires ends in. */
  readonly resolve: (id: NodeId) => NodeId
  /** What is known about a value after it took over the stronger names of the wires in front of it. */
  readonly meta: readonly Meta[]
}

/**
 * Looks through wires; the strongest name along a chain wins, on a tie the one nearest to the driver. Only a wire with a
 * `.named()` name in front of a value that has one too stays a signal, because both were asked for.
 */
export function throughWires(module: Module): Wireless {
  const meta = [...module.meta]
  const target: NodeId[] = []
  for (const [id, node] of module.nodes.entries()) {
    target[id] = id
    if (node.kind !== 'wire') continue
    const driver = driverOf(module, id)
    if (isExplicit(module.meta[id]!) && isExplicit(meta[driver]!)) continue
    target[id] = driver
    meta[driver] = inherit(meta[driver]!, module.meta[id]!)
  }
  return { resolve: (id) => target[id]!, meta }
}

function isExplicit({ name, strength }: Meta): boolean {
  return name !== null && strength === 'explicit'
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
  const stronger = wire.name !== null && (driver.name === null || isStronger(wire.strength, driver.strength))
  if (!stronger) return { ...driver, comment }
  return { ...wire, place: wire.place ?? driver.place, comment }
}

function isStronger(a: NameStrength, b: NameStrength): boolean {
  return nameStrengths.indexOf(a) > nameStrengths.indexOf(b)
}
