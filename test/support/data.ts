/** Where the published networks and image sets lie that some tests need; they are never copied into the project. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** The data folder: BITLOOM_DATA, or else `../shared/data` seen from the project; null when it is not there. */
export function findData(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  root: string = projectRoot,
): string | null {
  const folder = environment.BITLOOM_DATA ?? resolve(root, '../shared/data')
  return existsSync(join(folder, 'README.md')) ? folder : null
}

/** True when a missing data folder is a failure: where everything is tested, or where somebody named a folder. */
export function mustHaveData(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return environment.CI === 'true' || environment.BITLOOM_DATA !== undefined
}

/**
 * A `describe` whose tests need the data; `body` gets a function from path parts to a path in the data folder. Without
 * the data nothing is registered, except where it must be there: then one test says so and fails.
 *
 * @example
 * describeWithData('LFC', (data) => {
 *   const network = importBnnPynq(data('bnn-pynq', 'mnist-lfcW1A1'), 'lfc')
 * })
 */
export function describeWithData(title: string, body: (data: (...parts: string[]) => string) => void): void {
  const folder = findData()
  if (folder !== null) {
    describe(title, () => body((...parts) => join(folder, ...parts)))
  } else if (mustHaveData()) {
    describe(title, () => {
      it('finds the data folder', () => {
        expect(folder, 'put the data at ../shared/data or name its folder in BITLOOM_DATA').not.toBeNull()
      })
    })
  }
}
