/** How many things a buffer holds, or has promised to hold. */

import {
  indexWidth,
  mux,
  type Register,
  reg,
  type Signal,
  takeName,
  type Wire,
  wire,
} from '../../dsl/index.ts'

/** A count of the things in a buffer, 0 .. capacity; named after the variable that holds it. */
export class Occupancy {
  /** 1 while there is at least one; a register. */
  readonly some: Register<1>
  /** 1 while there is room for one more; a register. */
  readonly room: Register<1>
  /** Whether there will be room in the next cycle. */
  readonly nextRoom: Signal<1>
  readonly #nextRoom: Wire<1>
  readonly #count: Register
  readonly #capacity: number

  constructor(count: Register, capacity: number) {
    this.#count = count
    this.#capacity = capacity
    this.some = reg(1, { init: 0 })
    this.room = reg(1, { init: 1 })
    this.#nextRoom = wire(1)
    this.nextRoom = this.#nextRoom
    this.room.set(this.#nextRoom)
  }

  /** Connects the count to what adds and removes one. Call once. */
  update(added: Signal<1>, removed: Signal<1>): void {
    const count = this.#count
    const changes = added.xor(removed)
    count.set(mux(changes, this.#changed(added), count))
    // The flags are decided a cycle before, which keeps comparisons out of the handshakes; a count of one bit needs none.
    const single = count.width === 1
    const anotherOne = count.ne(1)
    const anotherRoom = count.ne(this.#capacity - 1)
    this.some.set(mux(changes, single ? added : added.or(anotherOne), this.some))
    this.#nextRoom.set(mux(changes, single ? removed : removed.or(anotherRoom), this.room))
  }

  /** The count one up or one down. */
  #changed(up: Signal<1>): Signal {
    const count = this.#count
    return count.width === 1 ? up : mux(up, count.add(1), count.sub(1))
  }

  [takeName](name: string, since: number): void {
    this.#count[takeName](name, since)
    this.some[takeName](`some_${name}`, since)
    this.room[takeName](`room_${name}`, since)
    this.#nextRoom[takeName](`next_room_${name}`, since)
  }
}

/**
 * Counts things added to and removed from a buffer of `capacity`; starts at 0.
 *
 * It also serves as credits for a pipeline that cannot stop: let it count the beats that were promised room in a FIFO behind
 * the pipeline and have not left it yet, and gate the entry with `room`. A pipeline of `latency` cycles from promise to FIFO
 * output that promises at most every `interval` cycles never waits when `capacity >= ceil(latency / interval) + 1`.
 *
 * @example
 * const Guard = module(
 *   () => 'guard',
 *   () => ({ enters: input(1), leaves: input(1), room: output(1) }),
 *   ({ enters, leaves }) => {
 *     const inside = occupancy(3)
 *     inside.update(enters, leaves)
 *     return { room: inside.room }
 *   },
 * )
 * topModule(elaborate(Guard, {})).resettable // true
 */
export function occupancy(capacity: number): Occupancy {
  return new Occupancy(reg(indexWidth(capacity + 1), { init: 0 }), capacity)
}
