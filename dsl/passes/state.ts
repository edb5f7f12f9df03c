/** Whether a module holds state, and whether a reset sets some of it. */

import type { Module } from '../ir/design.ts'

/** What `clocked` and `resettable` of a module must be, given the modules it instantiates. */
export function stateOf(
  module: Module,
  moduleNamed: (name: string) => Module,
): Pick<Module, 'clocked' | 'resettable'> {
  const used = module.instances.map((instance) => moduleNamed(instance.module))
  const clocked =
    module.nodes.some(
      (node) => node.kind === 'register' || (node.kind === 'memoryRead' && node.synchronous),
    ) ||
    module.memories.some((memory) => memory.writes.length > 0) ||
    used.some((definition) => definition.clocked)
  const resettable =
    module.nodes.some((node) => node.kind === 'register' && node.init !== null) ||
    used.some((definition) => definition.resettable)
  return { clocked, resettable }
}
