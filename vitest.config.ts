/** How the tests run: the naming transform is on, and two workers leave simulators room. */

import { defineConfig } from 'vitest/config'
import { naming } from './dsl/naming/vite-plugin.ts'
import { DataReporter } from './test/support/data-reporter.ts'
import { TimeReporter } from './test/support/time-reporter.ts'

/**
 * A test may build a simulator with Verilator and run a whole network in it, on a machine that is slow and busy besides.
 * This is the one time limit of all tests: it is there for tests that hang, and says nothing of how long they may take.
 */
const timeLimit = 60 * 60_000

export default defineConfig({
  plugins: [naming()],
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    reporters: ['default', new TimeReporter(), new DataReporter()],
    // Few cycles of many designs: compiling in haste is the shorter way.
    env: { BITLOOM_OPTIMIZE: '-O1' },
    testTimeout: timeLimit,
    hookTimeout: timeLimit,
    maxWorkers: 2,
  },
})
