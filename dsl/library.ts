/** The definitions made so far: one per generator and parameters, and never two structures under one name. */

import type { Module } from './ir/design.ts'
import { moduleDigest } from './ir/hash.ts'
import { shortJson } from './ir/short-json.ts'
import type { ShownParameters } from './parameters.ts'
import { fail } from './scope.ts'

const libraries: DefinitionLibrary[] = []

/** Definitions of one elaboration. */
export class DefinitionLibrary {
  /** Definitions before their users. */
  readonly modules: Module[] = []
  readonly #byKey = new Map<object, Map<string, Module>>()
  readonly #inProgress: { readonly generator: object; readonly key: string }[] = []

  /** The library of the elaboration that runs now. */
  static current(): DefinitionLibrary {
    const library = libraries.at(-1)
    if (library) return library
    throw new Error('internal: no elaboration is running')
  }

  /** Runs `run` with this library as the current one. */
  use<T>(run: () => T): T {
    libraries.push(this)
    try {
      return run()
    } finally {
      libraries.pop()
    }
  }

  /** The definition of `generator` for these parameters, built at its first use. */
  define(generator: object, name: string, parameters: ShownParameters, build: () => Module): Module {
    const known = this.#byKey.get(generator) ?? new Map<string, Module>()
    this.#byKey.set(generator, known)
    const existing = known.get(parameters.key)
    if (existing) return existing

    if (this.#inProgress.some((use) => use.generator === generator && use.key === parameters.key)) {
      fail({
        code: 'BL0206',
        message: `${name} with ${shortJson(parameters.json)} instantiates itself`,
        help: 'change its parameters on the way down, and stop at the smallest',
      })
    }
    this.#inProgress.push({ generator, key: parameters.key })
    try {
      const built = this.#unique(build())
      known.set(parameters.key, built)
      return built
    } finally {
      this.#inProgress.pop()
    }
  }

  #unique(built: Module): Module {
    const sameName = this.modules.find((module) => module.name === built.name)
    if (!sameName) {
      this.modules.push(built)
      return built
    }
    if (moduleDigest(sameName) === moduleDigest(built)) return sameName
    fail({
      code: 'BL0203',
      message: `two different modules are called ${built.name}`,
      notes: [describe(sameName), describe(built)],
      help: 'make the name function depend on every parameter that changes the hardware',
    })
  }
}

function describe(module: Module): string {
  const place = module.place ? ` (${module.place.file}:${module.place.line})` : ''
  return `${module.generator} with ${shortJson(module.parameters)}${place}`
}
