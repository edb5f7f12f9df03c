/** The naming transform as a Vite plugin, so that Vitest runs the same code as the commands. */

import { relative, sep } from 'node:path'
import type { SourceMap } from 'magic-string'
import { transform } from './transform.ts'

/** As much of Vite's plugin interface as is used here; the language does not depend on Vite. */
export interface NamingPlugin {
  readonly name: string
  readonly enforce: 'pre'
  configResolved(config: { readonly root: string }): void
  transform(code: string, id: string): { readonly code: string; readonly map: SourceMap } | null
}

/**
 * Names signals in every `.ts` file that imports the language, before Vite erases the types.
 *
 * @example
 * export default defineConfig({ plugins: [naming()] })
 */
export function naming(): NamingPlugin {
  let root = process.cwd()
  return {
    name: 'bitloom:naming',
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    transform(code, id) {
      const [path = id] = id.split('?', 1)
      if (!path.endsWith('.ts')) return null
      const file = relative(root, path).split(sep).join('/')
      const text = transform(code, file)
      // Vitest finds inline snapshots and failing assertions by column: every character leads back.
      return text && { code: text.toString(), map: text.generateMap({ source: path, hires: true }) }
    },
  }
}
