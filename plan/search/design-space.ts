/** The design space of one network: choices for all its layers, what they cost, and how long a frame takes. */

import { lower } from '../../lowering/lower.ts'
import type { Network } from '../../network/network.ts'
import { costModels } from '../cost/coefficients/index.ts'
import type { CostModel } from '../cost/cost-model.ts'
import { type Resources, sumOf } from '../cost/resources.ts'
import type { Family } from '../devices.ts'
import { planFor } from '../make-plan.ts'
import type { Plan } from '../plan.ts'
import {
  type Candidate,
  candidatesOf,
  type Group,
  groupsOf,
  leastCycles,
  regroupingCost,
} from './candidates.ts'
import { latencyEstimator } from './latency.ts'
import { type Demand, type Selection, type Selector, selector } from './selection.ts'

/** Choices for all layers, with what they come to. */
export interface Design extends Selection {
  readonly cost: Resources
  /** Estimated. */
  readonly latency: number
  readonly interval: number
}

/** All designs of a network for a family of devices: what its layers can be given, chosen and priced together. */
export class DesignSpace {
  readonly network: Network
  readonly groups: readonly Group[]
  readonly #model: CostModel
  readonly #candidates: readonly (readonly Candidate[])[]
  readonly #selectors = new Map<number, Selector>()
  readonly #latency: ReturnType<typeof latencyEstimator>

  constructor(network: Network, family: Family) {
    this.network = network
    this.groups = groupsOf(lower(network))
    this.#model = costModels[family]
    this.#candidates = this.groups.map((group) => candidatesOf(this.#model, group))
    this.#latency = latencyEstimator(network)
  }

  /** The fewest cycles between frames that any plan can have. */
  get leastInterval(): number {
    return Math.max(...this.groups.map(leastCycles))
  }

  /** Cycles between frames with one element and one lane everywhere: no plan needs to be slower. */
  get mostInterval(): number {
    return Math.max(...this.#candidates.flatMap((choices) => choices.map(({ cycles }) => cycles)))
  }

  /** The cheapest design with a block memory worth so many LUTs, or null when a demand cannot be met. */
  cheapest(demands: readonly Demand[], memoryPrice: number): Design | null {
    const selection = this.#selector(memoryPrice).cheapest(demands)
    return selection && this.#describe(selection)
  }

  /** The design with another choice for one group, or null when the demand cannot be met. */
  replaced(design: Design, index: number, demand: Demand, memoryPrice: number): Design | null {
    const selection = this.#selector(memoryPrice).replaced(design, index, demand)
    return selection && this.#describe(selection)
  }

  /** The plan of a design. */
  planOf({ candidates }: Design): Plan {
    const choices = candidates.map(({ choice }) => choice)
    return planFor(this.network, { layers: choices.map(({ pe, simd }) => ({ pe, simd })) }, choices)
  }

  #selector(memoryPrice: number): Selector {
    const known = this.#selectors.get(memoryPrice)
    if (known !== undefined) return known
    const made = selector(this.#model, this.groups, this.#candidates, memoryPrice)
    this.#selectors.set(memoryPrice, made)
    return made
  }

  #describe(selection: Selection): Design {
    const { candidates } = selection
    const regrouping = this.groups.slice(1).map((group, index) => {
      return regroupingCost(this.#model, group, candidates[index]!.choice.pe, candidates[index + 1]!.word)
    })
    const perLayer = this.groups.flatMap(({ pools }, index) => {
      const { choice } = candidates[index]!
      return [choice, ...pools.map(() => choice)]
    })
    return {
      candidates,
      price: selection.price,
      cost: sumOf(...candidates.map(({ cost }) => cost), ...regrouping),
      latency: this.#latency(perLayer),
      interval: Math.max(...candidates.map(({ cycles }) => cycles)),
    }
  }
}
