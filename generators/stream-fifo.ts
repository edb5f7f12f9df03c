/** The stream FIFO: decouples a producer from a consumer by any number of beats. */

import {
  concat,
  type Fields,
  inputStream,
  module,
  outputStream,
  type Payload,
  type Ram,
  ram,
  reg,
  type Signal,
  type Stream,
  stream,
  wire,
} from '../dsl/index.ts'
import { countTo } from './counter.ts'
import { occupancy } from './occupancy.ts'
import { fifoLatency, fifoReadsAhead } from './stream-fifo.timing.ts'

export interface StreamFifoParameters {
  /** Width of each field of a beat. */
  readonly payload: Payload
  /** Beats it holds. */
  readonly depth: number
}

/**
 * Holds up to `depth` beats and gives them in order. `ready` depends on registers alone, so a FIFO cuts every path between its
 * sides. A depth of 2 or more passes a beat every cycle, a depth of 1 every other cycle.
 *
 * Up to 32 beats lie in a memory that is read at once (latency 1 cycle); deeper ones in a block memory whose next word is
 * fetched ahead (latency 2 cycles).
 */
export const StreamFifo = module(
  ({ payload, depth }: StreamFifoParameters) => {
    const fields = Object.entries(payload).map(([field, width]) => `${field}${width}`)
    return `fifo_${fields.join('_')}_depth${depth}`
  },
  ({ payload }) => ({ source: inputStream(payload), sink: outputStream(payload) }),
  ({ source }, { payload, depth }) => ({ sink: buffer(source, payload, depth) }),
  { latency: ({ depth }) => fifoLatency(depth) },
)

/**
 * `source` behind a FIFO of `depth` beats, an instance called `name`; keeps the fields' types.
 *
 * Latency: see `StreamFifo`.
 */
export function buffered<P extends Payload>(source: Stream<P>, depth: number, name = 'fifo'): Stream<P> {
  const fields = Object.entries<Signal>(source.payload)
  const payload = Object.fromEntries(fields.map(([field, signal]) => [field, signal.width]))
  const fifo = StreamFifo({ payload, depth }, { name })
  return fifo({ source }).sink as Stream<P>
}

function buffer(source: Stream, payload: Payload, depth: number): Stream {
  const word = pack(source.payload)
  const memory = ram({
    depth,
    width: word.width,
    style: fifoReadsAhead(depth) ? 'block' : 'distributed',
    readDuringWrite: 'old',
  })
  const push = source.fire
  const write = countTo(depth, push)
  memory.write(write.value, word, push)

  const held = occupancy(depth)
  source.accept(held.room)

  const pop = wire(1)
  const sink = fifoReadsAhead(depth)
    ? readAhead(memory, depth, push, pop, payload)
    : readAtOnce(memory, depth, held.some, pop, payload)
  pop.set(sink.fire)
  held.update(push, pop)
  return sink
}

function readAtOnce(memory: Ram, depth: number, some: Signal<1>, pop: Signal<1>, payload: Payload): Stream {
  const read = countTo(depth, pop)
  return stream(some, unpack(memory.lookup(read.value), payload))
}

/** The memory's output register holds the next beat: it is refilled while empty or being taken. */
function readAhead(memory: Ram, depth: number, push: Signal<1>, pop: Signal<1>, payload: Payload): Stream {
  const unread = occupancy(depth)
  const fetched = reg(1, { init: 0 })
  const fetch = unread.some.and(fetched.not().or(pop))
  const read = countTo(depth, fetch)
  unread.update(push, fetch)
  fetched.set(fetch.or(fetched.and(pop.not())))
  return stream(fetched, unpack(memory.read(read.value, fetch), payload))
}

function pack(fields: Fields<Payload>): Signal {
  return concat(...Object.values(fields))
}

function unpack(word: Signal, payload: Payload): Fields<Payload> {
  let high = word.width
  return Object.fromEntries(
    Object.entries(payload).map(([field, width]) => {
      high -= width
      return [field, word.slice(high + width - 1, high)]
    }),
  )
}
