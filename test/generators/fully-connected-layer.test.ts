/** Fully connected layers against their definition, fed in beats of any width, and one feeding the next. */

import { describe, test } from 'vitest'
import { inputStream, module, outputStream } from '../../dsl/index.ts'
import type { FullyConnectedLayerParameters } from '../../generators/layers/fully-connected-layer.ts'
import { fullyConnectedLayer } from '../../generators/layers/fully-connected-layer.ts'
import { StreamingLayer } from '../../generators/layers/streaming-layer.ts'
import { activationBits } from '../../generators/matrix-vector/raw-sum.timing.ts'
import { allSimulators, bench, runStream, usualSimulators, verifyStream } from '../support/generator-bench.ts'
import {
  describeShape,
  fullyConnectedCase,
  type LayerShape,
  layerExample,
  resultsOf,
  vectorBeats,
} from '../support/generator-layer.ts'

const binary = { kind: 'binary' } as const
const shape: LayerShape = {
  rows: 12,
  columns: 50,
  pe: 3,
  simd: 7,
  activation: binary,
  output: 'bits',
  weightStyle: 'block',
}
const bytes = { kind: 'integer', bits: 8, signed: false } as const
const nibbles = { kind: 'integer', bits: 4, signed: true } as const

/** Shapes, each with the activations in a beat of its source. */
const layers: readonly (readonly [LayerShape, readonly number[]])[] = [
  [shape, [1, 3, 7, 8, 21, 50, 64]],
  [{ ...shape, pe: 5, simd: 8 }, [1, 8, 13]],
  [{ ...shape, pe: 12, simd: 50, weightStyle: 'dissolved' }, [2, 50]],
  [{ ...shape, pe: 12, simd: 10, output: 'sums' }, [1, 10, 30]],
  [{ ...shape, pe: 1, simd: 50, output: 'affine' }, [1, 7, 50]],
  [{ ...shape, pe: 11, simd: 49, weightStyle: 'logic' }, [5, 49]],
  [{ ...shape, activation: bytes }, [1, 3, 7, 11]],
  [{ ...shape, stationary: 'input' }, [1, 2, 7, 8, 21, 50, 64]],
  [{ ...shape, stationary: 'input', pe: 5, simd: 16 }, [1, 4, 5, 16]],
  [{ ...shape, stationary: 'input', pe: 6, simd: 50, output: 'sums' }, [1, 50]],
  [{ ...shape, stationary: 'input', pe: 12, simd: 9, weightStyle: 'dissolved' }, [3, 9]],
  [{ ...shape, stationary: 'input', activation: bytes, pe: 7, simd: 6, output: 'affine' }, [1, 3, 6, 7]],
  [{ ...shape, stationary: 'input', activation: nibbles, pe: 1, simd: 12, output: 'sums' }, [1, 12, 30]],
  [{ ...shape, activation: nibbles, output: 'affine', pe: 7, simd: 6 }, [1, 6, 12]],
]

describe('a layer takes max(input beats, folds) cycles a vector', () => {
  for (const [layer, sources] of layers) {
    for (const lanes of sources) {
      test(`${describeShape(layer)}, ${lanes} at a time`, async () => {
        const example = layerExample(layer)
        const sourceWidth = lanes * activationBits(layer.activation)
        const parameters = { ...example.parameters, sourceWidth }
        const target = await bench(StreamingLayer, fullyConnectedLayer(parameters))
        const isSample = layer.activation === binary && layer.simd === 7 && lanes === 8
        const simulators = isSample ? allSimulators : usualSimulators
        await verifyStream(target, fullyConnectedCase(example, parameters), simulators)
      })
    }
  }
})

test('the lanes past the last row do not disturb the next layer', async () => {
  const first = layerExample({ ...shape, rows: 10, pe: 4, simd: 39, seed: 1 })
  const second = layerExample({ ...shape, rows: 6, columns: 10, pe: 2, simd: 4, output: 'sums', seed: 2 })
  const Pair = module(
    () => 'pair',
    () => ({ source: inputStream({ data: 5 }), result: outputStream({ data: 8 }) }),
    ({ source }, layers: { first: FullyConnectedLayerParameters; second: FullyConnectedLayerParameters }) => {
      const hidden = StreamingLayer(fullyConnectedLayer(layers.first))({ source }).result
      return { result: StreamingLayer(fullyConnectedLayer(layers.second))({ source: hidden }).result }
    },
  )
  const target = await bench(Pair, {
    first: { ...first.parameters, name: 'first', sourceWidth: 5 },
    second: { ...second.parameters, name: 'second', sourceWidth: 4 },
  })
  const hidden = first.vectors.map((vector) => first.model(vector).map((bit) => (bit === 1 ? 1 : -1)))
  const images = first.vectors.flatMap((vector) => vectorBeats(vector, 5, binary))
  await runStream(target, { beats: images, ...resultsOf(second, hidden) }, {})
})
