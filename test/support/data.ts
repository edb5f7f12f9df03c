/** Where the published networks and image sets lie that some tests need; they are never copied into the project. */
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** How many tests of a file were not run, because the data they need is not here. */
    testsWithoutData?: number
  }
}

type Environment = Readonly<Record<string, string | undefined>>

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** The data folder: BITLOOM_DATA, or else `../shared/data` seen from the project; null when it is not there. */
export function findData(environment: Environment = process.env, root: string = projectRoot): string | null {
  const folder = environment.BITLOOM_DATA || resolve(root, '../shared/data')
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : null
}

/** Those of the wanted files and folders that are not in the data folder; all of them where there is no such folder. */
export function missingData(folder: string | null, wanted: readonly string[]): string[] {
  return wanted.filter((path) => folder === null || !existsSync(join(folder, path)))
}

/** True when missing data is a failure: BITLOOM_REQUIRE_DATA=1 asks for that, and BITLOOM_DATA if it leads nowhere. */
export function mustHaveData(environment: Environment = process.env, root: string = projectRoot): boolean {
  const { BITLOOM_REQUIRE_DATA: required, BITLOOM_DATA: named } = environment
  return (Boolean(required) && required !== '0') || (Boolean(named) && findData(environment, root) === null)
}

/**
 * A `describe` whose tests need files of the data folder; `body` gets a function from path parts to a path in there.
 * Where a file is missing, the tests are counted instead of registered, and the last line of the run says how many there
 * are; where the data must be there, one test says what is missing and fails. `body` does nothing but registering.
 *
 * @example
 * await describeWithData('LFC', ['bnn-pynq/mnist-lfcW1A1'], (data) => {
 *   it('is read', () => {
 *     const network = importBnnPynq(data('bnn-pynq', 'mnist-lfcW1A1'), 'lfc')
 *   })
 * })
 */
export async function describeWithData(
  title: string,
  wanted: readonly string[],
  body: (data: (...parts: string[]) => string) => void,
): Promise<void> {
  const folder = findData()
  const missing = missingData(folder, wanted)
  const register = () => body((...parts) => join(folder ?? '', ...parts))
  if (missing.length === 0) {
    describe(title, register)
  } else if (mustHaveData()) {
    describe(title, () => {
      it('finds its data', () => {
        expect(missing, 'docs/data.md says where these are to be had').toEqual([])
      })
    })
  } else {
    await countTests(title, register)
  }
}

/** Has Vitest collect the tests as if they were to run, takes them back, and notes their number with the file. */
async function countTests(title: string, register: () => void): Promise<void> {
  const { tasks, file } = TestRunner.getCurrentSuite()
  const collector = describe(title, register)
  tasks.splice(tasks.indexOf(collector), 1)
  const suite = await collector.collect(file)
  file.meta.testsWithoutData = (file.meta.testsWithoutData ?? 0) + testsIn(suite)
}

function testsIn(task: RunnerTestSuite | RunnerTestCase): number {
  return task.type === 'test' ? 1 : task.tasks.reduce((sum, child) => sum + testsIn(child), 0)
}
