/** The stream FIFO: decouples a producer from a consumer by any number of beats. */

import {
  concat,
  delayed,
  type Fields,
  inputStream,
  module,
  outputStream,
  type Payload,
  ram,
  reg,
  type Signal,
  type Stream,
  stream,
  wire,
} from '../../dsl/index.ts'
import { countTo } from '../idioms/counter.ts'
import { occupancy } from '../idioms/occupancy.ts'
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
 * A single beat lies in a register, up to 32 in a memory that is read at once (latency 1 cycle), more in a block memory whose
 * next word is fetched ahead (latency 2 cycles).
 *
 * @example
 * elaborate(StreamFifo, { payload: { data: 8, last: 1 }, depth: 16 }).top // 'fifo_data8_last1_depth16'
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
 *
 * @example
 * const Later = module(
 *   () => 'later_stream',
 *   () => ({ source: inputStream({ data: 8 }), sink: outputStream({ data: 8 }) }),
 *   ({ source }) => ({ sink: buffered(source, 4) }),
 * )
 * elaborate(Later, {}).modules.length // 2
 */
export function buffered<P extends Payload>(source: Stream<P>, depth: number, name = 'fifo'): Stream<P> {
  const fields = Object.entries<Signal>(source.payload)
  const payload = Object.fromEntries(fields.map(([field, signal]) => [field, signal.width]))
  const fifo = StreamFifo({ payload, depth }, { name })
  return fifo({ source }).sink as Stream<P>
}

function buffer(source: Stream, payload: Payload, depth: number): Stream {
  const push = source.fire
  const pop = wire(1)
  const held = occupancy(depth)
  held.update(push, pop)
  source.accept(held.room)

  const word = pack(source.payload)
  const store = depth === 1 ? keepOne : fifoReadsAhead(depth) ? readAhead : readAtOnce
  const { valid, next } = store({ depth, word, push, pop, some: held.some })
  const sink = stream(valid, unpack(next, payload))
  pop.set(sink.fire)
  return sink
}

/** What goes in and out of the words of a FIFO. */
interface Traffic {
  readonly depth: number
  readonly word: Signal
  readonly push: Signal<1>
  readonly pop: Signal<1>
  /** 1 while words are held. */
  readonly some: Signal<1>
}

/** The next word to leave, and whether there is one. */
interface Head {
  readonly valid: Signal<1>
  readonly next: Signal
}

/** A single word is a register. */
function keepOne({ word, push, some }: Traffic): Head {
  return { valid: some, next: delayed(word, { en: push }) }
}

function readAtOnce({ depth, word, push, pop, some }: Traffic): Head {
  const words = ram({ depth, width: word.width, style: 'auto', readDuringWrite: 'old' })
  const write = countTo(depth, push)
  words.write(write.value, word, push)
  const read = countTo(depth, pop)
  return { valid: some, next: words.lookup(read.value) }
}

/** The output register of a block memory holds the next word: it is refilled while empty or being taken. */
function readAhead({ depth, word, push, pop }: Traffic): Head {
  const words = ram({ depth, width: word.width, style: 'block', readDuringWrite: 'old' })
  const write = countTo(depth, push)
  words.write(write.value, word, push)
  const unread = occupancy(depth)
  const fetched = reg(1, { init: 0 })
  const fetch = unread.some.and(fetched.not().or(pop))
  const read = countTo(depth, fetch)
  unread.update(push, fetch)
  fetched.set(fetch.or(fetched.and(pop.not())))
  return { valid: fetched, next: words.read(read.value, fetch) }
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
