/** Which structure of popcounts is planned for a device. */

import type { PopcountStructure } from '../generators/dot-product/dot-product.timing.ts'
import type { Family } from './devices.ts'

/** Below so many lanes a compressor gains nothing. */
const fewestLanes: Readonly<Record<Family, number>> = { xilinx: 3, ecp5: 3, ice40: 16 }

/**
 * The structure for a target, as measured (docs/decisions/007): the compressor, which takes the fewest LUTs of those that are at most a carry
 * chain and two LUT levels deep; carry-save saves up to a fifth of some narrow ones, but is deeper. iCE40, which has no functions of five
 * inputs, gains nothing from either below 16 lanes.
 *
 * @example
 * popcountStructure('xilinx', 112) // 'compressor'
 */
export function popcountStructure(target: Family, lanes: number): PopcountStructure {
  return lanes < fewestLanes[target] ? 'behavioural' : 'compressor'
}
