/** Hand-made modules and designs for tests of simulators. */

import { ModuleBuilder } from '../../dsl/ir/builder.ts'
import type { Design, MemoryContents, Module } from '../../dsl/ir/design.ts'
import { contentKey } from '../../tools/cache.ts'

/** A builder for a module that no generator made. */
export function builderOf(name: string): ModuleBuilder {
  return new ModuleBuilder({
    name,
    generator: 'test',
    parameters: {},
    contract: null,
    latency: null,
    place: null,
  })
}

/** A design of these modules, definitions before users; the last one is the top. */
export function designOf(...modules: Module[]): Design {
  return { top: modules.at(-1)!.name, modules }
}

/** Memory contents with a digest over width and words. */
export function contentsOf(width: number, words: readonly bigint[]): MemoryContents {
  const digest = contentKey([String(width), words.join(' ')]).slice(0, 12)
  return { digest, width, words }
}
