/** Removes wires: readers of a wire read its driver, which takes over the wire's name if it has no better one. */

import type { Module } from '../ir/design.ts'
import { rewritePass } from './pass.ts'
import { Rewriter } from './rewriter.ts'

/**
 * A wire was only needed while its driver did not exist. It stays where it carries a name given with
 * `.named()` and its driver already has a name of that strength.
 */
export const removeWires = rewritePass('remove wires', (module: Module): Module => {
  const rewriter = new Rewriter(module)
  for (const [id, node] of module.nodes.entries()) {
    if (node.kind !== 'wire') continue
    const driver = rewriter.resolve(node.driver)
    if (driver !== id) rewriter.replace(id, driver)
  }
  return rewriter.finish()
})
