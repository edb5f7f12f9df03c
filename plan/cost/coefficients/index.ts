/** The cost models of all families. */

import type { Family } from '../../devices.ts'
import type { CostModel } from '../cost-model.ts'
import { ecp5 } from './ecp5.ts'
import { ice40 } from './ice40.ts'
import { xilinx } from './xilinx.ts'

export const costModels: Readonly<Record<Family, CostModel>> = { xilinx, ecp5, ice40 }
