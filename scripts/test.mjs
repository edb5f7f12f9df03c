/**
 * The whole suite, on a fresh clone too: simulators, types, format, source lint, tests.
 * Arguments go to Vitest: `npm test -- test/ir`.
 *
 * Plain JavaScript without dependencies, because it installs them. The first step that fails ends it.
 */

import process from 'node:process'
import { checks, runAll, tool } from './check.mjs'
import { answerHelp } from './help.mjs'
import { reportingSetup, setup } from './setup.mjs'

answerHelp('test')
await reportingSetup(() => setup({ withSimulators: true }))
runAll([...checks.typecheck, ...checks.lint, [tool('vitest'), 'run', ...process.argv.slice(2)]])
