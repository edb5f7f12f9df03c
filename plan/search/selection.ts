/** The cheapest choices for all layers at once, exactly: what the elements of one layer cost the next is taken into account. */

import type { Stationary } from '../../generators/matrix-vector/folding.timing.ts'
import type { CostModel } from '../cost/cost-model.ts'
import type { Resources } from '../cost/resources.ts'
import { type Candidate, type Group, regroupingCost } from './candidates.ts'

/** What a group may take: at most so many cycles, and for dense layers what they hold still; null leaves that open. */
export interface Demand {
  readonly cycles: number
  readonly stationary: Stationary | null
}

/** A choice for each group, and the price of all. */
export interface Selection {
  readonly candidates: readonly Candidate[]
  readonly price: number
}

/** Chooses for the groups of one network; null when a demand cannot be met. */
export interface Selector {
  /** The cheapest choices for all groups. */
  cheapest(demands: readonly Demand[]): Selection | null
  /** The cheapest other choice for one group, while its neighbours keep theirs. */
  replaced(selection: Selection, index: number, demand: Demand): Selection | null
}

/** A candidate with its price. */
interface Offer {
  readonly candidate: Candidate
  readonly price: number
}

/** The cheapest way to some group, by what was chosen last. */
interface Way extends Offer {
  readonly before: Way | null
}

/**
 * A selector that minimises LUTs plus block memories, each worth `memoryPrice` LUTs. It walks along the layers and keeps, for each number
 * of elements that the last layer may have, the cheapest way there (Viterbi's algorithm): that number is all that the next layer sees.
 */
export function selector(
  model: CostModel,
  groups: readonly Group[],
  candidates: readonly (readonly Candidate[])[],
  memoryPrice: number,
): Selector {
  const priceOf = ({ lut, memory }: Resources) => lut + memoryPrice * memory
  const regrouping = groups.map((group) =>
    memoized((pe, word) => priceOf(regroupingCost(model, group, pe, word))),
  )
  const lists = groups.map((_, index) => {
    const offers = usefulOffers(candidates[index]!, priceOf)
    const elements = distinct(candidates[index - 1]?.map(({ choice }) => choice.pe) ?? [0])
    const words = distinct(candidates[index + 1]?.map(({ word }) => word) ?? [])
    /** What the neighbours of a candidate may have to pay for it at most. */
    const worstNeighbours = ({ choice, word }: Candidate) =>
      Math.max(...elements.map((pe) => regrouping[index]!(pe, word))) +
      Math.max(0, ...words.map((next) => regrouping[index + 1]!(choice.pe, next)))
    return shortlists(offers, worstNeighbours)
  })

  /** What regrouping costs in front of a group. */
  const inFront = (chosen: readonly Candidate[], index: number) =>
    index < chosen.length ? regrouping[index]!(chosen[index - 1]?.choice.pe ?? 0, chosen[index]!.word) : 0

  const replaced = ({ candidates: chosen, price }: Selection, index: number, demand: Demand) => {
    const around = (now: readonly Candidate[]) =>
      priceOf(now[index]!.cost) + inFront(now, index) + inFront(now, index + 1)
    const others = price - around(chosen)
    let best: Selection | null = null
    for (const { candidate } of lists[index]!(demand)) {
      const now = chosen.with(index, candidate)
      const total = others + around(now)
      if (best === null || total < best.price) best = { candidates: now, price: total }
    }
    return best
  }

  const cheapest = (demands: readonly Demand[]) => {
    let ways: readonly (Way | null)[] = [null]
    for (const [index, demand] of demands.entries()) {
      const next = new Map<number, Way>()
      const entries = new Map<number, Entry>()
      for (const { candidate, price } of lists[index]!(demand)) {
        const { choice, word } = candidate
        const entry = entries.get(word) ?? cheapestEntry(ways, word, regrouping[index]!)
        entries.set(word, entry)
        const total = entry.price + price
        const known = next.get(choice.pe)
        if (known !== undefined && known.price <= total) continue
        next.set(choice.pe, { candidate, price: total, before: entry.way })
      }
      if (next.size === 0) return null
      ways = [...next.values()]
    }
    return traced(ways.reduce((best, way) => (way!.price < best!.price ? way : best))!)
  }
  return { cheapest, replaced }
}

interface Entry {
  readonly way: Way | null
  readonly price: number
}

function cheapestEntry(
  ways: readonly (Way | null)[],
  word: number,
  regrouping: (elements: number, word: number) => number,
): Entry {
  let best: Entry | null = null
  for (const way of ways) {
    const price = (way?.price ?? 0) + regrouping(way?.candidate.choice.pe ?? 0, word)
    if (best === null || price < best.price) best = { way, price }
  }
  return best!
}

function traced(last: Way): Selection {
  const candidates: Candidate[] = []
  for (let way: Way | null = last; way !== null; way = way.before) candidates.unshift(way.candidate)
  return { candidates, price: last.price }
}

/** Without those that are no better in anything than another one with the same neighbours; the fastest first. */
function usefulOffers(candidates: readonly Candidate[], priceOf: (cost: Resources) => number): Offer[] {
  const offers = candidates.map((candidate) => ({ candidate, price: priceOf(candidate.cost) }))
  offers.sort((a, b) => a.candidate.cycles - b.candidate.cycles || a.price - b.price)
  const cheapest = new Map<string, number>()
  return offers.filter(({ candidate: { choice, word }, price }) => {
    const key = `${choice.pe} ${word} ${choice.stationary}`
    if (price >= (cheapest.get(key) ?? Number.POSITIVE_INFINITY)) return false
    cheapest.set(key, price)
    return true
  })
}

/**
 * For each demand the offers that may be chosen: whatever costs more than the cheapest one and all that the cheapest one's neighbours
 * could have to pay for it is never worth it.
 */
function shortlists(
  offers: readonly Offer[],
  worstNeighbours: (candidate: Candidate) => number,
): (demand: Demand) => readonly Offer[] {
  const known = new Map<string, readonly Offer[]>()
  return ({ cycles, stationary }) => {
    const key = `${cycles} ${stationary}`
    const before = known.get(key)
    if (before !== undefined) return before
    const meeting = offers.filter(
      ({ candidate }) =>
        candidate.cycles <= cycles && (stationary === null || candidate.choice.stationary === stationary),
    )
    const cheapest = meeting.reduce<Offer | null>(
      (best, offer) => (best === null || offer.price < best.price ? offer : best),
      null,
    )
    const most = cheapest === null ? 0 : cheapest.price + worstNeighbours(cheapest.candidate)
    const list = meeting.filter(({ price }) => price <= most)
    known.set(key, list)
    return list
  }
}

function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)]
}

function memoized(
  of: (elements: number, word: number) => number,
): (elements: number, word: number) => number {
  const known = new Map<number, number>()
  return (elements, word) => {
    const key = elements * 2 ** 24 + word
    const value = known.get(key) ?? of(elements, word)
    known.set(key, value)
    return value
  }
}
