/** A sample that the cost model is fitted to. */

import type { Design } from '../dsl/index.ts'
import type { CostModel } from '../plan/cost/cost-model.ts'
import type { Resources } from '../plan/cost/resources.ts'

/** A module whose cost, submodules included, is a sum of the model's terms. */
export interface Sample {
  readonly name: string
  readonly design: () => Design
  readonly estimate: (model: CostModel) => Resources
  /** Whether the modules that it uses are left out of what is measured. */
  readonly alone?: boolean
}
