/** The weights of lowered layers as words of the hardware, and what becomes of their sums. */

import { Data } from '../dsl/index.ts'
import { withSpareLanes } from '../generators/layers/convolution-layer.ts'
import { windowMatrix } from '../generators/layers/spare-lanes.timing.ts'
import type { RowFunction } from '../generators/matrix-vector/threshold-unit.timing.ts'
import type { Fold } from '../lowering/fold.ts'
import type { LoweredNeurons } from '../lowering/lower.ts'
import type { BitMatrix } from '../network/bit-matrix.ts'
import { convolutionFolding } from '../pipeline/layer-parts.ts'

/** What a layer's matrix-vector unit multiplies with, and what it makes of the sums. */
export interface LayerMatrix {
  /** One word a row, first column lowest. */
  readonly weights: Data
  readonly output: RowFunction
}

/** The matrix of a layer; that of a convolution has a column for each lane of each beat of its windows. */
export function matrixOf(layer: LoweredNeurons, fold: Fold): LayerMatrix {
  const weights = weightRows(layer.weights)
  switch (layer.kind) {
    case 'fullyConnected':
      return { weights, output: layer.result }
    case 'convolution': {
      const folding = convolutionFolding(layer, fold)
      const { lanes, output } = windowMatrix(folding, layer.activation, layer.result)
      return { weights: withSpareLanes(weights, lanes), output }
    }
  }
}

function weightRows(weights: BitMatrix): Data {
  return Data.of(
    weights.columns,
    Array.from({ length: weights.rows }, (_, row) => {
      const words = Array.from(weights.row(row), (word) => word.toString(16).padStart(8, '0'))
      return BigInt(`0x${words.reverse().join('')}`)
    }),
  )
}
