/** Buying latency: which layers to make faster, and what dense layers should hold still, so that a frame is done in time. */

import type { Stationary } from '../../generators/matrix-vector/folding.timing.ts'
import { stationaries } from '../../generators/matrix-vector/folding.timing.ts'
import type { Design, DesignSpace } from './design-space.ts'

/** What a search may spend and should reach. */
export interface LatencySearch {
  readonly space: DesignSpace
  /** Most cycles between frames. */
  readonly interval: number
  /** Cycles in which a frame should be done. */
  readonly goal: number
  readonly memoryPrice: number
  /** Whether there is room for a design. */
  readonly affordable: (design: Design) => boolean
}

/** How many of its cycles a layer may keep in one step. */
const factors = [0.999, 0.7, 0.5, 0.25, 0.125, 1 / 16] as const

/**
 * The cheapest design found that reaches the goal, otherwise the one that comes nearest. For each way to hold dense layers still, the
 * step with the most cycles for its price is taken again and again; a step makes one layer faster, or all of them.
 */
export function searchLatency(search: LatencySearch): Design | null {
  const { goal } = search
  const ends = stationaryPatterns(search.space).flatMap((pattern) => descend(search, pattern) ?? [])
  const reached = ends.filter(({ latency }) => latency <= goal)
  if (reached.length > 0) return least(reached, ({ price }) => price)
  return least(ends, ({ latency }) => latency)
}

/** What each group holds still. Few dense layers are tried in all combinations, many in alternation. */
function stationaryPatterns({ groups }: DesignSpace): (Stationary | null)[][] {
  const isDense = groups.map(({ layer }) => layer.kind === 'fullyConnected')
  const count = isDense.filter(Boolean).length
  const ways = stationaries.length
  const chosen =
    count <= 3
      ? Array.from(
          { length: ways ** count },
          (_, code) => (position: number) => Math.floor(code / ways ** position) % ways,
        )
      : [() => 0, (position: number) => position % 2, (position: number) => 1 - (position % 2), () => 1]
  return chosen.map((choiceAt) => {
    let position = 0
    return isDense.map((dense) => (dense ? stationaries[choiceAt(position++)]! : null))
  })
}

function descend(search: LatencySearch, pattern: readonly (Stationary | null)[]): Design | null {
  const { space, interval, goal, memoryPrice, affordable } = search
  const start = space.cheapest(
    pattern.map((stationary) => ({ cycles: interval, stationary })),
    memoryPrice,
  )
  let best = start !== null && affordable(start) ? start : null
  while (best !== null && best.latency > goal) {
    const from = best
    const moves = faster(search, from, pattern).filter((to) => to.latency < from.latency && affordable(to))
    const arriving = moves.filter(({ latency }) => latency <= goal)
    const step =
      arriving.length > 0
        ? least(arriving, ({ price }) => price)
        : least(moves, (to) => Math.max(to.price - from.price, 1e-9) / (from.latency - to.latency))
    if (step === null) break
    best = step
  }
  return best
}

/** Designs with one group faster, each in turn, and with all groups faster. */
function faster(
  { space, memoryPrice }: LatencySearch,
  design: Design,
  pattern: readonly (Stationary | null)[],
): Design[] {
  const { candidates, interval } = design
  return factors.flatMap((factor) => {
    const one = candidates.map(({ cycles }, index) => {
      const demand = { cycles: Math.floor(cycles * factor), stationary: pattern[index]! }
      return space.replaced(design, index, demand, memoryPrice)
    })
    const most = Math.floor(interval * factor)
    const all = space.cheapest(
      pattern.map((stationary, index) => ({ cycles: Math.min(candidates[index]!.cycles, most), stationary })),
      memoryPrice,
    )
    return [...one, all].filter((other) => other !== null)
  })
}

function least<T>(things: readonly T[], measure: (thing: T) => number): T | null {
  if (things.length === 0) return null
  return things.reduce((best, thing) => (measure(thing) < measure(best) ? thing : best))
}
