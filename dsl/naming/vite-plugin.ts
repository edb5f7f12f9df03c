/** The naming transform as a Vite plugin, so that Vitest runs the same code as the commands. */

import { relative, sep } from 'node:path'
import { insertionMap, type SourceMap } from './source-map.ts'
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
      const result = transform(code, file)
      return result && { code: result.text, map: insertionMap(code, result.insertions, path) }
    },
  }
}
