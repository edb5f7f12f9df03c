/** Packing: a LUT6 site holds two functions that together have at most five different inputs. */

/** Inputs of a site that computes two functions. */
const sharedInputs = 5

/** A function of a LUT. */
export interface LutFunction {
  /** The nets that it depends on. */
  readonly inputs: readonly number[]
  /** Whether it must be at the output that no other such function can have beside it, as one that leads into a carry chain. */
  readonly exclusive?: boolean
}

/**
 * How many LUT6 sites functions take. Two share a site when together they have at most five different inputs and are not both
 * exclusive. Pairs are found greedily, those with the fewest choices first, and improved along alternating paths; the result
 * depends on the order of the functions only.
 *
 * @example
 * packedSites([{ inputs: [1, 2, 3] }, { inputs: [1, 2, 3, 4, 5] }, { inputs: [6, 7, 8] }]) // 2: the first two share one
 */
export function packedSites(functions: readonly LutFunction[]): number {
  const small = functions.filter(({ inputs }) => inputs.length <= sharedInputs)
  return functions.length - new Matching(small).pairs()
}

/** How many nets two functions must have in common to share a site. */
function commonNets(a: number, b: number): number {
  return Math.max(0, a + b - sharedInputs)
}

/** How many functions that are taken an unmatched one asks for their partners: enough, and never all pairs of a large module. */
const patience = 200

/** A matching of functions, as good as short alternating paths make it. */
class Matching {
  readonly #functions: readonly Required<LutFunction>[]
  /** The partner of each function, or -1; once it has one, it always has. */
  readonly #partner: Int32Array
  /** Functions of one size that depend on certain nets: every two that may share a site meet in one of these lists. */
  readonly #having = new Map<string, number[]>()
  /** The same lists; those with a partner are dropped on the way. */
  readonly #free = new Map<string, number[]>()

  constructor(functions: readonly LutFunction[]) {
    this.#functions = functions.map(({ inputs, exclusive = false }) => ({
      inputs: [...new Set(inputs)].sort((a, b) => a - b),
      exclusive,
    }))
    this.#partner = new Int32Array(functions.length).fill(-1)
    for (const [index, { inputs, exclusive }] of this.#functions.entries()) {
      for (const subset of subsets(inputs)) {
        append(this.#having, listKey(inputs.length, exclusive, subset), index)
      }
    }
    for (const [key, list] of this.#having) this.#free.set(key, [...list])
  }

  /** The number of sites that hold two functions. */
  pairs(): number {
    // Large functions have few partners, so they choose first.
    const size = (index: number) => this.#functions[index]!.inputs.length
    const order = this.#functions.map((_, index) => index).sort((a, b) => size(b) - size(a) || a - b)
    for (const index of order) {
      const partner = this.#partner[index]! < 0 ? this.#freePartner(index) : -1
      if (partner >= 0) this.#join(index, partner)
    }
    for (const index of order) if (this.#partner[index]! < 0) this.#augment(index)
    return this.#partner.filter((partner) => partner >= 0).length / 2
  }

  #join(a: number, b: number): void {
    this.#partner[a] = b
    this.#partner[b] = a
  }

  /** A function without partner that may share a site with this one, or -1. */
  #freePartner(index: number, except = index): number {
    for (const key of partnerLists(this.#functions[index]!)) {
      const list = this.#free.get(key) ?? []
      for (let i = list.length - 1; i >= 0; i--) {
        const other = list[i]!
        if (this.#partner[other]! >= 0) list.splice(i, 1)
        else if (other !== index && other !== except) return other
      }
    }
    return -1
  }

  /** Takes the partner of another function that finds a new one. */
  #augment(index: number): void {
    let asked = 0
    for (const key of partnerLists(this.#functions[index]!)) {
      for (const taken of this.#having.get(key) ?? []) {
        if (taken === index) continue
        if (++asked > patience) return
        const left = this.#partner[taken]!
        const found = this.#freePartner(left, index)
        if (found < 0) continue
        this.#join(index, taken)
        this.#join(left, found)
        return
      }
    }
  }
}

/** The lists that hold all functions which may share a site with this one, those with few choices first. */
function* partnerLists({ inputs, exclusive = false }: LutFunction): Generator<string> {
  const all = [...subsets(inputs)]
  for (let size = sharedInputs; size >= 0; size--) {
    const common = commonNets(inputs.length, size)
    for (const subset of all) {
      if (subset.length !== common) continue
      if (!exclusive) yield listKey(size, true, subset)
      yield listKey(size, false, subset)
    }
  }
}

function* subsets(nets: readonly number[]): Generator<readonly number[]> {
  for (let chosen = 0; chosen < 1 << nets.length; chosen++) {
    yield nets.filter((_, i) => (chosen >> i) & 1)
  }
}

function listKey(size: number, exclusive: boolean, nets: readonly number[]): string {
  return `${size}${exclusive ? '!' : ':'}${nets.join(',')}`
}

function append(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key)
  if (list) list.push(index)
  else lists.set(key, [index])
}
