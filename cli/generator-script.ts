/** Generator scripts: TypeScript that exports a design. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Design } from '../dsl/index.ts'
import { InputError } from '../tools/files/input-error.ts'

/** The design that a script exports. @throws InputError when there is none. */
export async function loadDesign(script: string): Promise<Design> {
  if (!existsSync(script)) throw new InputError('there is no such generator script', { place: script })
  const { default: design } = (await import(pathToFileURL(resolve(script)).href)) as { default?: Design }
  if (design?.modules === undefined) {
    throw new InputError('the script exports no design', {
      place: script,
      help: 'end it with: export default elaborate(MyModule, { ... })',
    })
  }
  return design
}
