/** Padding as hardware sees it: what the taps outside of a map carry. */

import type { OutsideTaps } from '../generators/windows/line-buffer.timing.ts'
import type { PaddingMode } from '../network/network.ts'

/**
 * What taps outside of a map carry. With the number zero they carry the bit 0, which thresholds take back for each class of border
 * pixels; for integers that is the number 0 itself.
 */
export function outsideTaps(mode: PaddingMode): OutsideTaps {
  switch (mode) {
    case 'none':
    case 'negative':
    case 'zero':
      return 'zeros'
    case 'positive':
      return 'ones'
    case 'checkerboard':
      return 'checkerboard'
  }
}
