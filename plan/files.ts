/** Plans on disk: `plan.json` in an elaborated folder, the plan itself and what was estimated of it. */

import { join } from 'node:path'
import { z } from 'zod'
import { popcountStructures } from '../generators/dot-product/dot-product.timing.ts'
import { stationaries } from '../generators/matrix-vector/folding.timing.ts'
import { weightStyles } from '../generators/matrix-vector/weight-memory.timing.ts'
import { formatJson, parseJson } from '../tools/files/json.ts'
import { readInputFile } from '../tools/files/read-file.ts'
import type { Estimate } from './estimate.ts'
import type { Plan } from './plan.ts'

export const planFile = 'plan.json'

const count = z.int().min(1)
const plan = z.strictObject({
  interval: count,
  latency: count,
  layers: z
    .array(
      z.strictObject({
        name: z.string(),
        pe: count,
        simd: count,
        weightStyle: z.enum(weightStyles).nullable(),
        stationary: z.enum(stationaries).nullable(),
        popcount: z.enum(popcountStructures).nullable(),
        fifoDepth: z.int().min(0),
        cycles: z.strictObject({ name: z.string(), inputBeats: count, folds: count, cycles: count }),
      }),
    )
    .min(1),
  /** For people: who reads a plan has no use for what was estimated when it was made. */
  estimate: z.unknown().optional(),
})

/** The text of `plan.json`: the plan, and what was estimated of it. */
export function formatPlan(value: Plan, estimate?: Estimate): string {
  return formatJson(estimate === undefined ? value : { ...value, estimate })
}

/** Reads the plan of an elaborated folder. @throws InputError when it is missing or wrong. */
export function loadPlan(folder: string): Plan {
  const path = join(folder, planFile)
  const text = new TextDecoder().decode(readInputFile(path))
  const { interval, latency, layers } = parseJson(plan, text, path, 'elaborate the network again')
  return { interval, latency, layers }
}
