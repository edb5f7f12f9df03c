/** What the parts of a pipeline are estimated to take. */

import { poolFolding } from '../../generators/windows/max-pool.timing.ts'
import type { Part } from '../../pipeline/part.ts'
import {
  decisionCost,
  fifoCost,
  gearboxCost,
  poolCost,
  replayCost,
  totalCost,
  unitCost,
  windowCost,
} from './cost.ts'
import type { CostModel } from './cost-model.ts'
import { nothing, type Resources, sumOf } from './resources.ts'

/** What a part takes. */
export function partCost(model: CostModel, part: Part): Resources {
  switch (part.kind) {
    case 'source':
      return nothing
    case 'gearbox':
      return gearboxCost(model, part.from, part.to, part.frame)
    case 'fifo':
      return fifoCost(model, part.depth, part.width)
    case 'replay':
      return replayCost(model, part.beats, part.width)
    case 'lineBuffer':
      return windowCost(model, part, part.width)
    case 'matrixVector':
      return totalCost(unitCost(model, part))
    case 'pool':
      return poolCost(model, poolFolding(part, part.words), part.width)
    case 'decision':
      return decisionCost(model, part)
  }
}

/** What parts take together. */
export function partsCost(model: CostModel, parts: readonly Part[]): Resources {
  return sumOf(...parts.map((part) => partCost(model, part)))
}
