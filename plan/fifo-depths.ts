/** How deep the FIFOs between layers must be: as little as keeps the planned rate, found on the timeline. */

import type { Network } from '../network/network.ts'
import { isLayerFifo } from './timeline/players.ts'
import {
  assemble,
  fifoPeaks,
  type PlannedLayers,
  type PlayedParts,
  partsOf,
  playUntilSteady,
} from './timeline/timeline.ts'

/**
 * The beats that the FIFO in front of each layer must hold, 0 for none, so that a frame takes no more than the planned interval. Layers
 * that work in bursts (rows of pooled pixels, or all results of an input-stationary layer at once) need room where the next one works
 * evenly. With any one of the FIFOs half as deep, or less, the rate is lost.
 *
 * A pipeline whose streams repeat themselves on the timeline cannot stop in hardware, whatever stalls outside of it: stalls only
 * delay beats, and no part ever waits for a beat that waits for it.
 *
 * @throws InputError when the plan does not belong to the network.
 *
 * @example
 * fifoDepths(network, planFor(network, defaultFolding(network)))
 */
export function fifoDepths(network: Network, plan: PlannedLayers): readonly number[] {
  const parts = partsOf(network, plan)
  const search = new Search(parts, plan)
  const none = search.depthsThatKeepRate(plan.layers.map(() => 0))
  if (none !== null) return none
  const fifos = parts.players.map(({ placed }) => placed).filter(isLayerFifo)
  const whole = plan.layers.map((_, index) => fifos.find(({ layer }) => layer === index)?.beats ?? 0)
  const enough = search.depthsThatKeepRate(whole)
  // Room for a whole frame everywhere is more than enough.
  if (enough === null) throw new Error(`internal: no FIFO makes ${network.name} keep ${plan.interval} cycles`)
  return search.reduced(
    enough,
    fifos.map(({ layer }) => layer),
  )
}

/** So many frames in a row that come too late show that depths are too little; fewer may be the beginning of a rhythm. */
const patience = 4

/** Looks for depths of one plan; every trial plays the pipeline. */
class Search {
  readonly #parts: PlayedParts
  readonly #plan: PlannedLayers

  constructor(parts: PlayedParts, plan: PlannedLayers) {
    this.#parts = parts
    this.#plan = plan
  }

  /** What of these depths is made use of, or null when they do not keep the rate. */
  depthsThatKeepRate(depths: readonly number[]): readonly number[] | null {
    const { interval, layers } = this.#plan
    const played = assemble(this.#parts, depths)
    return playUntilSteady(played.pipeline, interval, patience) === interval
      ? fifoPeaks(played, layers.length)
      : null
  }

  /** Depths that are enough, without what the FIFOs in front of `layers`, not all of which can go, do not need. */
  reduced(enough: readonly number[], layers: readonly number[]): readonly number[] {
    const deep = layers.filter((layer) => enough[layer]! > 0)
    if (deep.length <= 1) return deep.length === 0 ? enough : this.#halved(enough, deep[0]!)
    const middle = deep.length >> 1
    const first = this.#cleared(enough, deep.slice(0, middle))
    return this.#cleared(first, deep.slice(middle))
  }

  /** The same; most of them can go together. */
  #cleared(enough: readonly number[], layers: readonly number[]): readonly number[] {
    const without = this.depthsThatKeepRate(
      enough.map((depth, layer) => (layers.includes(layer) ? 0 : depth)),
    )
    return without ?? this.reduced(enough, layers)
  }

  /** Depths that are enough, that of one FIFO halved as often as possible. */
  #halved(enough: readonly number[], layer: number): readonly number[] {
    const half = enough[layer]! >> 1
    if (half === 0) return enough
    const less = this.depthsThatKeepRate(enough.with(layer, half))
    return less === null ? enough : this.#halved(less, layer)
  }
}
