/** What a pass is: a function from a design to a design that collects every mistake it finds. */

import type { Report } from '../diagnostics.ts'
import type { Design, Module } from '../ir/design.ts'

/**
 * One step of `runPasses`. A check returns the design it was given; a rewrite returns it too when nothing
 * changed.
 */
export interface Pass {
  readonly name: string
  readonly run: (design: Design, report: Report) => Design
}

/** A pass that looks at each module, definitions before users, and changes nothing. */
export function checkPass(
  name: string,
  check: (module: Module, design: Design, report: Report) => void,
): Pass {
  return {
    name,
    run(design, report) {
      for (const module of design.modules) check(module, design, report)
      return design
    },
  }
}

/**
 * A pass that rewrites each module by itself; `rewrite` returns the module it was given when it changes
 * nothing, and finds nothing to do in what it returned. Modules are frozen, so that this can be remembered.
 */
export function rewritePass(name: string, rewrite: (module: Module) => Module): Pass {
  const finished = new WeakSet<Module>()
  const rewriteOnce = (module: Module) => {
    if (finished.has(module)) return module
    const rewritten = rewrite(module)
    finished.add(rewritten)
    return rewritten
  }
  return {
    name,
    run(design) {
      const modules = design.modules.map(rewriteOnce)
      const changed = modules.some((module, index) => module !== design.modules[index])
      return changed ? Object.freeze({ ...design, modules: Object.freeze(modules) }) : design
    },
  }
}
