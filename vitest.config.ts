/** How the tests run: the naming transform is on, and two workers leave simulators room. */

import { defineConfig } from 'vitest/config'
import { naming } from './dsl/naming/vite-plugin.ts'
import { TimeReporter } from './test/support/time-reporter.ts'

export default defineConfig({
  plugins: [naming()],
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    reporters: ['default', new TimeReporter()],
    // Few cycles of many designs: compiling in haste is the shorter way.
    env: { BITLOOM_OPTIMIZE: '-O1' },
    // A test may build a simulator with Verilator and run a whole network in it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
