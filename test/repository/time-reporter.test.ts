/** The table of times behind a run: parts by their folder, the longest first. */

import { expect, it } from 'vitest'
import { partTimes } from '../support/time-reporter.ts'

it('parts of the suite are told with what they took and their slowest file', () => {
  const files = [
    { file: 'test/sim/engine.test.ts', seconds: 2 },
    { file: 'test/plan/cost.test.ts', seconds: 9 },
    { file: 'test/sim/waves.test.ts', seconds: 5 },
  ]
  expect(partTimes(files)).toEqual([
    { part: 'plan', files: 1, seconds: 9, slowestFile: 'cost.test.ts', slowestSeconds: 9 },
    { part: 'sim', files: 2, seconds: 7, slowestFile: 'waves.test.ts', slowestSeconds: 5 },
  ])
})
