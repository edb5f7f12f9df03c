/** How many things a buffer holds, or has promised to hold. */

import { indexWidth, mux, reg, type Signal } from '../dsl/index.ts'

/** A count of the things in a buffer, 0 .. capacity. */
export interface Occupancy {
  /** 1 while there is at least one. */
  readonly some: Signal<1>
  /** 1 while there is room for one more; depends on registers alone. */
  readonly room: Signal<1>
  /** Connects the count to what adds and removes one. Call once. */
  readonly update: (added: Signal<1>, removed: Signal<1>) => void
}

/**
 * Counts things added to and removed from a buffer of `capacity`; starts at 0.
 *
 * It also serves as credits for a pipeline that cannot stop: let it count the beats that were promised room in a FIFO behind
 * the pipeline and have not left it yet, and gate the entry with `room`. A pipeline of `latency` cycles from promise to FIFO
 * output that promises at most every `interval` cycles never waits when `capacity >= ceil(latency / interval) + 1`.
 */
export function occupancy(capacity: number): Occupancy {
  const held = reg(indexWidth(capacity + 1), { init: 0 })
  const some = held.ne(0)
  const room = held.ne(capacity)
  const update = (added: Signal<1>, removed: Signal<1>) => {
    held.set(mux(added.xor(removed), mux(added, held.add(1), held.sub(1)), held))
  }
  return { some, room, update }
}
