/** From a network and a plan to the parameters of its accelerator. */

import { Data } from '../dsl/index.ts'
import type { MatrixVectorThresholdParameters } from '../generators/matrix-vector-threshold.ts'
import type { ActivationType } from '../generators/raw-sum.ts'
import type { RowFunction } from '../generators/row-function.ts'
import type { BitMatrix } from '../network/bit-matrix.ts'
import type { FullyConnectedLayer, InputEncoding, Network, ScoreRule } from '../network/network.ts'
import { fullyConnectedLayers } from '../plan/folding.ts'
import type { Plan } from '../plan/plan.ts'
import type { AcceleratorParameters } from './accelerator.ts'

/** The parameters of the accelerator that computes `network` as planned. */
export function acceleratorParameters(network: Network, plan: Plan): AcceleratorParameters {
  const { decision } = network
  return {
    name: network.name,
    layers: fullyConnectedLayers(network).map((layer, index): MatrixVectorThresholdParameters => {
      const { pe, simd, weightStyle } = plan.layers[index]!
      return {
        name: `${network.name}_${layer.name}`,
        rows: layer.outputs,
        columns: layer.inputs,
        pe,
        simd,
        activation: index === 0 ? firstActivation(network.input) : { kind: 'binary' },
        weights: weightRows(layer.weights),
        output: rowFunctionOf(layer, network.scores),
        weightStyle,
      }
    }),
    decision:
      decision.rule === 'argmax'
        ? { kind: 'argmax' }
        : { kind: 'highest-set-bit', thresholds: decision.thresholds },
  }
}

function firstActivation(input: InputEncoding): ActivationType {
  if (input.kind === 'bits') return { kind: 'binary' }
  return { kind: 'integer', bits: input.bits, signed: input.signed }
}

function rowFunctionOf({ thresholds }: FullyConnectedLayer, scores: ScoreRule): RowFunction {
  if (thresholds) return { kind: 'bits', thresholds: signedData(thresholds) }
  if (scores.kind === 'popcount') return { kind: 'sums' }
  return { kind: 'affine', scale: signedData(scores.scale), offset: signedData(scores.offset) }
}

/** Two's complement words of 32 bits. */
function signedData(values: Iterable<number>): Data {
  return Data.of(
    32,
    Array.from(values, (value) => BigInt.asUintN(32, BigInt(value))),
  )
}

/** One word a row, first column lowest. */
function weightRows(weights: BitMatrix): Data {
  return Data.of(
    weights.columns,
    Array.from({ length: weights.rows }, (_, row) => {
      const words = Array.from(weights.row(row), (word) => word.toString(16).padStart(8, '0'))
      return BigInt(`0x${words.reverse().join('')}`)
    }),
  )
}
