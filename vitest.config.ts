/** How the tests run: the naming transform is on, and two workers leave simulators room. */

import { defineConfig } from 'vitest/config'
import { naming } from './dsl/naming/vite-plugin.ts'

export default defineConfig({
  plugins: [naming()],
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // A test may build a simulator with Verilator and run a whole network in it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
