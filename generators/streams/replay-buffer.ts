/** The replay buffer: gives each vector several times, once for every neuron fold of the layer that eats it. */

import { constant, inputStream, module, mux, outputStream, ram, reg, stream, wire } from '../../dsl/index.ts'
import { countTo } from '../idioms/counter.ts'
import { occupancy } from '../idioms/occupancy.ts'
import { type ReplayBufferParameters, replayDepth, replayLatency } from './replay-buffer.timing.ts'

/**
 * Takes vectors of `beats` beats and gives each of them `replays` times, as beats in order. The first pass may begin while the
 * vector still arrives; the next vector is taken in meanwhile, so that there is no bubble between vectors:
 * cycles per vector = beats x replays. Each word is given up during the last pass.
 *
 * Latency: 2 cycles from a beat in to its first appearance.
 *
 * @example
 * elaborate(ReplayBuffer, { width: 8, beats: 4, replays: 3 }).top // 'replay_4x8_times3'
 */
export const ReplayBuffer = module(
  ({ width, beats, replays }: ReplayBufferParameters) => `replay_${beats}x${width}_times${replays}`,
  ({ width }) => ({ source: inputStream({ data: width }), sink: outputStream({ data: width }) }),
  ({ source }, { width, beats, replays }) => {
    const depth = replayDepth(beats)
    const words = ram({ depth, width, style: 'auto', readDuringWrite: 'old' })

    // Writing: a ring of words that are occupied until the last pass has read them.
    const occupied = occupancy(depth)
    const push = source.fire
    const write = countTo(depth, push)
    words.write(write.value, source.payload.data, push)
    source.accept(occupied.room)

    // Reading: the next beat is fetched whenever the output register is free and the beat has arrived.
    const fetch = wire(1)
    const beat = countTo(beats, fetch)
    const endOfPass = fetch.and(beat.last)
    const pass = countTo(replays, endOfPass)
    const firstPass = pass.value.eq(0)
    const unread = occupancy(depth)
    const readFirst = fetch.and(firstPass)
    const givenUp = fetch.and(pass.last)
    unread.update(push, readFirst)
    occupied.update(push, givenUp)

    // A vector lies in one half of the memory: a pass begins where the last one began, the next vector in the other half.
    const inUpperHalf = reg(1, { init: 0, en: endOfPass.and(pass.last) })
    inUpperHalf.set(inUpperHalf.not())
    const start = mux(inUpperHalf.xor(pass.last), constant(beats, words.addressWidth), 0)
    const address = reg(words.addressWidth, { init: 0, en: fetch })
    address.set(mux(beat.last, start, address.add(1)))

    const fetched = reg(1, { init: 0 })
    const sink = stream(fetched, { data: words.read(address, fetch) })
    const available = firstPass.not().or(unread.some)
    fetch.set(available.and(fetched.not().or(sink.ready)))
    fetched.set(fetch.or(fetched.and(sink.ready.not())))
    return { sink }
  },
  { latency: () => replayLatency },
)
