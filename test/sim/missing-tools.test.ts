/** Without a simulator on the path, the error names the command that installs it. */

import { expect, test, vi } from 'vitest'
import { simulate } from '../../sim/simulate.ts'
import { adder } from '../support/sim-adder.ts'

test.each(['icarus', 'verilator'] as const)('%s is asked for by name', async (simulator) => {
  const target = await adder()
  vi.stubEnv('PATH', '/nowhere')
  const run = simulate(target, { cycles: 1 }, { simulator })
  await expect(run).rejects.toMatchObject({
    name: 'InputError',
    message: `the program ${simulator === 'icarus' ? 'iverilog' : 'verilator'} is not installed`,
    help: 'install it: npm run setup',
  })
  vi.unstubAllEnvs()
})
