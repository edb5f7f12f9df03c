/** The catalogue: instances of the generators, and a whole tiny network, whose RTL is kept under rtl-out/catalogue for reading. */

import { type CatalogueEntry, generatorCatalogue, goldenWords } from '../generators/catalogue.ts'
import { BitMatrix } from '../network/bit-matrix.ts'
import type { Network } from '../network/network.ts'
import { defaultFolding } from '../plan/folding.ts'
import { planFor } from '../plan/make-plan.ts'
import { networkDesign } from './design.ts'

/** The instances, from the smallest to a whole network. */
export const catalogue: readonly CatalogueEntry[] = [
  ...generatorCatalogue,
  {
    about:
      'a whole network: a convolution with exact zero padding, a pool, and scores; a frame every 256 cycles',
    elaborate: () => {
      const network = tinyNetwork()
      return networkDesign(network, planFor(network, defaultFolding(network, 256)))
    },
  },
]

/** A convolution, a pool and a last layer, on images of 8 x 8 pixels. */
export function tinyNetwork(): Network {
  return {
    name: 'tiny_cnn',
    input: { kind: 'bits', shape: [8, 8, 1], threshold: 128 },
    layers: [
      {
        kind: 'convolution',
        name: 'conv0',
        input: [8, 8, 1],
        outputs: 8,
        kernel: [3, 3],
        stride: [1, 1],
        dilation: [1, 1],
        padding: { top: 1, left: 1, bottom: 1, right: 1 },
        paddingMode: 'zero',
        weights: goldenMatrix(8, 9),
        thresholds: Int32Array.of(1, -1, 3, 0, 2, 1, -2, 0),
      },
      {
        kind: 'pool',
        name: 'pool0',
        input: [8, 8, 8],
        kernel: [2, 2],
        stride: [2, 2],
        padding: { top: 0, left: 0, bottom: 0, right: 0 },
        ceilMode: false,
      },
      {
        kind: 'fullyConnected',
        name: 'fc0',
        inputs: 128,
        outputs: 4,
        weights: goldenMatrix(4, 128),
        thresholds: null,
      },
    ],
    scores: { kind: 'popcount' },
    decision: { kind: 'argmax' },
    classes: ['circle', 'square', 'star', 'wave'],
  }
}

function goldenMatrix(rows: number, columns: number): BitMatrix {
  const matrix = new BitMatrix(rows, columns)
  const { words } = goldenWords(columns, rows)
  for (const [row, word] of words.entries()) {
    for (let column = 0; column < columns; column++) {
      if ((word >> BigInt(column)) & 1n) matrix.set(row, column, 1)
    }
  }
  return matrix
}
