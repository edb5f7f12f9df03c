/** The last line of a test run without the data folder: how many tests need it and were not run. */
import type { Reporter, TestModule } from 'vitest/node'

/** What there is to say after a run in which so many tests lacked their data; null when there is nothing. */
export function missingDataLine(tests: number): string | null {
  if (tests === 0) return null
  const [need, were] = tests === 1 ? ['test needs', 'was'] : ['tests need', 'were']
  return `${tests} ${need} BITLOOM_DATA and ${were} not run; docs/data.md says where the data is to be had`
}

/** Adds up what the test files of all workers have counted. */
export class DataReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const line = missingDataLine(
      modules.reduce((sum, module) => sum + (module.meta().testsWithoutData ?? 0), 0),
    )
    if (line !== null) console.log(line)
  }
}
