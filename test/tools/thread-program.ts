/** A program of a thread for the tests of pools: what it is asked for, it does. */

import { setTimeout } from 'node:timers/promises'
import { SimulationError } from '../../sim/error.ts'
import { InputError } from '../../tools/files/input-error.ts'
import type { ThreadProgram } from '../../tools/pool.ts'

export type Request = 'count' | 'meet' | 'spin' | 'input error' | 'simulation error' | 'bug' | 'exit'

/** What threads tell each other: how many tasks run, and the most that ever did. */
export interface Shared {
  readonly running: Int32Array
  readonly most: Int32Array
}

const program: ThreadProgram<Shared, Request, number> = ({ running, most }) => {
  let count = 0
  return async (request) => {
    switch (request) {
      case 'count':
        return ++count
      case 'meet': {
        const now = Atomics.add(running, 0, 1) + 1
        if (now > Atomics.load(most, 0)) Atomics.store(most, 0, now)
        while (Atomics.load(most, 0) < 2) await setTimeout(5)
        await setTimeout(20)
        Atomics.sub(running, 0, 1)
        return now
      }
      case 'spin':
        for (;;) Atomics.store(most, 0, 1)
      case 'input error':
        throw new InputError('the file is too short', { place: 'a.bin', help: 'copy it again' })
      case 'simulation error':
        throw new SimulationError('deadlock', 'nothing moves', {
          subject: 'image',
          cycle: 7,
          trace: { cycles: 7, beats: {}, ports: null, unknown: [] },
        })
      case 'bug':
        throw new TypeError('internal: no')
      case 'exit':
        process.exit(3)
    }
  }
}

export default program
