/** Foldings as plain data: how many neurons and inputs of each layer are computed in one cycle. */

/** The fold of one layer, in FINN's terms (Umuroglu et al., FPGA 2017). Neither number need divide anything. */
export interface Fold {
  /** Processing elements: neurons computed at once. */
  readonly pe: number
  /** Inputs that each of them takes in a cycle. */
  readonly simd: number
}

/** One fold for each layer with neurons, in their order; pools have none. */
export interface Folding {
  readonly layers: readonly Fold[]
}
