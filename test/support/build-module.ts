/** Building small modules of the intermediate representation by hand. */

import { ModuleBuilder } from '../../dsl/ir/builder.ts'
import type { Design, Meta, Module } from '../../dsl/ir/design.ts'
import { stateOf } from '../../dsl/passes/state.ts'

/** A builder for a module called `name`, of the generator `Test` at line 1 of `test.ts`. */
export function builderOf(name = 'unit'): ModuleBuilder {
  return new ModuleBuilder({
    name,
    generator: 'Test',
    parameters: { name },
    contract: null,
    latency: null,
    place: { file: 'test.ts', line: 1 },
  })
}

/** Metadata of a variable called `name` at a line of `test.ts`. */
export function variable(name: string, line: number): Partial<Meta> {
  return { name, strength: 'variable', place: { file: 'test.ts', line }, scope: [] }
}

/** Metadata of a value called `.named(name)` at a line of `test.ts`. */
export function explicit(name: string, line: number): Partial<Meta> {
  return { ...variable(name, line), strength: 'explicit' }
}

/** Finishes modules, definitions before users; the last is the top. */
export function designOf(...builders: readonly ModuleBuilder[]): Design {
  const modules: Module[] = []
  for (const builder of builders) {
    const stateless = builder.finish({ clocked: false, resettable: false })
    const state = stateOf(stateless, (name) => modules.find((module) => module.name === name)!)
    modules.push(Object.freeze({ ...stateless, ...state }))
  }
  return { top: modules.at(-1)!.name, modules }
}
